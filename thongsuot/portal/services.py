"""Gửi hồ sơ: a draft becomes a dossier, once, whatever is pressed twice."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.accounts.id_numbers import reveal
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers import drafts, services
from thongsuot.dossiers.helpers import CODE
from thongsuot.dossiers.intake_data import FiledComponent, ReturnWish, Submission, Submitter
from thongsuot.dossiers.origins import of_form
from thongsuot.portal import sources
from thongsuot.portal.filing import OTHER, Filing, asked_papers, is_given, paper_of
from thongsuot.portal.sources import applicant_of
from thongsuot.procedures.catalogue import Version


@transaction.atomic
def send(*, uid: UUID, principal: Principal, user: User, version: Version, at: datetime) -> str:
    """Gửi bản nháp này; answers with the dossier's code. Pressed twice, the second waits and gets the same code."""
    draft = drafts.lock_for_submission(uid=uid, user_id=principal.user_id)
    if draft.submitted_code:
        return draft.submitted_code
    filing = Filing.of(draft.data)
    filing.held = sources.held_for(version, filing, user, at)
    known = sources.known_of(version, filing, user)
    wanted = replace(submission_of(version, filing, user), form_origins=of_form(version, filing.form, known))
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
        wish=ReturnWish(filing.wish["method"], filing.wish.get("address", "")) if filing.wish else None,
    )


def submitter_of(filing: Filing, user: User) -> Submitter | None:
    """Người nộp thay: their name stays on the dossier and the applicant sees it."""
    if filing.whose != OTHER:
        return None
    return Submitter(
        name=user.full_name,
        relation=filing.relation,
        id_number=reveal(user),
        phone=user.phone,
        consent=filing.consent,
        evidence_id=filing.evidence.get("uid", ""),
        consent_ref=str(filing.agreed.get("id", "")) if filing.consent == CODE else "",
    )


def components_of(version: Version, filing: Filing) -> tuple[FiledComponent, ...]:
    """Giấy tờ kèm theo; a paper to be shown counts as one original that goes back to its owner."""
    found = []
    for component in asked_papers(version, filing):
        paper = paper_of(filing, component.code)
        if is_given(paper):
            found.append(_component(component.code, paper))
    return tuple(found)


def _component(code: str, paper: dict[str, Any]) -> FiledComponent:
    files = tuple(file["uid"] for file in paper.get("files", ())) if paper["source"] == "FILED" else ()
    return FiledComponent(code, paper["source"], file_ids=files, reference=paper.get("reference", ""))
