"""Tra giúp người nộp: asks the databases about the applicant and puts outcome and answer into the draft."""

from datetime import datetime

from django.utils import timezone

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import TooMany
from thongsuot.dossiers.databases import Outcome, Person
from thongsuot.dossiers.databases.register import Database
from thongsuot.dossiers.services.lookups import ask_database
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal.filing import OTHER, Filing
from thongsuot.portal.sources import applicant_of, databases_of_the_person, may_be_asked
from thongsuot.procedures.catalogue import Version


def about_the_applicant(version: Version, filing: Filing, *, user: User, principal: Principal, at: datetime) -> None:
    """Ngay khi biết hồ sơ của ai; what was asked about somebody else before is forgotten."""
    filing.lookups = {}
    for source in databases_of_the_person(version, timezone.localtime(at).date()):
        _ask(source, version, filing, user=user, principal=principal, at=at)


def one(key: str, version: Version, filing: Filing, *, user: User, principal: Principal, at: datetime) -> None:
    """Một cơ sở dữ liệu theo yêu cầu của người nộp; nothing happens for one that this filing does not need."""
    source = may_be_asked(version, filing, timezone.localtime(at).date()).get(key)
    if source is not None:
        _ask(source, version, filing, user=user, principal=principal, at=at)


def _ask(source: Database, version: Version, filing: Filing, *, user: User, principal: Principal, at: datetime) -> None:
    person = applicant_of(filing, user)
    unit = unit_by_code(filing.receiving_unit, timezone.localtime(at).date(), {"commune"})
    if not person.id_number or unit is None:
        return
    who = Person(person.id_number, person.name, person.birth_date)
    try:
        asked = ask_database(source=source, person=who, principal=principal, unit=unit, version=version, at=at)
    except TooMany:  # asked too often: the paper is asked for, the filing goes on
        filing.lookups[source.key] = {
            "uid": "",
            "outcome": Outcome.UNAVAILABLE.value,
            "at": at.isoformat(),
            "facts": {},
        }
        return
    filing.lookups[source.key] = {
        "uid": str(asked.lookup.uid),
        "outcome": asked.answer.outcome.value,
        "at": at.isoformat(),
        "facts": {} if filing.whose == OTHER else dict(asked.answer.facts),
    }
