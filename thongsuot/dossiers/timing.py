"""Đồng hồ của một hồ sơ: which duration applies, when a dossier and its steps fall due, what a pause does.

All arithmetic is the legal clock's (`common.clock`); here is only what a dossier knows: its version, case, channel,
province and pauses. `Dossier.clock` keeps what was applied, so that "vì sao ngày này?" can be answered years later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common import clock
from thongsuot.common.errors import Invalid
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.org.calendars import calendar_for
from thongsuot.procedures.process import parts as process_parts
from thongsuot.procedures.selectors import Step, Version, duration_for

# Time the counter has to answer an online filing (domain-2 §2.1, intake rules of e-linked groups): a setting, proposed.
ANSWER_WITHIN_MINUTES = 8 * 60


@dataclass(frozen=True, slots=True)
class Appointment:
    """Ngày hẹn: when the result is due and what was applied to find it."""

    due_at: datetime | None
    handover_due_at: datetime
    clock: dict[str, Any]


@contextmanager
def known_calendar() -> Iterator[None]:
    """Turn a missing calendar into a refusal that says whom to ask; nothing is guessed about days off."""
    try:
        yield
    except clock.CalendarUnknown as unknown:
        raise Invalid(
            _("Chưa có lịch nghỉ lễ, làm bù của năm %(year)s nên chưa tính được ngày hẹn. Quản trị tỉnh cần nạp lịch.")
            % {"year": unknown.year},
            code="calendar_unknown",
        ) from unknown


def local_day(at: datetime) -> Any:
    """The local date of a moment: laws count days in Viet Nam's time."""
    return timezone.localtime(at).date()


def calendar_of(province_id: int, at: datetime) -> clock.Calendar:
    """Calendar of the dossier's province on that day."""
    return calendar_for(province_id, local_day(at))


def appointment(
    version: Version, case_code: str, channel: str, *, province_id: int, received_at: datetime
) -> Appointment:
    """Hẹn trả kết quả at reception (T6); a procedure without a published limit gets no due moment."""
    calendar = calendar_of(province_id, received_at)
    with known_calendar():
        handover = clock.handover_due(calendar, received_at)
    limit = duration_for(version, case_code, channel)
    if limit is None:
        return Appointment(None, handover, {})
    with known_calendar():
        due = clock.due(calendar, received_at, clock.Duration(limit[0], clock.DurationUnit(limit[1])))
    applied = {
        "quantity": str(limit[0]),
        "unit": limit[1],
        "from": received_at.isoformat(),
        "counting_from": due.counting_from.isoformat(),
        "pauses": [],
        **_parts(version, calendar, received_at, due.due_at),
    }
    return Appointment(due.due_at, handover, applied)


def _parts(version: Version, calendar: clock.Calendar, received_at: datetime, due_at: datetime) -> dict[str, Any]:
    """Hẹn từng chặng của thủ tục liên thông (mẫu 01): each agency's part by its own minutes, the last by the law."""
    found = process_parts(version.process)
    if len(found) < 2:
        return {}
    at, told = received_at, []
    with known_calendar():
        for part in found[:-1]:
            at = clock.add_minutes(calendar, at, part.minutes)
            told.append({"agency": part.agency, "due_at": min(at, due_at).isoformat()})
    return {"parts": [*told, {"agency": found[-1].agency, "due_at": due_at.isoformat()}]}


def duration_of(dossier: Dossier) -> clock.Duration | None:
    """The time limit this dossier was received under."""
    if "quantity" not in dossier.clock:
        return None
    return clock.Duration(Decimal(dossier.clock["quantity"]), clock.DurationUnit(dossier.clock["unit"]))


def explain(dossier: Dossier) -> clock.Due | None:
    """Day by day, why the dossier was first due when it was; None when it has no time limit or has not been received."""
    limit = duration_of(dossier)
    if limit is None:
        return None
    start = datetime.fromisoformat(dossier.clock["from"])
    return clock.due(calendar_of(dossier.province_id, start), start, limit)


@dataclass(frozen=True, slots=True)
class Pause:
    """Một lần dừng đã hết: from when to when, why (`note` in the words of who stopped), by which policy time is given back."""

    policy: str
    reason: str
    stopped_at: datetime
    resumed_at: datetime
    note: str = ""


def after_pause(dossier: Dossier, pause: Pause) -> datetime | None:
    """Hạn mới sau khi hết dừng; also writes the pause into `dossier.clock`. None stays None."""
    limit = duration_of(dossier)
    if dossier.due_at is None or limit is None:
        return dossier.due_at
    due_at = _moved(dossier, dossier.due_at, pause, limit)
    dossier.clock.setdefault("pauses", []).append(
        {
            "reason": pause.reason,
            "policy": pause.policy,
            "from": pause.stopped_at.isoformat(),
            "to": pause.resumed_at.isoformat(),
            "due_before": dossier.due_at.isoformat(),
            "due_after": due_at.isoformat(),
            **({"note": pause.note} if pause.note else {}),
        }
    )
    return due_at


def extended(dossier: Dossier, new_due_at: datetime, *, reason: str, at: datetime) -> Pause:
    """Gia hạn: writes the one extension into `dossier.clock`; the answer moves what fell due before by the same time."""
    assert dossier.due_at is not None, "without a due moment there is nothing to extend"
    before, dossier.due_at = dossier.due_at, new_due_at
    dossier.clock["extension"] = {
        "reason": reason,
        "at": at.isoformat(),
        "due_before": before.isoformat(),
        "due_after": new_due_at.isoformat(),
    }
    return Pause(clock.PausePolicy.RESUME, "extension", before, new_due_at)


def changes_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Mọi lần đổi hạn theo thứ tự thời gian: stops and the extension, as `org.why.explain` tells them."""
    changes = [*dossier.clock.get("pauses", [])]
    if extension := dossier.clock.get("extension"):
        told = {"reason": "extension", "policy": "EXTEND", "from": extension["at"], "to": extension["at"]}
        changes.append({**told, "note": extension["reason"], **{k: extension[k] for k in ("due_before", "due_after")}})
    return sorted(changes, key=lambda c: (datetime.fromisoformat(c["to"]), datetime.fromisoformat(c["due_before"])))


def on_a_working_day(dossier: Dossier, moment: datetime) -> bool:
    """Whether the office is open on the day of this moment; a year without calendar is refused, not guessed."""
    with known_calendar():
        day = calendar_of(dossier.province_id, moment).table.day(clock.local(moment).toordinal())
        return bool(day.sessions)


def too_late_to_tell(dossier: Dossier, at: datetime) -> bool:
    """T15: whether the delay is told later than one working day before the due moment."""
    assert dossier.due_at is not None
    with known_calendar():
        return at > clock.latest_notice(calendar_of(dossier.province_id, at), dossier.due_at)


def _moved(dossier: Dossier, due_at: datetime, pause: Pause, limit: clock.Duration | None) -> datetime:
    with known_calendar():
        return clock.pause_end(
            calendar_of(dossier.province_id, pause.resumed_at),
            due_at,
            pause.stopped_at,
            pause.resumed_at,
            clock.PausePolicy(pause.policy),
            limit,
        ).due_at


def moved_by(dossier: Dossier, due_at: datetime, pause: Pause) -> datetime:
    """Hạn khác của hồ sơ (a question's) after a pause: the working time stopped is added, whatever the dossier's policy."""
    return _moved(dossier, due_at, replace(pause, policy=clock.PausePolicy.RESUME), None)


def step_due_after_pause(step: Step, due_text: str | None, dossier: Dossier, pause: Pause) -> datetime | None:
    """Hạn của một bước sau khi hết dừng: counted anew (RESTART), moved on (RESUME) or left; within the dossier's own."""
    if due_text is None or pause.policy == clock.PausePolicy.RESTART:
        return step_due(step, dossier, at=pause.resumed_at)
    due = _moved(dossier, datetime.fromisoformat(due_text), pause, None)
    return min(due, dossier.due_at) if dossier.due_at else due


def awaits_hand_over(dossier: Dossier) -> bool:
    """Nơi khác nhận hộ, nơi giải quyết chưa nhận: its work has not begun, only the hand-over falls due."""
    elsewhere = dossier.receiving_unit_id != dossier.competent_unit_id
    return elsewhere and dossier.status == Status.RECEIVED and "taken_over_at" not in dossier.clock


def step_due(step: Step, dossier: Dossier, *, at: datetime) -> datetime | None:
    """Hạn của một bước: its working minutes from now, never later than the dossier's own due moment.

    While a dossier waits to be handed over, the moment by which that must be done.
    """
    if awaits_hand_over(dossier):
        return dossier.handover_due_at
    if step.minutes is None:
        return dossier.due_at
    with known_calendar():
        due = clock.add_minutes(calendar_of(dossier.province_id, at), at, step.minutes)
    return min(due, dossier.due_at) if dossier.due_at else due


def answer_due(dossier: Dossier, *, at: datetime) -> datetime:
    """Hạn một cửa trả lời hồ sơ nộp từ xa: one working day from its arrival, or from its supplement."""
    with known_calendar():
        return clock.add_minutes(calendar_of(dossier.province_id, at), at, ANSWER_WITHIN_MINUTES)
