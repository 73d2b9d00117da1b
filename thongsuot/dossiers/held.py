"""Thành phần đã có ở đâu đó: one look for a filing, into the databases that answer for its papers and the store of results."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import clean, problem_of_id_number
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.errors import Forbidden, TooMany
from thongsuot.dossiers.checks import invalid
from thongsuot.dossiers.databases import WORDS, Outcome, Person
from thongsuot.dossiers.databases.register import Database, connected
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.origins import component_words, words
from thongsuot.dossiers.selectors.results_store import results_of_person
from thongsuot.dossiers.services.lookups import ask_database, codes_reused, results_for_filing, reusable_for
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, require_in_force
from thongsuot.procedures.selectors import Version, components_for, version_in_force


@dataclass
class Found:
    """Những gì đã có: components with their reference, databases with their outcome, and both in words."""

    components: list[dict[str, str]] = field(default_factory=list)
    databases: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def hold(self, code: str, source: str, reference: str, said: str) -> None:
        """A paper that need not be filed; what came first stays."""
        if not any(one["code"] == code for one in self.components):
            self.components.append({"code": code, "source": source, "reference": reference, "words": said})


def place_of(procedure_code: str, unit_code: str, on: date) -> tuple[Version, UnitInfo]:
    """Thủ tục và nơi nhận in force that day; refused with the field named."""
    version = version_in_force(procedure_code, on)
    if version is None:
        message = _("Không có thủ tục mang mã này đang hiệu lực. Xem danh mục thủ tục để chọn lại.")
        raise invalid("procedure_code", message, "procedure_unknown")
    return version, require_in_force(unit_code, on, field="receiving_unit", levels={Level.COMMUNE})


def look(
    *,
    version: Version,
    unit: UnitInfo,
    case_code: str,
    applicant: Applicant,
    principal: Principal,
    at: datetime,
    form: Mapping[str, Any] | None = None,
    wanted: Collection[str] = (),
) -> Found:
    """Tra cho một hồ sơ sắp nộp. A citizen may only ask about himself; whoever sits at the counter about who stands there.

    A database is asked only for papers that this filing needs: by its answers (`form`), or because somebody says so
    (`wanted`, component codes).
    """
    number = clean(applicant.id_number)
    problem = problem_of_id_number(number) if number else _("Nhập số định danh rồi tra.")
    if problem:
        raise invalid("applicant.id_number", problem, "id_number_invalid")
    if principal.is_citizen and lookup_hash(number) != principal.id_number_hash:
        raise Forbidden(_("Bạn chỉ tra được thông tin của chính mình."))
    if not principal.is_citizen and Role.COUNTER_CLERK not in principal.roles_in(unit.id):
        raise Forbidden(_("Chỉ cán bộ một cửa của đơn vị đang nhận hồ sơ mới tra được."))
    found = Found()
    _stored(found, version, unit, case_code, number, principal, at)
    person = Person(number, applicant.name, applicant.birth_date)
    needed = {c.code for c in components_for(version, case_code, form or {})} | set(wanted)
    for source in connected(timezone.localtime(at).date()):
        codes = [c.code for c in version.components if c.code in needed and source.holds(c.code)]
        if codes:
            _asked(found, source, codes, person, version, unit, principal, at)
    return found


def _stored(
    found: Found, version: Version, unit: UnitInfo, case_code: str, number: str, principal: Principal, at: datetime
) -> None:
    codes = codes_reused(version)
    if not codes:
        return
    if principal.is_citizen:
        own = results_of_person(id_hash=principal.id_number_hash, user_id=principal.user_id, codes=codes)
        stored = reusable_for(version, case_code, own, on=timezone.localdate(at))
    else:
        stored = results_for_filing(
            id_number=number, principal=principal, unit=unit, version=version, case_code=case_code, at=at
        )
    for code, one in stored.items():
        found.hold(code, "REUSED", str(one.file), component_words({"origin": one.origin()}))
    found.notes.append(_("Kho kết quả: %(count)d kết quả dùng được.") % {"count": len(stored)})


def _asked(
    found: Found,
    source: Database,
    codes: list[str],
    person: Person,
    version: Version,
    unit: UnitInfo,
    principal: Principal,
    at: datetime,
) -> None:
    try:
        asked = ask_database(source=source, person=person, principal=principal, unit=unit, version=version, at=at)
    except TooMany:
        found.notes.append(_("%(name)s: đã tra quá nhiều, hãy nhận giấy tờ.") % {"name": source.name})
        return
    outcome = asked.answer.outcome
    found.databases.append({"database": source.key, "name": source.name, "outcome": outcome.value})
    found.notes.append(_("%(name)s: %(outcome)s.") % {"name": source.name, "outcome": WORDS[outcome]})
    if outcome is Outcome.MATCH:
        said = words({"from": "database", "ref": source.key, "at": at.isoformat()})
        for code in codes:
            found.hold(code, "FROM_DATABASE", str(asked.lookup.uid), said)
