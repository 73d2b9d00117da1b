"""Hỏi một lần: what the platform, earlier results and databases already know for a filing, each with where it is from.

Nothing here asks a database; that happens when the citizen says who the filing is for, or presses "Tra giúp tôi". For a
helper only the outcome of that question counts: another person's data and results are not shown to them.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import reveal
from thongsuot.accounts.models import User
from thongsuot.dossiers.databases import WORDS, Outcome
from thongsuot.dossiers.databases.register import Database, answering, connected
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.origins import ACCOUNT, Known, component_words, words
from thongsuot.dossiers.selectors.earlier import APPLICANT, earlier_answers
from thongsuot.dossiers.selectors.lookups import GOOD_FOR
from thongsuot.dossiers.selectors.results_store import results_of_person
from thongsuot.dossiers.services.lookups import codes_reused, reusable_for
from thongsuot.portal.filing import OTHER, Filing, asked_papers
from thongsuot.procedures.catalogue import Component, Version
from thongsuot.procedures.eform import fields

COMPARED = ("name", "id_number", "birth_date")


def applicant_of(filing: Filing, user: User) -> Applicant:
    """Chủ hồ sơ: for oneself the account says who one is, for another the pages did."""
    told = filing.applicant
    contact = {name: told.get(name, "") for name in ("phone", "email", "address")}
    if filing.whose == OTHER:
        born = told.get("birth_date", "")
        return Applicant(
            name=told.get("name", ""),
            id_number=told.get("id_number", ""),
            birth_date=date.fromisoformat(born) if born else None,
            **contact,
        )
    return Applicant(name=user.full_name, id_number=reveal(user), birth_date=user.birth_date, **contact)


def known_of(version: Version, filing: Filing, user: User) -> Known:
    """Điều đã biết về chủ hồ sơ và người nộp, for pre-filling: nothing is typed twice.

    Account first, then earlier dossiers and the database; earlier dossiers are read only for what is still unknown.
    """
    known = Known()
    known.tell("applicant", _person(applicant_of(filing, user)), ACCOUNT if filing.whose != OTHER else {})
    known.tell("submitter", _account(user), ACCOUNT)
    if filing.whose == OTHER:
        known.origins = {path: origin for path, origin in known.origins.items() if origin}
        return known
    for key, found in filing.lookups.items():
        if found["outcome"] == Outcome.MATCH.value:
            origin = {"from": "database", "ref": key, "at": found["at"]}
            known.tell("applicant", found.get("facts", {}), origin)
            known.confirm("applicant", COMPARED, origin)
    asked = {item.origin.removeprefix(APPLICANT) for _p, item in fields(version) if item.origin.startswith(APPLICANT)}
    if asked - {name for name, value in known.facts.get("applicant", {}).items() if value}:
        number = user.id_number_hash
        for code, told in earlier_answers(id_hash=bytes(number) if number else None, user_id=user.pk):
            known.tell("applicant", told, {"from": "dossier", "ref": code})
    return known


def _person(person: Applicant) -> dict[str, Any]:
    return {
        "name": person.name,
        "id_number": person.id_number,
        "birth_date": person.birth_date,
        "phone": person.phone.replace(" ", ""),
        "email": person.email,
        "address": person.address,
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "name": user.full_name,
        "id_number": reveal(user),
        "birth_date": user.birth_date,
        "phone": user.phone.replace(" ", ""),
        "email": user.email,
        "address": user.address,
    }


def held_for(version: Version, filing: Filing, user: User, at: datetime) -> dict[str, dict[str, Any]]:
    """Giấy tờ đã có ở đâu đó, by component: not asked for. One statement, none when nothing can be held."""
    on = timezone.localtime(at).date()
    held: dict[str, dict[str, Any]] = {}
    if filing.whose != OTHER and (codes := codes_reused(version)):
        number = user.id_number_hash
        stored = results_of_person(id_hash=bytes(number) if number else None, user_id=user.pk, codes=codes)
        for code, one in reusable_for(version, filing.case_code, stored, filing.form, on=on).items():
            said = component_words({"origin": one.origin()})
            held[code] = {"source": "REUSED", "reference": str(one.file), "words": said}
    for component in asked_papers(version, filing):
        found = _lookup_for(component, filing, on)
        if component.code not in held and found and _holds(found, at):
            said = words({"from": "database", "ref": found["database"], "at": found["at"]})
            held[component.code] = {"source": "FROM_DATABASE", "reference": found["uid"], "words": said}
    return held


def _lookup_for(component: Component, filing: Filing, on: date) -> dict[str, Any] | None:
    source = answering(component.code, on)
    found = filing.lookups.get(source.key) if source else None
    return {**found, "database": source.key} if source and found else None


def _holds(found: dict[str, Any], at: datetime) -> bool:
    return found["outcome"] == Outcome.MATCH.value and datetime.fromisoformat(found["at"]) > at - GOOD_FOR


def databases_of_the_person(version: Version, on: date) -> list[Database]:
    """Cơ sở dữ liệu nói một người là ai, asked as soon as that is said: those that stand for a paper always asked for."""
    always = [c for c in version.components if not c.note_only and not c.condition]
    return [one for one in connected(on) if any(one.holds(c.code) for c in always)]


def may_be_asked(version: Version, filing: Filing, on: date) -> dict[str, Database]:
    """Cơ sở dữ liệu người nộp được nhờ tra, by key: those that answer a paper this filing needs.

    A helper learns only whether somebody is who they are said to be: not whether they are married.
    """
    needed = {component.code for component in asked_papers(version, filing)}
    found = [one for one in connected(on) if any(one.holds(code) for code in needed)]
    if filing.whose == OTHER:
        found = [one for one in found if one in databases_of_the_person(version, on)]
    return {one.key: one for one in found}


def why_asked(version: Version, component: Component, filing: Filing, at: datetime) -> dict[str, str] | None:
    """Vì sao vẫn phải nộp một giấy mà cơ sở dữ liệu trả lời được: words, and the database that may be asked (again)."""
    on = timezone.localtime(at).date()
    source = answering(component.code, on)
    if source is None or component.code in filing.held or source.key not in may_be_asked(version, filing, on):
        return None
    found = filing.lookups.get(source.key)
    if found is None:
        return {"key": source.key, "words": _("%(name)s có thể có giấy này.") % {"name": source.name}}
    outcome = Outcome(found["outcome"])
    if outcome is Outcome.MATCH:
        return {"key": source.key, "words": _("Lần tra %(name)s đã quá một ngày.") % {"name": source.name}}
    said = {"name": source.name, "outcome": WORDS[outcome]}
    return {
        "key": source.key if outcome is Outcome.UNAVAILABLE else "",
        "words": _("%(name)s: %(outcome)s, nên bạn gửi giấy này giúp.") % said,
    }
