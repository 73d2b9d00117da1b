"""Tra hộ người nộp: ask a database of the State, look into the store of results. Every look is kept and journalled.

Only the outcome is written; the answer goes to whoever asked and is forgotten. Pages and API ask outside any transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.errors import Forbidden
from thongsuot.common.language import in_vietnamese
from thongsuot.common.ratelimit import hit
from thongsuot.dossiers.databases import Answer, Outcome, Person
from thongsuot.dossiers.databases.register import Database, adapter
from thongsuot.dossiers.models import Lookup
from thongsuot.dossiers.selectors.results_store import StoredResult, newest_reusable, results_of_person
from thongsuot.dossiers.timing import local_day
from thongsuot.org.selectors import UnitInfo
from thongsuot.procedures.selectors import Version, components_for

SUBJECT = "lookup"
ASKS_PER_HOUR_CITIZEN, ASKS_PER_HOUR_CLERK = 30, 600


@dataclass(frozen=True, slots=True)
class Asked:
    """Một lượt tra và câu trả lời; the answer's facts live only here."""

    lookup: Lookup
    answer: Answer


def ask_database(
    *, source: Database, person: Person, principal: Principal, unit: UnitInfo, version: Version, at: datetime
) -> Asked:
    """Hỏi một cơ sở dữ liệu về chủ hồ sơ, for a filing at this unit; TooMany when somebody asks without end."""
    clerk = _clerk_of(principal, unit)
    limit = ASKS_PER_HOUR_CLERK if clerk else ASKS_PER_HOUR_CITIZEN
    hit("databases.ask", str(principal.user_id), limit=limit, seconds=3600, at=at)
    answer = adapter(source).ask(person)
    lookup = _keep(
        Lookup(
            kind=Lookup.Kind.DATABASE,
            owner_hash=lookup_hash(person.id_number),
            database=source.key,
            outcome=answer.outcome.value,
            reason=_reason(version),
        ),
        principal=principal,
        unit=unit,
        version=version,
        at=at,
    )
    return Asked(lookup, answer)


def results_for_filing(
    *, id_number: str, principal: Principal, unit: UnitInfo, version: Version, case_code: str, at: datetime
) -> dict[str, StoredResult]:
    """Kết quả cũ dùng được cho thủ tục đang nhận, by component code: a clerk sees these and nothing else of the store.

    The look is kept even when nothing fits: that nothing was found is knowledge too.
    """
    if not _clerk_of(principal, unit):
        raise Forbidden(_("Chỉ cán bộ một cửa của đơn vị đang nhận hồ sơ mới tra được."))
    hit("results.look", str(principal.user_id), limit=ASKS_PER_HOUR_CLERK, seconds=3600, at=at)
    stored = results_of_person(id_hash=lookup_hash(id_number), codes=codes_reused(version))
    found = reusable_for(version, case_code, stored, on=local_day(at))
    _keep(
        Lookup(
            kind=Lookup.Kind.RESULTS,
            owner_hash=lookup_hash(id_number),
            outcome="found" if found else Outcome.NONE.value,
            reason=_reason(version),
        ),
        principal=principal,
        unit=unit,
        version=version,
        at=at,
        results=sorted({str(one.file) for one in found.values()}),
    )
    return found


def reusable_for(
    version: Version,
    case_code: str,
    results: Sequence[StoredResult],
    form: dict[str, Any] | None = None,
    *,
    on: date,
) -> dict[str, StoredResult]:
    """Kết quả mới nhất còn giá trị trong ngày, cho từng thành phần nhận kết quả cũ."""
    found = {}
    for component in components_for(version, case_code, form):
        code = component.reuse_result_code
        if code and (one := newest_reusable(results, code, on=on, component=component.code)):
            found[component.code] = one
    return found


def codes_reused(version: Version) -> set[str]:
    """Mã kết quả mà thủ tục này nhận lại."""
    return {component.reuse_result_code for component in version.components} - {""}


def _clerk_of(principal: Principal, unit: UnitInfo) -> bool:
    return Role.COUNTER_CLERK in principal.roles_in(unit.id)


@in_vietnamese()
def _reason(version: Version) -> str:
    return _("Nhận hồ sơ: %(name)s") % {"name": version.short_name}


@transaction.atomic
def _keep(
    lookup: Lookup, *, principal: Principal, unit: UnitInfo, version: Version, at: datetime, **data: Any
) -> Lookup:
    """Write the look and its journal entry, or neither."""
    assert unit.province_id is not None, "a commune lies in a province"
    lookup.province_id, lookup.asked_at, lookup.asked_by_id = unit.province_id, at, principal.user_id
    lookup.procedure_code = version.code
    if _clerk_of(principal, unit):
        lookup.unit_id, lookup.role = unit.id, Role.COUNTER_CLERK
    lookup.save(force_insert=True)
    verb = "database_asked" if lookup.kind == Lookup.Kind.DATABASE else "results_looked_at"
    entry = journal.Entry(
        province_id=lookup.province_id,
        subject_kind=SUBJECT,
        subject_id=lookup.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id,
        unit_id=lookup.unit_id,
        data={
            "lookup": str(lookup.uid),
            "database": lookup.database,
            "outcome": lookup.outcome,
            "procedure": version.code,
            "reason": lookup.reason,
            **data,
        },
    )
    journal.append([entry])
    return lookup
