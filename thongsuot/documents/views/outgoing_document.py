"""Một văn bản đi: where it stands, what is to be done next, its whole history; and the acts of each stage."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import User
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.documents import gate, groups, outgoing_kinds
from thongsuot.documents.models import Document, DocumentLink, Recipient, State
from thongsuot.documents.papers import letter
from thongsuot.documents.papers.markup import blocks_of
from thongsuot.documents.permissions import CLERKS, LEADERS, WORKERS
from thongsuot.documents.selectors import copies, outgoing
from thongsuot.documents.services import asking_again, checking, drafting, issuing, turning
from thongsuot.documents.services.faults import faults_of
from thongsuot.documents.services.setting import letter_of
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import type_of
from thongsuot.documents.views import filing
from thongsuot.documents.views.outgoing import TONES, URGENT_TONES
from thongsuot.documents.words import AXIS_STATUSES

works = needs(*WORKERS)
WORDS = {
    "drafted": gettext_lazy("Tạo bản thảo"),
    "draft_saved": gettext_lazy("Lưu phiên bản"),
    "addressed": gettext_lazy("Đặt nơi nhận"),
    "signer_set": gettext_lazy("Chọn người ký"),
    "sent_to_check": gettext_lazy("Trình kiểm tra nội dung"),
    "content_passed": gettext_lazy("Đồng ý nội dung"),
    "form_passed": gettext_lazy("Đồng ý thể thức, trình ký"),
    "sent_back": gettext_lazy("Trả lại"),
    "signed": gettext_lazy("Ký số và cấp số"),
    "sealed": gettext_lazy("Ký số của cơ quan (đóng dấu)"),
    "issued": gettext_lazy("Phát hành"),
    "axis_sent": gettext_lazy("Đã gửi lên trục liên thông"),
    "paper_sent": gettext_lazy("Gửi bản giấy"),
    "sent_again": gettext_lazy("Gửi lại nơi chưa gửi được"),
    "recalled": gettext_lazy("Thu hồi"),
    "seal_refused": gettext_lazy("Từ chối đóng dấu"),
    "signature_asked_again": gettext_lazy("Xin ký lại"),
    "replaced": gettext_lazy("Được thay thế"),
    "correction_issued": gettext_lazy("Có văn bản đính chính"),
    "amended": gettext_lazy("Có văn bản sửa đổi, bổ sung"),
    "abandoned": gettext_lazy("Thôi không ban hành"),
    "copy_asked": gettext_lazy("Trình ký bản sao"),
    "copied": gettext_lazy("Có bản sao"),
    "made_elsewhere": gettext_lazy("Lập từ kết quả công việc"),
}


@works
@require_GET
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Trang của một văn bản đi."""
    whole = outgoing.whole(outgoing.one(request.principal, uid))
    return _page(request, whole, [])


def _page(request: HttpRequest, whole: outgoing.Whole, errors: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    one, at = whole.document, now()
    roles = request.principal.roles_in(turning.holder_of(one))
    drafted = one.state == State.DRAFTING
    open_ = one.state in (State.DRAFTING, State.CONTENT_CHECK, State.FORM_CHECK)
    sent = [row for row in whole.recipients if row.way != Recipient.Way.FILE]
    context = {
        "document": one,
        "whole": whole,
        "type": type_of(one.type),
        "tone": TONES.get(State(one.state), "neutral"),
        "urgent": URGENT_TONES.get(one.urgency),
        "faults": [message for _field, message in faults_of(one, at).messages] if open_ else [],
        "body": blocks_of(whole.draft.body) if whole.draft else [],
        "appendix": blocks_of(whole.draft.appendix) if whole.draft else [],
        "editable": open_ and bool(roles & (set(WORKERS) if drafted else {*LEADERS, *CLERKS})),
        "leads": bool(roles & set(LEADERS)),
        "keeps_form": bool(roles & set(CLERKS)),
        "why_unsigned": _why_unsigned(one, at) if one.state == State.TO_SIGN else "",
        **_signing(request, one, roles),
        "filing": filing.offered(request.principal, one, turning.holder_of(one)) if one.state == State.ISSUED else None,
        "timeline": _timeline(one),
        "statuses": AXIS_STATUSES,
        "sent": sent,
        "confirmed": sum(row.confirmed for row in sent),
        "lines": _receivers(whole, at),
        "followers": [
            (DocumentLink.Kind.REPLACES, _("Soạn văn bản thay thế")),
            (DocumentLink.Kind.AMENDS, _("Soạn văn bản sửa đổi, bổ sung")),
            (DocumentLink.Kind.CORRECTS, _("Soạn công văn đính chính")),
            (DocumentLink.Kind.RECALLS, _("Soạn văn bản thu hồi")),
        ],
        "stuck": sum(row.sending == Recipient.Sending.STUCK for row in sent),
        "errors": errors,
        "copy": copies.of(one),
        "may_copy": one.state in (State.ISSUED, State.RECALLED, State.REPLACED) and bool(roles & set(WORKERS)),
    }
    return render(request, "documents/out/document.html", context, status=status)


def _receivers(whole: outgoing.Whole, at: datetime) -> list[groups.Line]:
    """Nơi nhận, whole groups folded, as on the print."""
    one = whole.document
    unit_id = one.unit_id if one.signed_at else turning.holder_of(one)
    day = one.issued_on or local_day(at)
    return groups.lines_of(whole.recipients, unit_id=unit_id, province_id=one.province_id, on=day)


def _signing(request: HttpRequest, one: Document, roles: Collection[str]) -> dict[str, bool]:
    """Whether it is this person's turn to sign, and whether nobody is asked any more."""
    room = gate.current()
    if room is None or one.state not in (State.TO_SIGN, State.SIGNED):
        return {"my_turn": False, "nobody_asked": False}
    waits = room.waits(province_id=one.province_id, subject_id=one.pk)
    mine = one.signer_id == request.principal.user_id if one.state == State.TO_SIGN else bool(set(roles) & set(CLERKS))
    wanted = gate.PERSON if one.state == State.TO_SIGN else gate.SEAL
    return {"my_turn": wanted in waits and mine, "nobody_asked": asking_again.lost(one)}


def _why_unsigned(one: Document, at: Any) -> str:
    signer = gate.current()
    if signer is None:
        return _("Hệ thống chưa được nối với dịch vụ ký số, nên văn bản chờ ở đây và chưa có số.")
    return signer.missing(unit_id=turning.holder_of(one), user_id=one.signer_id or 0, at=at)


def _timeline(one: Document) -> list[dict[str, Any]]:
    entries = journal.timeline(one.province_id, gate.SUBJECT, one.pk)
    names = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    return [
        {
            "at": entry.at,
            "title": str(WORDS.get(entry.verb, entry.verb)),
            "by": str(names.get(entry.actor_id or 0, "")),
            "detail": str(entry.data.get("reason") or entry.data.get("by") or entry.data.get("number") or ""),
        }
        for entry in reversed(entries)
    ]


@works
@require_GET
def printed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bản in: the signed file once there is one, else the draft as it would be set; `?ban=2` an earlier version."""
    one = outgoing.one(request.principal, uid)
    main = outgoing.whole(one).main
    asked = request.GET.get("ban", "")
    if main and main.signed and not asked:
        return files.download(main.file)
    if made := outgoing_kinds.renderer_of(one.subject_kind):
        return _shown(made(one), f"du-thao-{one.uid}.pdf")
    revision = int(asked) if asked.isdecimal() and len(asked) < 9 else None
    return _shown(letter(letter_of(one, now(), revision=revision)), f"du-thao-{one.uid}.pdf")


def _shown(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _recalled(uid: UUID, **how: Any) -> Document:
    return issuing.recall(uid, **how)


# Verb of the address → (service, what is told, whether it takes the words typed as reason).
ACTS: dict[str, tuple[Callable[..., Any], Any, str]] = {
    "trinh-kiem-tra": (checking.send_to_check, gettext_lazy("Đã trình kiểm tra nội dung."), ""),
    "dong-y-noi-dung": (checking.pass_content, gettext_lazy("Đã đồng ý nội dung, chuyển kiểm tra thể thức."), ""),
    "dong-y-the-thuc": (checking.pass_form, gettext_lazy("Thể thức đúng, đã trình ký."), ""),
    "tra-lai": (checking.send_back, gettext_lazy("Đã trả lại người soạn."), "reason"),
    "gop-y": (drafting.comment, gettext_lazy("Đã ghi ý kiến."), "words"),
    "xin-ky-lai": (asking_again.ask_again, gettext_lazy("Đã xin ký lại; việc nằm ở hàng chờ ký."), ""),
    "thoi": (checking.abandon, gettext_lazy("Văn bản đã thôi không ban hành."), "reason"),
    "phat-hanh": (issuing.issue, gettext_lazy("Đã phát hành; hệ thống đang gửi tới các nơi nhận."), ""),
    "gui-lai": (issuing.send_again, gettext_lazy("Đang gửi lại tới những nơi chưa gửi được."), ""),
    "thu-hoi": (
        _recalled,
        gettext_lazy("Đã thu hồi văn bản; các nơi nhận được yêu cầu trả lại hoặc huỷ bản nhận."),
        "reason",
    ),
}


@works
@require_POST
def act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Một việc của chặng này; what is wrong stands on the page, nothing is done then."""
    one = outgoing.one(request.principal, uid)
    how: dict[str, Any] = {"principal": request.principal, "at": now()}
    try:
        if verb == "soan-tiep":
            made = issuing.follow(uid, kind=request.POST.get("kind", ""), **how)
            messages.success(request, _("Đã tạo bản thảo; văn bản cũ còn hiệu lực đến khi bản này được phát hành."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[made.uid]))
        if verb == "da-gui-giay":
            row = request.POST.get("recipient", "")
            issuing.paper_sent(uid, recipient_id=int(row) if row.isdecimal() and len(row) < 18 else 0, **how)
            told: Any = _("Đã ghi là đã gửi bản giấy.")
        elif verb == "lap-ho-so":
            told = filing.put(request.POST.get("file", ""), one, turning.holder_of(one), **how)
        elif verb in ACTS:
            service, told, typed = ACTS[verb]
            service(uid, **how, **({typed: request.POST.get("words", "")} if typed else {}))
        else:
            raise NotFound()
    except Invalid as refused:
        found = list(refused.errors) or [{"message": str(refused.detail)}]
        one.refresh_from_db()
        return _page(request, outgoing.whole(one), [{"field": "", "message": e["message"]} for e in found], 422)
    messages.success(request, str(told))
    return HttpResponseRedirect(reverse("documents:outgoing_document", args=[uid]))
