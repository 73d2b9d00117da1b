"""Gửi hồ sơ: a draft becomes a dossier, once, whatever is pressed twice."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.accounts.id_numbers import reveal
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers import drafts, services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission, Submitter
from thongsuot.portal.filing import OTHER, Filing, asked_papers, is_given
from thongsuot.procedures.catalogue import Version


@transaction.atomic
def send(*, uid: UUID, principal: Principal, user: User, version: Version, at: datetime) -> str:
    """Gửi bản nháp này; answers with the dossier's code. Pressed twice, the second waits and gets the same code."""
    draft = drafts.lock_for_submission(uid=uid, user_id=principal.user_id)
    if draft.submitted_code:
        return draft.submitted_code
    wanted = submission_of(version, Filing.of(draft.data), user)
    loaded = services.submit(submission=wanted, principal=principal, at=at)
    drafts.mark_submitted(draft, loaded.dossier.code, at=at)
    return loaded.dossier.code


def submission_of(version: Version, filing: Filing, user: User) -> Submission:
    """Bản nháp như dịch vụ nộp hồ sơ cần: for oneself the account says who one is, for another the pages did."""
    return Submission(
        procedure_code=version.code,
        receiving_unit=filing.receiving_unit,
        channel="ONLINE",
        applicant=applicant_of(filing, user),
        case_code=filing.case_code,
        submitter=submitter_of(filing, user),
        form=filing.form,
        components=components_of(version, filing),
    )


def applicant_of(filing: Filing, user: User) -> Applicant:
    """Chủ hồ sơ."""
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


def submitter_of(filing: Filing, user: User) -> Submitter | None:
    """Người nộp thay: their name stays on the dossier and the applicant sees it."""
    if filing.whose != OTHER:
        return None
    return Submitter(name=user.full_name, relation=filing.relation, id_number=reveal(user), phone=user.phone)


def components_of(version: Version, filing: Filing) -> tuple[FiledComponent, ...]:
    """Giấy tờ kèm theo; a paper to be shown counts as one original that goes back to its owner."""
    found = []
    for component in asked_papers(version, filing):
        paper = filing.papers.get(component.code, {})
        if is_given(paper):
            found.append(_component(component.code, paper))
    return tuple(found)


def _component(code: str, paper: dict[str, Any]) -> FiledComponent:
    files = tuple(file["uid"] for file in paper.get("files", ())) if paper["source"] == "FILED" else ()
    return FiledComponent(code, paper["source"], originals=1 if paper["source"] == "SHOWN" else 0, file_ids=files)


def known_facts(filing: Filing, user: User) -> dict[str, dict[str, Any]]:
    """Điều đã biết về chủ hồ sơ và người nộp, for pre-filling: nothing is typed twice."""
    return {"applicant": _person(applicant_of(filing, user)), "submitter": _account(user)}


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
