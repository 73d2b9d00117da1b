"""Đọc dữ liệu gốc để dựng thế giới của hồ sơ giả: which units, whose hands, which procedures, which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.synthetic import forms
from config.synthetic.chains import jsonb
from config.synthetic.world import Day, Office, Placed, Procedure, Promise, Stage, Step, World
from thongsuot.accounts.models import Post, Role
from thongsuot.common import clock
from thongsuot.common.errors import Invalid
from thongsuot.dossiers.work import PAYMENT, RECEIVE, RETURN, STEP
from thongsuot.org.calendars import calendar_for
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, organ_id_of, predecessors, require_in_force, units_in_force
from thongsuot.procedures import selectors as catalogue
from thongsuot.tasks.specs import NO_DUE, STAND_INS

TWO_TIERS_SINCE = date(2025, 7, 1)
FIRST_DAY = date(2025, 1, 2)  # calendars are known from 2025 on
LAST_DAY = date(2025, 12, 19)  # the same rows whenever they are loaded
LAST_DAY_BEFORE = date(2025, 6, 30)
AHEAD = 45  # working days behind the last one, for what falls due later
HOT_UNIT = "18583"
# How many communes → province, and the day on which they are counted.
SIZES = {69: ("42", None), 209: ("42", LAST_DAY_BEFORE), 166: ("38", None), 547: ("38", LAST_DAY_BEFORE)}
SHARES = {"1.001193": 22, "2.000815": 38, "1.004873": 14, "1.004222": 14, "1.001612": 7, "1.001776": 5}
UNITS_WITH_HOURS = ("HOUR",)


@dataclass(frozen=True)
class Wish:
    """Điều được yêu cầu: seed, how many communes, how much one of them gets, the last and the first day."""

    seed: int = 1
    units: int = 69
    hot: str = ""  # "", a number of times ("7") or "all"
    last_day: date | None = None
    first_day: date | None = None


@dataclass(frozen=True)
class Layout:
    """The world, and which offices work when: indexes of offices before and since 1/7/2025."""

    world: World
    before: tuple[int, ...]
    since: tuple[int, ...]


def layout(wish: Wish) -> Layout:
    """Dựng thế giới từ dữ liệu gốc của bản cài này."""
    with override("vi"):
        return _layout(wish)


def _layout(wish: Wish) -> Layout:
    if wish.units not in SIZES:
        raise Invalid(
            _("Số đơn vị phải là 69 (Hà Tĩnh) hay 166 (Thanh Hoá); trước 01/7/2025: 209 (Hà Tĩnh) hay 547 (Thanh Hoá).")
        )
    code, fixed = SIZES[wish.units]
    last = min(wish.last_day or fixed or LAST_DAY, fixed or date.max)
    province = require_in_force(code, last, levels=(Level.PROVINCE,))
    now = [unit for unit in units_in_force(max(last, TWO_TIERS_SINCE)) if _is_commune(unit, province.id)]
    former = [unit for unit in units_in_force(LAST_DAY_BEFORE) if _is_commune(unit, province.id)]
    shown = now if last >= TWO_TIERS_SINCE else []
    weights = _weights(now, former, wish.hot)
    procedures = [_procedure(version) for version in _versions(max(last, TWO_TIERS_SINCE))]
    clerks = _posts()
    offices = tuple(
        _office(unit, weights[unit.id], clerks, [version for version, _rule in procedures])
        for unit in (*former, *shown)
    )
    first = max(wish.first_day or FIRST_DAY, FIRST_DAY)
    days, today = _days(province.id, first, last, [version for version, _rule in procedures])
    world = World(
        seed=wish.seed,
        province_id=province.id,
        offices=offices,
        procedures=tuple(rule for _version, rule in procedures),
        days=days,
        today=today,
        page=_page(),
        no_due=NO_DUE.isoformat(),
        texts=_texts(),
    )
    return Layout(world, tuple(range(len(former))), tuple(range(len(former), len(offices))))


def _is_commune(unit: UnitInfo, province_id: int) -> bool:
    return unit.level == Level.COMMUNE and unit.province_id == province_id and bool(unit.identifier)


def _weights(now: Sequence[UnitInfo], former: Sequence[UnitInfo], hot: str) -> dict[int, float]:
    """Uniform, or one hot unit; what a unit gets now, its predecessors shared before."""
    chosen = next((unit for unit in now if unit.code == HOT_UNIT), now[0])
    cold = 0.0 if hot == "all" else 1.0
    weights = {unit.id: cold for unit in now}
    weights[chosen.id] = 1.0 if hot == "all" else float(hot or 1)
    known = {unit.id for unit in former}
    before = dict.fromkeys(known, 0.0)
    for unit in now:
        parts = [p.unit_id for p in predecessors(unit.id, TWO_TIERS_SINCE) if p.unit_id in known]
        for part in parts:
            before[part] += weights[unit.id] / len(parts)
    return weights | before


Holders = dict[int, list[tuple[str, int | None, int]]]


def _posts() -> Holders:
    """Who holds which role where, of all accounts there are."""
    found: Holders = {}
    rows = Post.objects.filter(valid__endswith=None, user__is_active=True).order_by("id")
    for unit, role, organ, user in rows.values_list("unit_id", "role", "organ_id", "user_id"):
        found.setdefault(unit, []).append((role, organ, user))
    return found


def _office(unit: UnitInfo, weight: float, holders: Holders, versions: Sequence[catalogue.Version]) -> Office:
    mine = holders.get(unit.id, [])
    day = unit.valid_from or LAST_DAY_BEFORE
    return Office(
        unit_id=unit.id,
        identifier=unit.identifier,
        full_name=unit.full_name,
        clerk=_clerk(mine) or _any_clerk(holders),
        weight=weight,
        steps=tuple(
            tuple(_placed(step.role, _organ(unit.id, step.organ_kind, day), mine) for step in version.process.steps)
            for version in versions
        ),
        counter=_placed(Role.COUNTER_CLERK, None, mine),
    )


def _organ(unit_id: int, kind: str, day: date) -> int | None:
    return organ_id_of(unit_id, kind, day) if kind else None


def _clerk(holders: Sequence[tuple[str, int | None, int]]) -> int | None:
    return next((user for role, _organ, user in holders if role == Role.COUNTER_CLERK), None)


def _any_clerk(holders: Holders) -> int:
    """A unit without accounts lends the first demo clerk: the rows are nobody's real work."""
    found = next((user for own in holders.values() if (user := _clerk(own))), None)
    if found is None:
        raise Invalid(_("Chưa có tài khoản một cửa nào. Hãy nạp tài khoản dùng thử trước (thongsuot seed)."))
    return found


def _placed(role: str, organ_id: int | None, holders: Sequence[tuple[str, int | None, int]]) -> Placed:
    """Whom a task reaches, as `tasks.services.OPEN` decides it: stand-ins by rank, those of the organ first."""
    wanted = STAND_INS.get(role, (role,))
    fitting = (
        sorted((wanted.index(held), organ != organ_id, organ, user) for held, organ, user in holders if held in wanted)
        if holders
        else []
    )
    if not fitting:
        return Placed(str(wanted[0]), None, ())
    rank, elsewhere, _organ_id, _user = fitting[0]
    people = tuple(user for at, other, _o, user in fitting if at == rank and other == elsewhere)
    return Placed(str(wanted[rank]), None if elsewhere else organ_id, tuple(dict.fromkeys(people)))


def _versions(day: date) -> list[catalogue.Version]:
    """The procedures met most that can be received, whose due moment depends on the day and the cut-off alone."""
    return [
        version
        for version in catalogue.all_in_force(day)
        if version.code in SHARES
        and version.receivable
        and (limit := catalogue.duration_for(version, "", "DIRECT"))
        and limit[1] not in UNITS_WITH_HOURS
    ]


def _procedure(version: catalogue.Version) -> tuple[catalogue.Version, Procedure]:
    limit = catalogue.duration_for(version, "", "DIRECT")
    assert limit is not None, "chosen by its time limit"
    form = forms.filled(version)
    steps = tuple(Step(s.key, s.name, s.product, s.minutes) for s in version.process.steps)
    components = tuple((c.code, c.name) for c in catalogue.components_for(version, "", form) if not c.one_of)
    return version, Procedure(
        version_id=version.id,
        code=version.code,
        short_name=version.short_name,
        result_name=version.result_name or "Kết quả giải quyết",
        weight=SHARES[version.code],
        days=int(limit[0]),
        channels=tuple(channel.channel for channel in version.channels),
        form=forms.template(version),
        components=components,
        steps=steps,
        stages=_stages(version, form),
    )


def _stages(version: catalogue.Version, form: dict) -> tuple[Stage, ...]:
    """The process walked from its start to its end, all steps of a turn together."""
    position = {step.key: n for n, step in enumerate(version.process.steps)}
    done: list[str] = []
    found = []
    while due := catalogue.next_steps(version.process, done, form):
        found.append(Stage(tuple(position[key] for key in done), tuple(position[step.key] for step in due)))
        done += [step.key for step in due]
    return tuple(found)


def _days(
    province_id: int, first: date, last: date, versions: Sequence[catalogue.Version]
) -> tuple[tuple[Day, ...], int]:
    """Working days from the first to some weeks behind the last; the index of the last."""
    calendar = calendar_for(province_id, last)
    dates: list[date] = []
    day, ahead = first, 0
    while ahead < AHEAD:
        if calendar.is_working_day(day):
            dates.append(day)
            ahead += day > last
        day += timedelta(days=1)
    index = {day: n for n, day in enumerate(dates)}
    today = max((n for day, n in index.items() if day <= last), default=-1)
    if today < 0:
        raise Invalid(_("Từ ngày đầu đến ngày cuối có hồ sơ nộp phải có ngày làm việc."))
    return tuple(
        _day(calendar, day, [_promises(calendar, day, version, index) for version in versions] if n <= today else [])
        for n, day in enumerate(dates)
    ), today


def _day(calendar: clock.Calendar, day: date, promises: list[tuple[Promise, Promise]]) -> Day:
    week = calendar.week_of(day)
    assert week is not None, "a working day has hours"
    sessions = week.sessions[day.weekday()] or week.standard_day
    return Day(
        text=day.isoformat(),
        code=f"{day:%y%m%d}",
        midnight=int(_moment(day, time()).timestamp()),
        sessions=tuple((_seconds(start), _seconds(end)) for start, end in sessions),
        cutoff=_seconds(week.cutoff),
        promises=tuple(promises),
    )


def _promises(
    calendar: clock.Calendar, day: date, version: catalogue.Version, index: dict[date, int]
) -> tuple[Promise, Promise]:
    week = calendar.week_of(day)
    assert week is not None, "a working day has hours"
    after = (datetime.combine(day, week.cutoff) + timedelta(minutes=1)).time()
    on_time, late = (_promise(calendar, _moment(day, at), version, index) for at in (week.cutoff, after))
    return on_time, late


def _promise(
    calendar: clock.Calendar, received: datetime, version: catalogue.Version, index: dict[date, int]
) -> Promise:
    limit = catalogue.duration_for(version, "", "DIRECT")
    assert limit is not None, "chosen by its time limit"
    due = clock.due(calendar, received, clock.Duration(limit[0], clock.DurationUnit(limit[1])))
    at = clock.local(due.due_at)
    since = "" if due.counting_from == received else due.counting_from.isoformat()
    return Promise(
        due_index=index[at.date()],
        due_second=_seconds(at.time()),
        due_at=_text(at),
        handover_at=_text(clock.local(clock.handover_due(calendar, received))),
        quantity=str(limit[0]),
        unit=limit[1],
        counting_from=since,
        entry=jsonb({"due_at": at.isoformat(), "status": "RECEIVED"}),
    )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.TIMEZONE)


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}+07"


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _page() -> tuple[str, str]:
    before, _mark, behind = reverse("dossiers:dossier", args=["CODE"]).partition("CODE")
    return before, behind


def _texts() -> dict[str, str]:
    """Words of tasks and entries, as the platform itself would write them (data are Vietnamese)."""
    return {
        "receive_kind": RECEIVE,
        "receive_what": "Kiểm tra, tiếp nhận",
        "receive_result": "Giấy tiếp nhận và hẹn trả, phiếu bổ sung hoặc phiếu từ chối",
        "return_kind": RETURN,
        "return_what": "Trả kết quả",
        "step_kind": STEP,
        "leader": "Lãnh đạo",
        "counter": "Bộ phận một cửa",
        "supplement_item": "Bản chụp rõ hơn của giấy tờ đã nộp",
        "supplement_reason": "Bản chụp mờ, không đọc được",
        "payment_kind": PAYMENT,
        "payment_what": "Thu tiền, ghi nhận đã nộp",
        "payment_result": "Khoản nộp được ghi nhận, có chứng từ",
        "payment_item": "Lệ phí",
        "payment_reason": "Khoản thử của dữ liệu giả",
        "stop_reason": "Có văn bản của tòa án yêu cầu tạm dừng (dữ liệu giả)",
        "stop_basis": "Văn bản thử của dữ liệu giả",
        "stop_policy": "RESUME",
        "refuse_reason": "Không thuộc phạm vi giải quyết",
        "refuse_legal_basis": "118/2025/NĐ-CP",
        "refuse_remedy": "Nộp tại cơ quan có thẩm quyền",
        "withdraw_reason": "Người nộp thôi yêu cầu",
    }
