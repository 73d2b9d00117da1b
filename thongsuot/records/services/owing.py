"""Phải nộp lưu: work that ended is owed to the archive within a year (construction: three months); late ones are shown.

Nghị định 30/2020/NĐ-CP Điều 30. With written consent it may stay up to two more years.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.clock import months_later
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records.clock import months_from
from thongsuot.records.models import HandInDue
from thongsuot.records.permissions import need_keeper
from thongsuot.records.services import telling

MONTHS = {HandInDue.Kind.USUAL: 12, HandInDue.Kind.CONSTRUCTION: 3}
MOST_LONGER = 24
REMIND_BEFORE = timedelta(days=30)


def expect_hand_in(
    *,
    province_id: int,
    unit_id: int,
    source_kind: str,
    source_id: int,
    title: str,
    page: str,
    ended_at: datetime,
    source_code: str = "",
    kind: str = HandInDue.Kind.USUAL,
) -> HandInDue:
    """Ghi rằng một việc đã xong phải nộp lưu, due by the legal clock; in the caller's transaction. Idempotent by source."""
    due_at, known = months_from(province_id, ended_at, MONTHS[HandInDue.Kind(kind)])
    owed, _new = HandInDue.objects.get_or_create(
        province_id=province_id,
        source_kind=source_kind,
        source_id=source_id,
        defaults={
            "unit_id": unit_id,
            "kind": kind,
            "source_code": source_code[:60],
            "title": title[:300],
            "page": page,
            "ended_on": timezone.localdate(ended_at),
            "due_at": due_at,
            "by_calendar": known,
        },
    )
    return owed


@transaction.atomic
def keep_longer(*, owed_id: int, until: date, consent: str, principal: Principal, at: datetime) -> HandInDue:
    """Cho đơn vị giữ hồ sơ lại, at most two years beyond the legal day and only with a written consent."""
    owed = HandInDue.objects.select_for_update().filter(pk=owed_id, handed_in_at=None).first()
    if owed is None:
        raise NotFound()
    need_keeper(principal, owed.unit_id)
    said = clean_line(consent, field="consent", limit=200)
    if not said:
        raise Invalid(errors=[{"field": "consent", "message": _("Cần ghi số, ngày của văn bản đồng ý.")}])
    legal = months_later(owed.ended_on, MONTHS[HandInDue.Kind(owed.kind)])
    if not legal < until <= months_later(legal, MOST_LONGER):
        message = _("Được giữ lại thêm tối đa 02 năm, đến hết %(day)s.") % {
            "day": f"{months_later(legal, MOST_LONGER):%d/%m/%Y}"
        }
        raise Invalid(errors=[{"field": "until", "message": message}])
    months = (until.year - owed.ended_on.year) * 12 + until.month - owed.ended_on.month
    owed.kept_until, owed.consent = until, said
    owed.due_at, owed.by_calendar = months_from(owed.province_id, _at_noon(owed.ended_on, at), months)
    owed.reminded_at = None
    owed.save(update_fields=["kept_until", "consent", "due_at", "by_calendar", "reminded_at"])
    telling.no_longer_owed(owed, by_id=principal.user_id, at=at)
    return owed


def handed_in(province_id: int, sources: Sequence[tuple[str, int]], *, by_id: int | None, at: datetime) -> None:
    """Các nguồn này đã nộp: what was owed is owed no more, and its reminder goes."""
    kinds, ids = {kind for kind, _id in sources}, [source_id for _kind, source_id in sources]
    rows = HandInDue.objects.select_for_update().filter(
        province_id=province_id, source_kind__in=kinds, source_id__in=ids, handed_in_at=None
    )
    for owed in rows.order_by("pk"):
        if (owed.source_kind, owed.source_id) in set(sources):
            owed.handed_in_at = at
            owed.save(update_fields=["handed_in_at"])
            telling.no_longer_owed(owed, by_id=by_id, at=at)


@transaction.atomic
def remind_of_some(at: datetime, limit: int = 200) -> int:
    """Nhắc những hồ sơ sắp đến hạn nộp (in thirty days), each once; counts again what met a year without a calendar."""
    _count_again(at, limit)
    rows = HandInDue.objects.select_for_update(skip_locked=True).filter(
        handed_in_at=None, reminded_at=None, due_at__lte=at + REMIND_BEFORE
    )
    found = list(rows.order_by("due_at")[:limit])
    for owed in found:
        telling.remind(owed, at=at)
    HandInDue.objects.filter(pk__in=[owed.pk for owed in found]).update(reminded_at=at)
    return len(found)


def _count_again(at: datetime, limit: int) -> None:
    rows = HandInDue.objects.select_for_update(skip_locked=True).filter(
        handed_in_at=None, reminded_at=None, by_calendar=False, kept_until=None, due_at__lte=at + timedelta(days=90)
    )
    for owed in rows.order_by("due_at")[:limit]:
        months = MONTHS[HandInDue.Kind(owed.kind)]
        owed.due_at, owed.by_calendar = months_from(owed.province_id, _at_noon(owed.ended_on, at), months)
        owed.save(update_fields=["due_at", "by_calendar"])


def _at_noon(day: date, like: datetime) -> datetime:
    """That day, whatever the zone."""
    return datetime.combine(day, like.timetz().replace(hour=5, minute=0, second=0, microsecond=0))
