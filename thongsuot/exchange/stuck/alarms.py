"""Báo động việc kẹt: too many or too old for one owner and one system; shown, measured, and a task for who must act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.accounts.models import Role
from thongsuot.common.language import in_vietnamese
from thongsuot.exchange.models import Alarm, System
from thongsuot.exchange.stuck_kinds import kinds
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import OpenWork, TaskState
from thongsuot.tasks.specs import TaskSpec

FILE = Path(__file__).resolve().parent.parent / "reference" / "alarms.yaml"
TASK, SUBJECT = "exchange.alarm", "stuck_alarm"
# Of what waits by itself only the age counts against the threshold: it is the same to whoever waits for it.
_STANDING = """
SELECT coalesce(unit_id, province_id) AS owner, min(province_id), unit_id IS NULL, system, count(*), min(since)
  FROM ({sources}) s WHERE coalesce(unit_id, province_id) IS NOT NULL GROUP BY 1, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Ngưỡng: more than `count`, or older than `age`."""

    count: int
    age: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """Một nơi phải gỡ với một hệ thống; `homeless`: the province stands for a unit that is not known."""

    owner_id: int
    province_id: int
    homeless: bool
    system: str
    stuck: int
    oldest: datetime


@cache
def _periods() -> list[Mapping[str, Any]]:
    with FILE.open(encoding="utf-8") as file:
        return sorted(yaml.safe_load(file), key=lambda period: period["valid_from"], reverse=True)


def threshold(system: str, on: date) -> Threshold:
    """Ngưỡng có hiệu lực ngày đó."""
    period = next((one for one in _periods() if one["valid_from"] <= on), _periods()[-1])
    found = period["systems"].get(system, period["default"])
    return Threshold(int(found["count"]), timedelta(minutes=int(found["minutes"])))


def standings() -> list[Standing]:
    """Mọi nơi đang có việc kẹt, with one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING.format(sources=" UNION ALL ".join(f"({kind.source})" for kind in kinds())))
        return [Standing(*row) for row in cursor.fetchall()]


@in_vietnamese()
def watch(at: datetime) -> int:
    """Nhìn lại: begins, refreshes and ends alarms; how many hold now. Run by a job, harmless to run twice."""
    beyond = {(one.owner_id, one.system): one for one in standings() if _exceeds(one, at)}
    with transaction.atomic():
        held = {(a.unit_id, a.system_id): a for a in Alarm.objects.select_for_update().filter(ended_at=None)}
        for key, alarm in held.items():
            _refresh(alarm, beyond[key], at) if key in beyond else _end(alarm, at)
        for key in sorted(beyond.keys() - held.keys()):
            _begin(beyond[key], at)
    return len(beyond)


def _exceeds(one: Standing, at: datetime) -> bool:
    limit = threshold(one.system, timezone.localdate(at))
    return one.stuck > limit.count or at - one.oldest > limit.age


def _begin(one: Standing, at: datetime) -> None:
    alarm = Alarm.objects.create(
        province_id=one.province_id,
        unit_id=one.owner_id,
        system_id=one.system,
        began_at=at,
        stuck=one.stuck,
        oldest_at=one.oldest,
        seen_at=at,
    )
    alarm.task_id = tasks.open_tasks([_spec(alarm, one, at)], at=at)[0]
    alarm.save(update_fields=["task_id"])


def _refresh(alarm: Alarm, one: Standing, at: datetime) -> None:
    """Số mới; a task that somebody closed while things are still stuck is opened again."""
    alarm.stuck, alarm.oldest_at, alarm.seen_at = one.stuck, one.oldest, at
    if alarm.task_id is None or not OpenWork.objects.filter(task_id=alarm.task_id).exists():
        alarm.task_id = tasks.open_tasks([_spec(alarm, one, at)], at=at)[0]
    alarm.save(update_fields=["stuck", "oldest_at", "seen_at", "task_id"])


def _end(alarm: Alarm, at: datetime) -> None:
    if alarm.task_id:
        tasks.close_tasks([alarm.task_id], province_id=alarm.province_id, by_id=None, at=at, state=TaskState.DONE)
    alarm.ended_at = at
    alarm.save(update_fields=["ended_at"])


def _spec(alarm: Alarm, one: Standing, at: datetime) -> TaskSpec:
    """Việc của người phải gỡ: the counter of the unit, or the province's administrator where no unit is known."""
    name = System.objects.values_list("name", flat=True).get(pk=one.system)
    unit = unit_info(one.owner_id, timezone.localdate(at))
    words = ngettext("Gỡ %(count)d việc kẹt với %(system)s", "Gỡ %(count)d việc kẹt với %(system)s", one.stuck)
    return TaskSpec(
        province_id=one.province_id,
        unit_id=one.owner_id,
        role=Role.PROVINCE_ADMIN if one.homeless else Role.COUNTER_CLERK,
        kind=TASK,
        what=words % {"count": one.stuck, "system": name},
        result=_("Không còn việc kẹt quá ngưỡng"),
        accountable=_("Lãnh đạo %(unit)s") % {"unit": unit.full_name},
        subject_kind=SUBJECT,
        subject_id=alarm.pk,
        subject_code="",
        subject_title=name,
        page=f"{reverse('exchange:stuck')}?he-thong={one.system}",
        due_at=None,
    )


def current(unit_ids: tuple[int, ...], provinces: tuple[int, ...]) -> list[Alarm]:
    """Báo động đang kéo dài của các đơn vị này, or of all units of these provinces; one statement."""
    holding = Alarm.objects.filter(ended_at=None).select_related("system")
    found = holding.filter(unit_id__in=unit_ids)
    if provinces:
        found = found | holding.filter(province_id__in=provinces)
    return list(found.order_by("oldest_at")[:50])
