"""So hai đồng hồ, set-wise: one statement finds every difference with its cause and counts for each unit.

Causes, in this order: a message about the dossier is waiting and the states differ · we wait (or waited) for the citizen
while their clock ran · a message waits, they still show the moment before our extension, or they learnt later that it was
finished · both mean the same day and differ by the hour alone · the due days differ by exactly the days off (or the day
lost by coming after the cutoff of the province's calendar) between · unknown.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from thongsuot.common.clock import CalendarUnknown, local
from thongsuot.dossiers.models import NATIONAL_STATUS
from thongsuot.dossiers.states import PAUSED
from thongsuot.exchange.models import ClockDifference, ClockRun
from thongsuot.org.calendars import calendar_for

BACK, AHEAD = timedelta(days=730), timedelta(days=365)
KEPT_RUNS = 7
_LOCAL_DAY = "timezone('Asia/Ho_Chi_Minh', {0})::date"
# What most dossiers are is asked first: every question costs, a million times.
_NUMBERS = " ".join(
    f"WHEN '{status}' THEN {number}" for status, number in sorted(NATIONAL_STATUS.items(), key=lambda one: -one[1])
)
# Their clock never stops: what is open and past its moment is late there, also while the citizen has to bring a paper.
# Read once and kept for both uses: joining twice would cost as much again.
_PAIRS = f"""
SELECT v.province_id, v.code, d.id AS dossier_id, v.national_status AS there, v.due_at AS due_there,
       d.status AS status_here, d.due_at AS due_here, d.received_at, d.original_due_at, d.extension_count,
       coalesce(h.unit_id, d.competent_unit_id) AS unit_id,
       coalesce(v.due_at < CASE WHEN v.national_status IN (9, 10) THEN coalesce(v.finished_at, d.finished_at, %(at)s)
         WHEN v.national_status IN (3, 7) THEN v.due_at ELSE %(at)s END, false)
         AS overdue_there,
       coalesce(d.due_at < CASE WHEN d.status = 'RETURNED' THEN coalesce(d.finished_at, %(at)s)
         WHEN d.status IN ('REFUSED', 'WITHDRAWN', 'SUBMITTED') THEN d.due_at
         WHEN d.status = ANY(%(paused)s) THEN d.stopped_at ELSE coalesce(d.finished_at, %(at)s) END, false) AS overdue_here,
       v.due_at IS DISTINCT FROM d.due_at
         AND {_LOCAL_DAY.format("v.due_at")} IS DISTINCT FROM {_LOCAL_DAY.format("d.due_at")} AS due_differs,
       v.national_status IS DISTINCT FROM CASE d.status {_NUMBERS} END AS state_differs,
       coalesce(v.finished_at, d.finished_at) IS NOT DISTINCT FROM d.finished_at AS finished_as_ours
  FROM exchange_portalview v
  LEFT JOIN dossiers_dossier d ON d.province_id = v.province_id AND d.id = v.dossier_id
  LEFT JOIN dossiers_holding h ON h.province_id = v.province_id AND h.dossier_id = v.dossier_id AND h.involvement = 'competent'
 WHERE v.province_id = %(province)s AND v.system_id = %(system)s AND v.seen_at >= %(since)s
"""  # noqa: S608  (constants of ours, as in all of these)
# A CASE asks its parts one after the other, so the look-ups are made only for what got so far.
_OUT_WAITS = """EXISTS (SELECT FROM exchange_outmessage m
      WHERE m.province_id = p.province_id AND m.system_id = %(system)s AND m.dossier_id = p.dossier_id)"""
_IN_WAITS = """EXISTS (SELECT FROM exchange_inmessage m
      WHERE m.system_id = %(system)s AND m.their_code = p.code AND m.state IN ('new', 'waiting', 'stuck'))"""
# Without an extension only a pause moves the due moment, so the pauses themselves are read for extended dossiers alone; by
# a plain look-up, for as EXISTS it would be answered by reading those of all dossiers first.
_HAS_WAITED = """(SELECT d.clock -> 'pauses' -> 0 IS NOT NULL FROM dossiers_dossier d
      WHERE d.province_id = p.province_id AND d.id = p.dossier_id)"""
_CAUSES = f"""
SELECT p.*, CASE
    WHEN p.dossier_id IS NULL THEN 'not_here'
    WHEN p.state_differs AND ({_OUT_WAITS} OR {_IN_WAITS}) THEN 'late_sync'
    WHEN p.status_here = ANY(%(paused)s) OR p.extension_count = 0 AND p.original_due_at <> p.due_here THEN 'waiting'
    WHEN p.original_due_at <> p.due_here AND {_LOCAL_DAY.format("p.due_there")} = {_LOCAL_DAY.format("p.original_due_at")}
      THEN 'late_sync'
    WHEN p.extension_count > 0 AND {_HAS_WAITED} THEN 'waiting'
    WHEN NOT p.state_differs AND NOT p.due_differs AND p.due_there <> p.due_here AND p.finished_as_ours THEN 'hour'
    WHEN NOT p.state_differs AND NOT p.due_differs AND p.there IN (9, 10) THEN 'late_sync'
    WHEN {_OUT_WAITS} OR {_IN_WAITS} THEN 'late_sync'
    WHEN NOT p.state_differs AND {_LOCAL_DAY.format("p.due_here")} - {_LOCAL_DAY.format("p.due_there")} IN (
        until.off - since.off, until.off - since.off + late.days, until.holidays - since.holidays,
        until.holidays - since.holidays + late.days, late.days) THEN 'calendar'
    ELSE 'unknown' END AS cause
  FROM pairs p
  LEFT JOIN days since ON since.on_day = {_LOCAL_DAY.format("p.received_at")}
  LEFT JOIN days until ON until.on_day = {_LOCAL_DAY.format("p.due_here")}
  CROSS JOIN LATERAL (SELECT (timezone('Asia/Ho_Chi_Minh', p.received_at)::time > since.cutoff)::int AS days) late
 WHERE p.due_differs OR p.state_differs OR p.overdue_there <> p.overdue_here
"""  # noqa: S608
# The figures of a unit by cause; what agrees has no cause, so that the figures add up to all.
COMPARE = f"""
WITH pairs AS MATERIALIZED ({_PAIRS}),
days AS MATERIALIZED (SELECT * FROM unnest(%(days)s::date[], %(off)s::int[], %(holidays)s::int[], %(cutoffs)s::time[])
  AS t(on_day, off, holidays, cutoff)),
differing AS (
  INSERT INTO exchange_clockdifference (province_id, run_id, unit_id, cause, dossier_id, code, status_there, status_here,
    due_there, due_here, overdue_there, overdue_here)
  SELECT province_id, %(run)s, unit_id, cause, dossier_id, code, there, coalesce(status_here, ''), due_there, due_here,
    overdue_there, overdue_here FROM ({_CAUSES}) c
  RETURNING unit_id, cause, overdue_there, overdue_here),
figures AS (
  SELECT unit_id, cause, overdue_there, overdue_here FROM differing
  UNION ALL
  SELECT unit_id, '', overdue_there, overdue_here FROM pairs
   WHERE NOT (due_differs OR state_differs OR overdue_there <> overdue_here))
INSERT INTO exchange_clockunit (run_id, unit_id, cause, compared, overdue_there, overdue_both, overdue_here)
SELECT %(run)s, unit_id, cause, count(*), count(*) FILTER (WHERE overdue_there),
  count(*) FILTER (WHERE overdue_there AND overdue_here), count(*) FILTER (WHERE overdue_here)
FROM figures GROUP BY unit_id, cause
"""  # noqa: S608
_MEMORY = "SET LOCAL work_mem = '128MB'"


@transaction.atomic
def compare(run: ClockRun, *, at: datetime) -> None:
    """So; writes the differences and the figures of each unit, and forgets what is older than the newest runs."""
    params = params_of(run, at)
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(COMPARE, params)
    run.compared_at = at
    run.save(update_fields=["compared_at"])
    _forget(run)


def params_of(run: ClockRun, at: datetime) -> dict[str, Any]:
    """What the statements need: days off, which view of the portal."""
    days, off, holidays, cutoffs = _days(run.province_id, at)
    return {
        "run": run.pk,
        "province": run.province_id,
        "system": run.system_id,
        "since": run.began_at,
        "at": at,
        "paused": [str(status) for status in PAUSED],
        "days": days,
        "off": off,
        "holidays": holidays,
        "cutoffs": cutoffs,
    }


def _days(province_id: int, at: datetime) -> tuple[list[date], list[int], list[int], list[time | None]]:
    """Each day with how many days off, and how many of these on weekdays, lie before or on it, and its cutoff.

    The cutoff is that of the province's hours in force that day: what comes later counts from the next working day.
    """
    calendar = calendar_for(province_id, timezone.localdate(at))
    days, off, holidays, cutoffs, free, weekday_free = [], [], [], [], 0, 0
    first, last = (local(at) - BACK).date(), (local(at) + AHEAD).date()
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        try:
            works = calendar.is_working_day(day)
        except CalendarUnknown:  # a year nobody has decided about explains no difference
            continue
        free += not works
        weekday_free += not works and day.weekday() < 5
        days.append(day)
        off.append(free)
        holidays.append(weekday_free)
        week = calendar.week_of(day)
        cutoffs.append(week.cutoff if week else None)
    return days, off, holidays, cutoffs


def _forget(run: ClockRun) -> None:
    runs = list(
        ClockRun.objects.filter(province_id=run.province_id, system_id=run.system_id)
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
    if old := runs[KEPT_RUNS:]:
        ClockDifference.objects.filter(province_id=run.province_id, run_id__in=old).delete()
