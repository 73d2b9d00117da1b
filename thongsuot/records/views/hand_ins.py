"""Nộp lưu: các đợt nộp, hồ sơ còn phải nộp, một đợt với từng hồ sơ, biên bản hai bản."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common import files, sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.records import forms, services
from thongsuot.records.models import HandIn, HandInDue, HandInLine
from thongsuot.records.packages.metadata import retention_of
from thongsuot.records.papers.minutes import hand_in_pdf
from thongsuot.records.permissions import KEEPERS, READERS, keeps, visible_hand_ins
from thongsuot.records.selectors.searching import is_late, owed_for
from thongsuot.records.services import signing_minutes
from thongsuot.records.views.acting import carry_out
from thongsuot.records.views.files import as_sheet
from thongsuot.signatures.selectors.papers import paper_of

ON_A_PAGE = 100
COLUMNS = [
    sheets.Column(gettext_lazy("Mã"), width=24),
    sheets.Column(gettext_lazy("Công việc"), width=60),
    sheets.Column(gettext_lazy("Kết thúc"), sheets.DAY),
    sheets.Column(gettext_lazy("Hạn nộp"), sheets.MOMENT),
    sheets.Column(gettext_lazy("Được giữ đến"), sheets.DAY),
    sheets.Column(gettext_lazy("Văn bản đồng ý"), width=30),
]


@require_GET
@needs(*READERS)
def hand_ins(request: HttpRequest) -> HttpResponse:
    """Các đợt nộp lưu, open ones first."""
    rows = (
        visible_hand_ins(request.principal)
        .select_related("fonds", "offered_by")
        .order_by("-state", "-offered_at", "-id")
    )
    typed = request.GET.get("trang", "")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    shown, here = list(rows[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1]), reverse("records:hand_ins")
    context = {
        "rows": shown[:ON_A_PAGE],
        "unit_of": _unit_of,
        "older": f"{here}?trang={page + 1}" if len(shown) > ON_A_PAGE else None,
        "first": here if page else None,
    }
    return render(request, "records/hand_ins.html", context)


def _unit_of(hand: HandIn) -> str:
    return unit_info(hand.unit_id, timezone.localdate(hand.offered_at)).full_name


@require_GET
@needs(*READERS)
def owed(request: HttpRequest) -> HttpResponse:
    """Hồ sơ còn phải nộp, late ones first."""
    return _owed_page(request)


def _owed_page(request: HttpRequest, **more: Any) -> HttpResponse:
    at, rows = now(), owed_for(request.principal)
    if request.GET.get("dang") == "xlsx":
        lines = ([o.source_code, o.title, o.ended_on, o.due_at, o.kept_until, o.consent] for o in rows)
        content = sheets.write_table(COLUMNS, lines, _("Còn phải nộp lưu"), made_at=at)
        return as_sheet(content, f"con-phai-nop-luu-{timezone.localdate(at):%Y%m%d}.xlsx")
    context = {
        "rows": [(one, is_late(one, at)) for one in rows],
        "late": sum(is_late(one, at) for one in rows),
        "may_extend": {one.pk for one in rows if keeps(request.principal, one.unit_id)},
        "kinds": dict(HandInDue.Kind.choices),
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/owed.html", context, **more)


@require_POST
@needs(*KEEPERS)
def keep_longer(request: HttpRequest) -> HttpResponse:
    """Cho đơn vị giữ lại thêm, by written consent."""

    def extend(_request: HttpRequest) -> str:
        services.keep_longer(
            owed_id=forms.number(request.POST, "owed"), until=forms.day(request.POST, "until"),
            consent=request.POST.get("consent", ""), principal=request.principal, at=now(),
        )  # fmt: skip
        return _("Đã ghi cho giữ lại; hạn nộp đã đổi.")

    return carry_out(
        request, {"": extend}, "", page=lambda **more: _owed_page(request, **more), to=reverse("records:owed")
    )


def _hand_in(request: HttpRequest, uid: UUID) -> HandIn:
    found = (
        visible_hand_ins(request.principal).select_related("fonds", "offered_by", "closed_by").filter(uid=uid).first()
    )
    if found is None:
        raise NotFound()
    return found


@require_GET
@needs(*READERS)
def hand_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một đợt nộp lưu."""
    return _page(request, _hand_in(request, uid))


def _page(request: HttpRequest, hand: HandIn, **more: Any) -> HttpResponse:
    lines = list(HandInLine.objects.filter(hand_in=hand).select_related("file").order_by("ordinal"))
    may_keep = keeps(request.principal, hand.fonds.keeper_id)
    paper = paper_of(hand.province_id, signing_minutes.SUBJECT, hand.pk)
    may_ask = may_keep and hand.state == HandIn.State.CLOSED and not paper.lines
    context = {
        "paper": paper,
        "may_ask": may_ask,
        "givers": [one.pair for one in signing_minutes.givers(hand, now())] if may_ask else [],
        "receivers": [one.pair for one in signing_minutes.receivers(hand, now())] if may_ask else [],
        "hand": hand,
        "unit": _unit_of(hand),
        "lines": lines,
        "waiting": [line for line in lines if line.answer == "waiting"],
        "may_keep": may_keep and hand.state == HandIn.State.OFFERED,
        "retention_of": retention_of,
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/hand_in.html", context, **more)


@require_POST
@needs(*READERS)
def hand_in_act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Nhận các hồ sơ đã chọn; trả một hồ sơ lại; trình ký biên bản."""
    hand, at, post = _hand_in(request, uid), now(), request.POST

    def accept(_request: HttpRequest) -> str:
        count = services.accept(uid=uid, lines=forms.numbers(post, "line"), principal=request.principal, at=at)
        return _("Đã nhận %(count)d hồ sơ vào phông và cấp số.") % {"count": count}

    def give_back(_request: HttpRequest) -> str:
        services.return_line(
            uid=uid, line=forms.number(post, "one"), reason=post.get("reason", ""), principal=request.principal, at=at
        )
        return _("Đã trả lại; đơn vị nộp có việc phải sửa.")

    def ask(_request: HttpRequest) -> str:
        signing_minutes.ask(
            uid=uid, giver_id=forms.number(post, "giver"), receiver_id=forms.number(post, "receiver"),
            principal=request.principal, at=at,
        )  # fmt: skip
        return _("Đã trình ký biên bản: bên giao ký trước, rồi lưu trữ.")

    return carry_out(
        request,
        {"nhan": accept, "tra": give_back, "trinh-ky": ask},
        verb,
        page=lambda **more: _page(request, hand, **more),
        to=reverse("records:hand_in", args=[uid]),
    )


@require_GET
@needs(*READERS)
def hand_in_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Biên bản và mục lục: the signed file, what waits to be signed, else two copies to sign by hand."""
    hand = _hand_in(request, uid)
    if signed := paper_of(hand.province_id, signing_minutes.SUBJECT, hand.pk).file:
        return files.download(signed)
    return pdf(hand_in_pdf(hand, at=now()), f"bien-ban-nop-luu-{hand.number:02}-{hand.year}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper shown in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
