"""Hồ sơ lưu trữ: /can-bo/luu-tru/ (tìm), một hồ sơ với việc cho mượn, giữ, trả lời người dân; mở tài liệu; Excel."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Post, User
from thongsuot.common import journal, sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.records import forms, journalling, services
from thongsuot.records.giving import item_response
from thongsuot.records.models import AccessLevel, Loan, ReadRequest, RecordFile, RecordItem
from thongsuot.records.packages.metadata import retention_of
from thongsuot.records.permissions import DOORS, READERS, keeps, may_open, visible_files
from thongsuot.records.selectors.searching import Wanted, fonds_seen, open_holds, page_of_files, search
from thongsuot.records.views.acting import carry_out
from thongsuot.records.words import VERBS

MOST_EXPORTED = 20_000
COLUMNS = [
    sheets.Column(gettext_lazy("Mã hồ sơ"), width=26),
    sheets.Column(gettext_lazy("Tiêu đề"), width=60),
    sheets.Column(gettext_lazy("Phông"), width=30),
    sheets.Column(gettext_lazy("Bắt đầu"), sheets.DAY),
    sheets.Column(gettext_lazy("Kết thúc"), sheets.DAY),
    sheets.Column(gettext_lazy("Thời hạn bảo quản")),
    sheets.Column(gettext_lazy("Chế độ sử dụng")),
    sheets.Column(gettext_lazy("Tài liệu"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Trang"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Nơi để bản giấy")),
]


@require_GET
@needs(*DOORS)
def files(request: HttpRequest) -> HttpResponse:
    """Tìm và lọc hồ sơ của các phông mà người này thấy."""
    wanted, today = Wanted.of(request.GET), timezone.localdate(now())
    rows, older = page_of_files(request.principal, wanted, today)
    kept = {key: value for key, value in request.GET.items() if key != "truoc" and value}
    context = {
        "rows": rows,
        "older": f"?{urlencode({**kept, 'truoc': older})}" if older else None,
        "first": f"?{urlencode(kept)}" if wanted.before else None,
        "wanted": wanted,
        "fonds": fonds_seen(request.principal),
        "levels": AccessLevel.choices,
        "as_sheet": f"{reverse('records:files_xlsx')}?{urlencode(kept)}",
        "retention_of": retention_of,
        "today": today,
        "filtered": bool(kept),
    }
    return render(request, "records/files.html", context)


@require_GET
@needs(*DOORS)
def files_xlsx(request: HttpRequest) -> HttpResponse:
    """Cùng danh sách, as a spreadsheet."""
    at = now()
    found = search(request.principal, Wanted.of(request.GET), timezone.localdate(at))[:MOST_EXPORTED]
    rows = (
        [f.code, f.title, f.fonds.name, f.began_on, f.ended_on, retention_of(f), f.get_access_display(), f.documents,
         f.pages, f.place]
        for f in found
    )  # fmt: skip
    content = sheets.write_table(COLUMNS, rows, _("Mục lục hồ sơ"), made_at=at)
    return as_sheet(content, f"muc-luc-ho-so-{timezone.localdate(at):%Y%m%d}.xlsx")


def as_sheet(content: bytes, name: str) -> HttpResponse:
    """A spreadsheet to be kept."""
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def file_of(request: HttpRequest, uid: UUID) -> RecordFile:
    """Hồ sơ mà người này thấy; NotFound otherwise."""
    found = visible_files(request.principal).select_related("fonds").filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@require_GET
@needs(*DOORS)
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một hồ sơ."""
    return file_page(request, file_of(request, uid))


def file_page(request: HttpRequest, found: RecordFile, **more: Any) -> HttpResponse:
    """Everything about one file; the acts are the keeper's."""
    at = now()
    unit_id = found.fonds.keeper_id
    may_keep = keeps(request.principal, unit_id) and found.state == "kept"
    loan = (
        Loan.objects.filter(province_id=found.province_id, file=found, returned_at=None)
        .select_related("borrower")
        .first()
    )
    context: dict[str, Any] = {
        "file": found,
        "retention": retention_of(found),
        "items": list(
            RecordItem.objects.filter(province_id=found.province_id, file=found)
            .defer("text")
            .select_related("stored")
            .order_by("ordinal")
        ),
        "may_open": may_open(request.principal, found),
        "may_keep": may_keep,
        "loan": loan,
        "loan_late": bool(loan and loan.due_on < timezone.localdate(at)),
        "holds": open_holds(found),
        "requests": list(
            ReadRequest.objects.filter(province_id=found.province_id, file=found)
            .select_related("citizen")
            .order_by("-id")[:20]
        )
        if may_keep
        else [],
        "borrowers": _borrowers(unit_id, at) if may_keep and not loan else [],
        "history": _history(found),
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/file.html", context, **more)


def _borrowers(unit_id: int, at: Any) -> list[tuple[int, str]]:
    ids = Post.objects.filter(unit_id=unit_id, valid__contains=at).values("user_id")
    return [(user.pk, str(user)) for user in User.objects.filter(pk__in=ids, is_active=True).order_by("full_name")]


def _history(found: RecordFile) -> list[dict[str, Any]]:
    told = journal.timeline(found.province_id, journalling.FILE, found.pk)[-50:]
    names = {u.pk: str(u) for u in User.objects.filter(pk__in={one.actor_id for one in told if one.actor_id})}
    return [
        {
            "at": one.at,
            "title": VERBS.get(one.verb, one.verb),
            "by": names.get(one.actor_id or 0, ""),
            "detail": str(one.data.get("reason") or one.data.get("answer") or one.data.get("decision") or ""),
        }
        for one in reversed(told)
    ]


@require_POST
@needs(*READERS)
def file_act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Cho mượn, nhận lại, giữ, bỏ giữ, trả lời người dân."""
    found, at, who, post = file_of(request, uid), now(), request.principal, request.POST

    def lend(_request: HttpRequest) -> str:
        services.lend(
            uid=uid, borrower_id=forms.number(post, "borrower"), purpose=post.get("purpose", ""),
            due_on=forms.day(post, "due_on"), principal=who, at=at,
        )  # fmt: skip
        return _("Đã ghi cho mượn.")

    def bring_back(_request: HttpRequest) -> str:
        services.bring_back(uid=uid, note=post.get("note", ""), principal=who, at=at)
        return _("Đã nhận hồ sơ về kho.")

    def hold(_request: HttpRequest) -> str:
        services.place_hold(
            file_uid=uid, reason=post.get("reason", ""), basis=post.get("basis", ""), principal=who, at=at
        )
        return _("Đã đặt lệnh giữ. Không ai huỷ được hồ sơ này cho đến khi bỏ lệnh.")

    def end_hold(_request: HttpRequest) -> str:
        services.end_hold(hold_id=forms.number(post, "hold"), reason=post.get("end_reason", ""), principal=who, at=at)
        return _("Đã bỏ lệnh giữ.")

    def answer(_request: HttpRequest) -> str:
        granted = post.get("granted") == "1"
        for one in forms.uids(post, "request"):
            services.answer_request(uid=one, granted=granted, answer=post.get("answer", ""), principal=who, at=at)
        return _("Đã cho đọc trong 15 ngày.") if granted else _("Đã trả lời không cho đọc.")

    acts = {"cho-muon": lend, "nhan-lai": bring_back, "giu": hold, "bo-giu": end_hold, "tra-loi": answer}
    return carry_out(
        request,
        acts,
        verb,
        page=lambda **more: file_page(request, found, **more),
        to=reverse("records:file", args=[uid]),
    )


@require_GET
@needs(*DOORS)
def item(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponse:
    """Mở một tài liệu: verified bytes, and the view journalled."""
    return item_response(services.view_item(uid=uid, ordinal=ordinal, principal=request.principal, at=now()))
