"""Việc kẹt (/can-bo/ket/): the list by age with its causes, one thing with what to do, whole ranges tried again."""

import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common import sheets
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.typed import day_of
from thongsuot.exchange import jobs_inbound, systems
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import ReplayRun, System
from thongsuot.exchange.permissions import MAY_COME_IN, Scope, scope_of
from thongsuot.exchange.stuck import acts, alarms, contents, replay, rows
from thongsuot.exchange.stuck.own_kinds import IN
from thongsuot.exchange.stuck_kinds import kind, kinds
from thongsuot.org.selectors import unit_info

PAGE, MOST_EXPORTED = 50, 20_000
CURSOR = "exchange.stuck"
comes_in = needs(*MAY_COME_IN)


def wanted_of(given: QueryDict) -> rows.Wanted:
    """Bộ lọc của địa chỉ; what cannot be read asks for nothing."""

    def line(name: str) -> str:
        try:
            return clean_line(given.get(name, ""), field=name, limit=80)
        except Invalid:
            return ""

    unit = line("don-vi")
    return rows.Wanted(
        kind=line("loai"),
        system=line("he-thong"),
        cause=line("vi-sao"),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 18 else None,
        code=line("ma"),
        since=_day(given, "tu"),
        until=_day(given, "den", days=1),
    )


def _day(given: QueryDict, name: str, *, days: int = 0) -> datetime | None:
    try:
        day = day_of(given.get(name, ""), name)
    except Invalid:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=days) if day else None


@comes_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Danh sách; a fixed number of statements however much waits."""
    scope, at, wanted = scope_of(request.principal), now(), wanted_of(request.GET)
    after = _cursor(request.GET.get("sau", ""))
    found = rows.listed(scope, wanted, after=after, limit=PAGE)
    counts = rows.counted(scope, rows.Wanted())
    of_province = rows.counted(scope, rows.Wanted(), whole_province=True) if scope.provinces else []
    query = request.GET.copy()
    query.pop("sau", None)
    here = query.urlencode()
    more = encode_cursor(CURSOR, *found[PAGE - 1].key) if len(found) > PAGE else None
    context = {
        "rows": _lines(found[:PAGE], scope, at),
        "many_units": len(scope.units) > 1 or bool(scope.provinces),
        "names": {one["key"]: one["name"] for one in systems.described()},
        "wanted": wanted,
        "given": request.GET,
        "filtered": wanted != rows.Wanted(),
        "causes": _by_cause(counts, at),
        "options": _options(counts),
        "provincial": _by_unit(of_province, at),
        "province_causes": _by_cause(of_province, at),
        "alarms": [_alarm(alarm, at) for alarm in alarms.current(scope.units, scope.provinces)],
        "next": f"?{here}&sau={more}" if more else None,
        "first": f"?{here}" if after else None,
        "query": here,
        "run_uid": uuid.uuid4(),
        "fresh_uid": uuid.uuid4,
        "acts": bool(scope.acting) or bool(scope.provinces),
        "whole": bool(scope.provinces),
    }
    return render(request, "exchange/stuck.html", context)


def _lines(found: list[rows.Row], scope: Scope, at: datetime) -> list[dict[str, Any]]:
    """Các dòng; what to do is said once where the same cause stands in a row of lines."""
    shown: list[dict[str, Any]] = []
    for row in found:
        line = _shown(row, scope, at)
        shown.append(
            line | {"says": not shown or (shown[-1]["kind"], shown[-1]["cause"]) != (line["kind"], line["cause"])}
        )
    return shown


def _cursor(given: str) -> tuple[str, str, str] | None:
    try:
        found = decode_cursor(CURSOR, given, str, str, str)
    except Invalid:
        return None
    return (found[0], found[1], found[2]) if found else None


def _shown(row: rows.Row, scope: Scope, at: datetime) -> dict[str, Any]:
    found = kind(row.kind)
    assert found is not None, "a row comes from a kind"
    return {
        "row": row,
        "kind": found.label,
        "part": found.part_label(row.part),
        "cause": found.words(row.cause),
        "do": found.do(row.cause),
        "unit": unit_name(row.unit_id, at),
        "age": age_words(row.since, at),
        "page": found.page(row.id),
        "acts": scope.acts(row.unit_id, row.province_id),
        "waits": row.next_try_at is not None,
    }


def unit_name(unit_id: int | None, at: datetime) -> str:
    """Tên đơn vị phải lo."""
    return unit_info(unit_id, timezone.localdate(at)).full_name if unit_id else _("chưa rõ đơn vị")


def age_words(since: datetime, at: datetime) -> str:
    """Chờ bao lâu rồi."""
    minutes = max(0, int((at - since).total_seconds() // 60))
    if minutes < 60:
        return _("%(n)d phút") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d giờ") % {"n": minutes // 60}
    return _("%(n)d ngày") % {"n": minutes // (24 * 60)}


def _by_cause(counts: Iterable[rows.Count], at: datetime) -> list[dict[str, Any]]:
    """Theo nguyên nhân, oldest first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in counts:
        of_kind = kind(one.kind)
        if of_kind is None:
            continue
        line = found.setdefault(
            (one.kind, one.cause),
            {
                "kind": one.kind,
                "cause": one.cause,
                "kind_words": of_kind.label,
                "words": of_kind.words(one.cause),
                "number": 0,
                "oldest": one.oldest,
            },
        )
        line["number"] += one.number
        line["oldest"] = min(line["oldest"], one.oldest)
    for line in found.values():
        line["age"] = age_words(line["oldest"], at)
    return sorted(found.values(), key=lambda line: line["oldest"])


def _by_unit(counts: Iterable[rows.Count], at: datetime) -> list[dict[str, Any]]:
    """Theo đơn vị và hệ thống, for the province: numbers, no contents."""
    found: dict[tuple[int | None, str], dict[str, Any]] = {}
    for one in counts:
        line = found.setdefault(
            (one.unit_id, one.system),
            {"unit": unit_name(one.unit_id, at), "system": one.system, "number": 0, "oldest": one.oldest},
        )
        line["number"] += one.number
        line["oldest"] = min(line["oldest"], one.oldest)
    for line in found.values():
        line["age"] = age_words(line["oldest"], at)
    return sorted(found.values(), key=lambda line: line["oldest"])


def _options(counts: Iterable[rows.Count]) -> dict[str, Any]:
    told = list(counts)
    day = timezone.localdate(now())
    return {
        "kinds": [(one.key, one.label) for one in kinds()],
        "systems": sorted({one.system for one in told}),
        "units": sorted({(one.unit_id, unit_info(one.unit_id, day).full_name) for one in told if one.unit_id}),
    }


def _alarm(alarm: Any, at: datetime) -> dict[str, Any]:
    return {
        "unit": unit_name(alarm.unit_id, at),
        "system": alarm.system.name,
        "stuck": alarm.stuck,
        "age": age_words(alarm.oldest_at, at),
    }


@comes_in
@require_safe
def one(request: HttpRequest, kind_key: str, row_id: int) -> HttpResponse:
    """Một việc kẹt: why, what to do, what the message says (for whoever may see its dossier), and the acts."""
    return _one(request, kind_key, row_id)


def _one(request: HttpRequest, kind_key: str, row_id: int, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    of_kind, row = acts.visible(request.principal, kind_key, row_id)
    scope, at = scope_of(request.principal), now()
    context = {
        **_shown(row, scope, at),
        "system": System.objects.filter(key=row.system).first(),
        "of_kind": of_kind,
        "contents": contents.of_row(row, whole=row.unit_id is not None),
        "gives": kind_key == IN and row.unit_id is None,
        "errors": errors or [],
        "wrong": {error["field"]: error["message"] for error in errors or []},
        "typed": request.POST,
    }
    return render(request, "exchange/stuck_one.html", context, status=422 if errors else 200)


@comes_in
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Thử lại một việc, and say what came of it."""
    kind_key, row_id = _which(request)
    changed = acts.again(kind_key=kind_key, row_id=row_id, principal=request.principal, at=now())
    if changed and kind_key == IN:
        _read_now(request, row_id)
    elif changed:
        messages.success(request, _("Đã xếp lại để gửi ngay; kết quả hiện ở đây sau ít giây."))
    else:
        messages.info(request, _("Việc này vừa được xử lý hoặc đang được gửi, nên không làm gì thêm."))
    return HttpResponseRedirect(_back(request))


def _read_now(request: HttpRequest, row_id: int) -> None:
    if contents.has_files(row_id):
        jobs_inbound.read_one.defer(message_id=row_id)
        messages.success(request, _("Đang tải tệp và đọc lại; kết quả hiện ở đây sau ít giây."))
    elif understanding.understand(row_id, at=now()) == "done":
        messages.success(request, _("Đã vào hồ sơ."))
    else:
        messages.warning(request, _("Vẫn chưa được; xem nguyên nhân mới ở dòng đó."))


@comes_in
@require_POST
def solve(request: HttpRequest) -> HttpResponse:
    """Đánh dấu đã xử lý bên ngoài, kèm ghi chú."""
    kind_key, row_id = _which(request)
    try:
        changed = acts.solve(
            kind_key=kind_key, row_id=row_id, note=request.POST.get("note", ""), principal=request.principal, at=now()
        )
    except Invalid as refused:
        return _one(request, kind_key, row_id, [dict(error) for error in refused.errors])
    if changed:
        messages.success(request, _("Đã ghi là xử lý bên ngoài. Ghi chú nằm trong nhật ký."))
    return HttpResponseRedirect(reverse("exchange:stuck"))


@comes_in
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Chỉ định đơn vị nhận một tin chưa rõ đơn vị."""
    kind_key, row_id = _which(request)
    if kind_key != IN:
        raise NotFound()
    try:
        acts.give(row_id=row_id, unit_code=request.POST.get("unit", ""), principal=request.principal, at=now())
    except Invalid as refused:
        return _one(request, kind_key, row_id, [dict(error) for error in refused.errors])
    _read_now(request, row_id)
    return HttpResponseRedirect(reverse("exchange:stuck"))


def _which(request: HttpRequest) -> tuple[str, int]:
    kind_key, _colon, number = request.POST.get("viec", "").partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound()
    return kind_key, int(number)


def _back(request: HttpRequest) -> str:
    query = request.POST.get("loc", "")
    return f"{reverse('exchange:stuck')}?{query}" if query else reverse("exchange:stuck")


@comes_in
@require_POST
def replay_range(request: HttpRequest) -> HttpResponse:
    """Làm lại cả loạt như đang lọc, in the background; pressing twice is one run."""
    try:
        uid = UUID(request.POST.get("lan", ""))
    except ValueError:
        raise NotFound() from None
    wanted = wanted_of(QueryDict(request.POST.get("loc", "")[:2000]))
    whole = request.POST.get("pham-vi") == "tinh" and bool(scope_of(request.principal).provinces)
    with transaction.atomic():
        run, fresh = replay.ask(uid=uid, wanted=wanted, whole_province=whole, principal=request.principal, at=now())
        if fresh:
            jobs_inbound.replay_all.defer(run_id=run.pk)
    return HttpResponseRedirect(reverse("exchange:stuck_run", args=[run.uid]))


@comes_in
@require_safe
def run_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Làm lại tới đâu rồi."""
    run = replay.mine(uid, request.principal)
    over = run.state == ReplayRun.State.DONE
    return render(request, "exchange/stuck_run.html", {"run": run, "over": over})


@comes_in
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Danh sách ra Excel như đang lọc, at most twenty thousand rows."""
    scope, at, wanted = scope_of(request.principal), now(), wanted_of(request.GET)
    found = rows.listed(scope, wanted, limit=MOST_EXPORTED)[:MOST_EXPORTED]
    columns = [
        sheets.Column(_("Loại")),
        sheets.Column(_("Việc")),
        sheets.Column(_("Mã hồ sơ")),
        sheets.Column(_("Hệ thống")),
        sheets.Column(_("Đơn vị")),
        sheets.Column(_("Nguyên nhân")),
        sheets.Column(_("Mã nguyên nhân")),
        sheets.Column(_("Chờ từ"), sheets.MOMENT),
        sheets.Column(_("Đã thử"), sheets.NUMBER),
        sheets.Column(_("Thử lại lúc"), sheets.MOMENT),
    ]
    lines = [_line(row, at) for row in found]
    content = sheets.write_table(columns, lines, _("Việc kẹt"), made_at=at)
    answer = HttpResponse(content, content_type=sheets.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="viec-ket-{timezone.localdate(at):%Y%m%d}.xlsx"'
    return answer


def _line(row: rows.Row, at: datetime) -> tuple[Any, ...]:
    of_kind = kind(row.kind)
    assert of_kind is not None
    return (
        str(of_kind.label),
        of_kind.part_label(row.part),
        row.code,
        row.system,
        unit_name(row.unit_id, at),
        of_kind.words(row.cause),
        row.cause,
        row.since,
        row.attempts,
        row.next_try_at,
    )
