"""Danh mục trong con số: what is given to each unit, how complete it is made public, in time or not, payable online or not.

Kept in each process until the catalogue or the accounts change (one stamp). The seven parts of a procedure are those of
NĐ 63/2010 Điều 8 khoản 1 (a, b, c, d, đ, e, g); what stands for each in our record is our reading.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.common.clock import CalendarUnknown
from thongsuot.common.stamps import CATALOGUE, cached
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import subtree_ids
from thongsuot.payments.selectors.accounts import units_paid_online
from thongsuot.procedures import publication
from thongsuot.procedures.models import Decision
from thongsuot.procedures.selectors import Version, version_by_id

NAMES = (
    "services",
    "services_online",
    "services_complete",
    "services_fee",
    "services_payable",
    "decisions_judged",
    "decisions_on_time",
    "entries_judged",
    "entries_on_time",
)
NONE = dict.fromkeys(NAMES, 0)
_GIVEN = """
SELECT a.unit_id, coalesce(array_agg(v.id ORDER BY v.id) FILTER (WHERE a.valid @> %(last)s::date AND v.valid @> %(last)s::date), '{}'),
  array_agg(DISTINCT a.procedure_id)
FROM procedures_unitprocedure a LEFT JOIN procedures_procedureversion v ON v.procedure_id = a.procedure_id
WHERE a.valid && daterange(%(first)s, %(last)s, '[]') AND a.unit_id = ANY(%(units)s) GROUP BY 1
"""
_TOUCHED = """
SELECT d.id, coalesce(array_agg(t.procedure_id) FILTER (WHERE t.procedure_id IS NOT NULL), '{}')
FROM unnest(%(ids)s::bigint[]) AS d(id) LEFT JOIN (
  SELECT i.decision_id, p.id AS procedure_id FROM procedures_decisionitem i JOIN procedures_procedure p ON p.code = i.code
  UNION SELECT started_by_id, procedure_id FROM procedures_procedureversion
  UNION SELECT ended_by_id, procedure_id FROM procedures_procedureversion) AS t ON t.decision_id = d.id
GROUP BY 1
"""
JUDGED = frozenset({"on_time", "late", "overdue"})


@dataclass(frozen=True, slots=True)
class Part:
    """Một bộ phận của thủ tục."""

    words: str | Promise
    has: Callable[[Version], bool]


PARTS = (
    Part(_("tên thủ tục"), lambda v: bool(v.name)),
    Part(_("trình tự thực hiện"), lambda v: bool(v.process.steps)),
    Part(_("cách thức thực hiện"), lambda v: bool(v.channels)),
    Part(_("thành phần, số bộ hồ sơ"), lambda v: v.sets > 0 and any(not c.note_only for c in v.components)),
    Part(_("thời hạn giải quyết"), lambda v: v.immediate or _timed(v)),
    Part(_("đối tượng thực hiện"), lambda v: bool(v.subjects)),
    Part(_("cơ quan giải quyết"), lambda v: bool(v.executing_agency or v.authority_agency)),
)


def _timed(version: Version) -> bool:
    return any(rule.quantity is not None or getattr(rule, "raw", "") for rule in (*version.channels, *version.cases))


def missing_parts(version: Version) -> list[str]:
    """Bộ phận còn thiếu, in words."""
    return [str(part.words) for part in PARTS if not part.has(version)]


def has_fee(version: Version) -> bool:
    """Whether money may be asked: a sum above nothing, or one that is set elsewhere."""
    return any(fee.amount is None or fee.amount > 0 for fee in version.fees)


@dataclass(frozen=True, slots=True)
class Judged:
    """Quyết định của chủ tịch tỉnh trong kỳ: states as `publication.Check`, and the procedures it touches."""

    decision: Decision
    published: str
    entered: str
    procedures: frozenset[int]


@dataclass(frozen=True, slots=True)
class Given:
    """Thủ tục giao cho một đơn vị: versions in force on the last day, procedures given at any time of the period."""

    versions: tuple[int, ...]
    procedures: frozenset[int]


@cached(CATALOGUE)
def given(province_id: int, first: date, last: date) -> dict[int, Given]:
    """Thủ tục giao cho từng đơn vị của tỉnh."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"first": first, "last": last, "units": sorted(subtree_ids(province_id, last))})
        return {unit: Given(tuple(versions), frozenset(ids)) for unit, versions, ids in cursor.fetchall()}


@cached(CATALOGUE)
def decisions(province_id: int, first: date, last: date, on: date) -> tuple[Judged, ...]:
    """Quyết định ký trong kỳ, judged as seen on a day; drafts and those of ministries are left out (our reading)."""
    signed = Decision.objects.filter(rank=Decision.Rank.PROVINCE, signed_on__gte=first, signed_on__lte=last)
    found = list(signed.exclude(Q(applied_at=None) & Q(created_at__isnull=False)).order_by("signed_on", "pk"))
    touched = _touched([one.pk for one in found])
    return tuple(_judged(one, province_id, on, touched[one.pk]) for one in found)


def _judged(one: Decision, province_id: int, on: date, touched: frozenset[int]) -> Judged:
    try:
        states = publication.for_index(one, calendar_for(province_id, one.signed_on or on), on)
    except CalendarUnknown:
        states = ("unknown", "unknown")
    return Judged(one, *states, touched)


def _touched(ids: list[int]) -> dict[int, frozenset[int]]:
    """Procedures that a decision names in its lines, or whose versions it began or ended."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"ids": ids})
        return {decision: frozenset(procedures) for decision, procedures in cursor.fetchall()}


@cached(CATALOGUE)
def numbers(province_id: int, first: date, last: date, on: date) -> dict[int, dict[str, int]]:
    """Số của danh mục của từng đơn vị over a period that ends on `last`, as seen on a day."""
    units, judged = given(province_id, first, last), decisions(province_id, first, last, on)
    payable = units_paid_online(units, last)
    found = {}
    for unit_id, own in units.items():
        versions = [version_by_id(pk) for pk in own.versions]
        fee = sum(has_fee(version) for version in versions)
        mine = [one for one in judged if one.procedures & own.procedures]
        found[unit_id] = {
            "services": len(versions),
            "services_online": sum(not version.offline_only for version in versions),
            "services_complete": sum(not missing_parts(version) for version in versions),
            "services_fee": fee,
            "services_payable": fee if unit_id in payable else 0,
            "decisions_judged": sum(one.published in JUDGED for one in mine),
            "decisions_on_time": sum(one.published == "on_time" for one in mine),
            "entries_judged": sum(one.entered in JUDGED for one in mine),
            "entries_on_time": sum(one.entered == "on_time" for one in mine),
        }
    return found
