"""Sổ quỹ: /can-bo/quy/ (ca đang mở, mở ca, khoá sổ), một ca, báo cáo thu."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import checks, receipts
from thongsuot.dossiers.typed import Typed, day_of
from thongsuot.org.selectors import unit_info
from thongsuot.payments import reports
from thongsuot.payments.models import CashEntry, CashSession
from thongsuot.payments.permissions import COLLECTORS, SUPERVISORS, units_worked_in
from thongsuot.payments.selectors import cash as selectors
from thongsuot.payments.services import cash, signing_cash
from thongsuot.signatures.selectors.papers import Paper, paper_of
from thongsuot.tasks.selectors import colleagues

WORDS = {
    "closing": {str(c): c.label for c in CashSession.Closing},
    "cause": {str(c): c.label for c in CashEntry.Cause},
}


def _units(request: HttpRequest) -> list[tuple[int, str]]:
    today = timezone.localdate(now())
    return [(unit, unit_info(unit, today).full_name) for unit in sorted(units_worked_in(request.principal))]


@require_GET
@official
def books(request: HttpRequest) -> HttpResponse:
    """Các két của đơn vị: open ones first, with one act each; then what was closed."""
    units = _units(request)
    ids = [unit for unit, _name in units]
    collecting = [u for u in units if request.principal.roles_in(u[0]) & set(COLLECTORS)]
    context = {
        "units": units,
        "names": dict(units),
        "open": selectors.open_sessions(ids),
        "past": selectors.past_sessions(ids),
        "collecting": collecting,
        "words": WORDS,
        "today": timezone.localdate(now()),
    }
    return render(request, "payments/cash.html", context)


def context_of(request: HttpRequest, session: CashSession, **more: Any) -> dict[str, Any]:
    """Everything the page of one session shows."""
    roles = request.principal.roles_in(session.book.unit_id)
    at = now()
    people = {c.username: f"{c.full_name}" for role in COLLECTORS for c in colleagues(session.book.unit_id, role, at)}
    people.pop(request.principal.username, None)
    paper = paper_of(session.province_id, signing_cash.SUBJECT, session.pk) if session.signed_at else Paper()
    return {
        "session": session,
        "paper": paper,
        "may_present": not paper.lines and bool(roles & set(SUPERVISORS)) and signing_cash.able(session, at),
        "unit": unit_info(session.book.unit_id, session.day).full_name,
        "entries": selectors.entries_of(session),
        "notes": cash.NOTES,
        "may_write": session.closed_at is None and bool(roles & set(COLLECTORS)),
        "may_sign": session.closed_at is not None
        and session.signed_at is None
        and bool(roles & set(SUPERVISORS))
        and session.closed_by_id != request.principal.user_id,
        "takers": sorted(people.items(), key=lambda pair: pair[1]),
        "words": WORDS,
        **more,
    }


@require_GET
@official
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Một ca quỹ: every line, and closing by counting notes."""
    found = selectors.session_of(session_id, request.principal)
    return render(request, "payments/session.html", context_of(request, found))


def _open(request: HttpRequest, post: Typed, session_id: int) -> str:
    unit = post.get("unit")
    if not (unit.isascii() and unit.isdigit() and len(unit) < 18):
        raise NotFound()
    cash.open_session(unit_id=int(unit), principal=request.principal, at=now(), name=post.get("name"))
    return _("Đã mở ca. Tiền mặt thu từ lúc này ghi vào ca của anh/chị.")


def _move(request: HttpRequest, post: Typed, session_id: int) -> str:
    cash.move_cash(
        session_id=session_id,
        cause=post.get("cause"),
        amount=post.money("amount"),
        note=post.get("note"),
        principal=request.principal,
        at=now(),
    )
    return _("Đã ghi vào sổ quỹ.")


def _count(post: Typed) -> cash.Count:
    counted = {}
    for value in cash.NOTES:
        typed = post.get(f"n{value}") or "0"
        if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
            raise checks.invalid(f"n{value}", _("Số tờ ghi bằng chữ số."))
        counted[value] = int(typed)
    return cash.Count(counted, post.get("reason"))


def _close(request: HttpRequest, post: Typed, session_id: int) -> str:
    closed = cash.close_session(
        session_id=session_id, count=_count(post), principal=request.principal, at=now(), taker=post.get("taker")
    )
    if closed.closing == CashSession.Closing.HAND_OVER:
        return _("Đã bàn giao ca; người nhận thấy ca mới của mình.")
    return _("Đã khoá sổ. Người có thẩm quyền ký ở trang này; in sổ để lưu.")


def _sign(request: HttpRequest, post: Typed, session_id: int) -> str:
    at = now()
    signed = cash.sign_session(session_id=session_id, principal=request.principal, at=at, note=post.get("sign_note"))
    if not signing_cash.able(signed, at):
        return _("Đã ký sổ quỹ.")
    signing_cash.ask(session_id, request.principal, at)
    return _("Đã ký duyệt; bản in của sổ chờ anh/chị ký số ở hàng chờ ký.")


def _present(request: HttpRequest, post: Typed, session_id: int) -> str:
    signing_cash.ask(session_id, request.principal, now())
    return _("Đã trình ký sổ quỹ.")


ACTS: dict[str, Callable[[HttpRequest, Typed, int], str]] = {
    "ghi": _move,
    "khoa": _close,
    "ky": _sign,
    "trinh-ky": _present,
}


@require_POST
@official
def act(request: HttpRequest, session_id: int, verb: str) -> HttpResponse:
    """Ghi, khoá, ký một ca; a refusal comes back on the page with everything that was typed."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    selectors.session_of(session_id, request.principal)
    try:
        done = run(request, Typed(request.POST, verb), session_id)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        errors = [{**e, "field": f"{verb}-{e['field']}" if e["field"] else ""} for e in errors]
        found = selectors.session_of(session_id, request.principal)
        context = context_of(request, found, errors=errors, typed=request.POST.dict(), failed=verb)
        return render(request, "payments/session.html", context, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("payments:session", args=[session_id]))


@require_POST
@official
def open_session(request: HttpRequest) -> HttpResponse:
    """Mở ca của mình."""
    messages.success(request, _open(request, Typed(request.POST, ""), 0))
    return HttpResponseRedirect(reverse("payments:cash"))


@require_GET
@official
def session_pdf(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sổ quỹ của một ca để in, ký, lưu; as it was signed, once it is."""
    found = selectors.session_of(session_id, request.principal)
    if found.signed_at and (signed := paper_of(found.province_id, signing_cash.SUBJECT, found.pk).file):
        return files.download(signed)
    pdf = reports.session_pdf(found, selectors.entries_of(found), now())
    return receipts.pdf_response(pdf, f"so-quy-{found.day:%Y%m%d}-{found.number}.pdf")


def _asked(request: HttpRequest) -> reports.Period | None:
    """Đơn vị và khoảng ngày của địa chỉ; NotFound for what is not of my units, None without a unit."""
    mine = sorted(units_worked_in(request.principal))
    if not mine:
        return None
    unit = request.GET.get("don-vi", "")
    if unit and unit not in {str(one) for one in mine}:
        raise NotFound()
    today = timezone.localdate(now())
    first = day_of(request.GET.get("tu", ""), "tu") or today.replace(day=1)
    last = day_of(request.GET.get("den", ""), "den") or today
    if last < first or last - first > timedelta(days=400):
        raise checks.invalid("den", _("Khoảng ngày phải từ trước đến sau, tối đa 400 ngày."))
    return reports.Period(int(unit) if unit else mine[0], first, last)


@require_GET
@official
def report(request: HttpRequest) -> HttpResponse:
    """Đã thu theo ngày: by revenue unit and way of paying; exempted amounts apart."""
    period = _asked(request)
    if period is None:
        return render(request, "payments/report.html", {"period": None})
    context = reports.figures(period) | {"period": period, "units": _units(request), "query": request.GET.urlencode()}
    return render(request, "payments/report.html", context)


@require_GET
@official
def report_xlsx(request: HttpRequest) -> HttpResponse:
    """Báo cáo thu ra Excel."""
    period = _asked(request)
    if period is None:
        raise NotFound()
    response = HttpResponse(reports.workbook(period, now()), content_type=reports.XLSX)
    response["Content-Disposition"] = f'attachment; filename="thu-phi-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
