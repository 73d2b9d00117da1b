"""Nộp, tiếp nhận, từ chối: how a dossier comes in."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, prepared
from thongsuot.common.crypto import encrypt, lookup_hash
from thongsuot.common.text import bare, clean_text
from thongsuot.common.transactions import one_transaction
from thongsuot.dossiers import checks, claims, helpers, journalling, store, timing, work
from thongsuot.dossiers.backdating import refuse_before_the_past
from thongsuot.dossiers.form_secrets import seal, unseal
from thongsuot.dossiers.intake_data import Submission
from thongsuot.dossiers.models import Dossier, Holding, Status
from thongsuot.dossiers.permissions import Holder, Sight, require
from thongsuot.dossiers.selectors.one import Loaded, StepRow, dossier_for
from thongsuot.dossiers.services import helping
from thongsuot.procedures.selectors import Version, first_steps, missing_components
from thongsuot.tasks import services as tasks


@one_transaction
def submit(*, submission: Submission, principal: Principal, at: datetime) -> Loaded:
    """Nộp hồ sơ; a clerk who files at the counter receives in the same act.

    Everything is checked before the first write. Raises Invalid with the field named, Forbidden for a foreign counter.
    """
    day = timing.local_day(at)
    version = checks.version_for(submission, day)
    places = checks.places_for(submission, version, day)
    receives = checks.channel_allowed(principal, submission, places.receiving)
    applicant = checks.applicant_checked(submission.applicant, at=at)
    helper = helpers.checked(submission, principal)
    delivery = helpers.delivery_checked(submission, at=at)
    form = checks.form_checked(version, submission)
    papers = checks.papers_checked(
        version,
        submission.case_code,
        submission.components,
        owner_id=principal.user_id,
        online=submission.channel == "ONLINE",
    )
    owner_hash = lookup_hash(applicant.id_number) if applicant.id_number else None
    own_account = _own_account(principal, applicant.id_number, submission)
    papers = claims.verified(
        papers,
        submission.components,
        version,
        principal,
        case_code=submission.case_code,
        owner_hash=owner_hash,
        owner_id=own_account,
        at=at,
    )
    evidence = helpers.evidence_file(helper, principal, taken=papers.files)
    leave = helping.leave_of(helper, applicant, principal, places.receiving.id, at=at)
    if receives or principal.kind == "citizen":
        checks.refuse_missing(missing_components(version, submission.case_code, papers.given, form))

    uid = uuid.uuid4()
    assert places.receiving.province_id is not None, "a commune lies in a province"
    dossier = Dossier(
        province_id=places.receiving.province_id,
        uid=uid,
        version_id=version.id,
        case_code=submission.case_code,
        channel=submission.channel,
        status=Status.SUBMITTED,
        receiving_unit_id=places.receiving.id,
        competent_unit_id=places.competent.id,
        applicant_type=applicant.type,
        applicant_name=applicant.name,
        applicant_bare=bare(applicant.name),
        applicant_cipher=encrypt(applicant.id_number, uid.bytes) if applicant.id_number else None,
        applicant_hash=owner_hash,
        applicant={
            key: value
            for key, value in {
                "birth_date": applicant.birth_date.isoformat() if applicant.birth_date else "",
                "phone": applicant.phone,
                "email": applicant.email,
                "address": applicant.address,
            }.items()
            if value
        },
        submitter=helpers.kept(helper, evidence, kind=leave.kind, agreed_by=leave.agreed_by),
        applicant_user_id=own_account,
        submitted_by_id=principal.user_id,
        form=seal(version, form, uid),
        form_origins=submission.form_origins or None,
        delivery=delivery,
        submitted_at=at,
        clock={},
    )
    if receives:
        _set_received(dossier, version, principal, at)
        if submission.offline:
            dossier.clock["offline"] = submission.offline
    holders = [(places.competent.id, Holding.Involvement.COMPETENT)]
    if places.competent.id != places.receiving.id:
        holders.append((places.receiving.id, Holding.Involvement.RECEIVING))
    store.create(
        dossier,
        prefix=f"{places.receiving.identifier}-{day:%y%m%d}-",
        series=f"dossier:{places.receiving.identifier}",
        period=f"{day:%y%m%d}",
        code=submission.elsewhere.code if submission.elsewhere else "",
        holders=holders,
        components=papers.rows,
        files=[*papers.files, *helpers.as_file(evidence)],
    )
    helping.note_filing(dossier, helper, principal, leave, at=at)
    entries = [_submitted_entry(dossier, principal, at, papers, submission)]
    opened: list[store.NewStep] = []
    if receives:
        opened = work.open_tasks_of(dossier, version, first_steps(version.process, form), at=at)
        entries.append(_received_entry(dossier, principal, at, ""))
    else:
        answer_by = timing.answer_due(dossier, at=at)
        tasks.open_tasks([work.receive_spec(dossier, version, due_at=answer_by, at=at)], at=at)
    with prepared.together():
        store.open_steps(dossier, opened, at=at)
        journal.note(entries)
    return Loaded(
        dossier=dossier,
        version=version,
        holders=[Holder(unit, str(involvement)) for unit, involvement in holders],
        steps=[_fresh_step(step, dossier, at) for step in opened],
        components=papers.rows,
        files=[],
        sight=Sight.CITIZEN if principal.kind == "citizen" else Sight.OFFICIAL,
    )


def _fresh_step(step: store.NewStep, dossier: Dossier, at: datetime) -> StepRow:
    return StepRow(
        id=0,
        key=step.key,
        round=step.round,
        task_id=step.task_id,
        state="open",
        started_at=at.isoformat(),
        due_at=step.due_at.isoformat() if step.due_at else None,
        ended_at=None,
        ended_by=None,
        note="",
        assignee=None,
        assignee_name=None,
        role="",
        unit_id=dossier.competent_unit_id,
    )


def _own_account(principal: Principal, id_number: str, submission: Submission) -> int | None:
    """The citizen's own account when they file for themselves; a helper's filing belongs to the applicant by ID number."""
    if principal.kind != "citizen":
        return None
    if id_number and principal.id_number_hash is not None:
        return principal.user_id if lookup_hash(id_number) == principal.id_number_hash else None
    return principal.user_id if submission.submitter is None else None


def _set_received(dossier: Dossier, version: Version, principal: Principal, at: datetime) -> None:
    promise = timing.appointment(
        version, dossier.case_code, dossier.channel, province_id=dossier.province_id, received_at=at
    )
    dossier.status = Status.RECEIVED
    dossier.received_at = at
    dossier.received_by_id = principal.user_id
    dossier.handover_due_at = promise.handover_due_at
    dossier.due_at = dossier.original_due_at = promise.due_at
    dossier.clock = promise.clock


def _submitted_entry(
    dossier: Dossier, principal: Principal, at: datetime, papers: checks.Papers, submission: Submission
) -> journal.Entry:
    return journalling.entry(
        dossier,
        "submitted",
        principal=principal,
        at=at,
        unit_id=dossier.receiving_unit_id,
        code=dossier.code,
        channel=dossier.channel,
        components=len(papers.rows),
        files=[f["sha256"] for row in papers.rows for f in row["files"]],
        origins=claims.journalled(papers.rows),
        delivery=dossier.delivery,
        **helpers.journalled(dossier.submitter),
        **submission.told_of,
        status=str(Status.SUBMITTED),
    )


def _received_entry(dossier: Dossier, principal: Principal, at: datetime, note: str, **versions: int) -> journal.Entry:
    return journalling.entry(
        dossier,
        "received",
        principal=principal,
        at=at,
        unit_id=dossier.receiving_unit_id,
        due_at=dossier.due_at.isoformat() if dossier.due_at else None,
        note=note,
        **versions,
    )


@transaction.atomic
def receive(*, code: str, principal: Principal, at: datetime, note: str = "") -> Loaded:
    """Tiếp nhận: the clock starts (T6), form 01 can be printed, the first steps are opened for those who may do them."""
    loaded = dossier_for(principal, code, lock=True)
    require(principal, "receive", loaded.dossier, loaded.holders)
    dossier, version = loaded.dossier, _version_at_reception(loaded, at)
    refuse_before_the_past(dossier, loaded.steps, at)
    given = frozenset(c["code"] for c in loaded.components)
    checks.refuse_missing(missing_components(version, dossier.case_code, given, dossier.form))
    note = clean_text(note, field="note", limit=2000)
    close_counter_task(dossier, principal, at)
    _set_received(dossier, version, principal, at)
    changed = ("version_id", "form") if version.id != loaded.version.id else ()
    store.save(dossier, "received_at", "received_by_id", "handover_due_at", "original_due_at", "clock", *changed)
    work.open_steps(dossier, version, first_steps(version.process, dossier.form), at=at, unit_id=loaded.competent_id)
    under = {"filed_under": loaded.version.id, "received_under": version.id} if changed else {}
    journal.append([_received_entry(dossier, principal, at, note, **under)])
    return dossier_for(principal, code)


def _version_at_reception(loaded: Loaded, at: datetime) -> Version:
    """The version in force on the day of reception, which may be a later one than that of the day of filing."""
    dossier, filed_under = loaded.dossier, loaded.version
    version = checks.version_of_day(filed_under.code, timing.local_day(at))
    if version.id != filed_under.id:
        dossier.version_id = version.id
        dossier.form = seal(version, unseal(filed_under, dossier.form, dossier.uid), dossier.uid)
    return version


@transaction.atomic
def refuse(*, code: str, principal: Principal, at: datetime, reason: str, legal_basis: str, remedy: str) -> Loaded:
    """Từ chối tiếp nhận (mẫu 03): reason, legal basis and what the citizen can do instead are all required."""
    loaded = dossier_for(principal, code, lock=True)
    require(principal, "refuse", loaded.dossier, loaded.holders)
    texts = {
        "reason": clean_text(reason, field="reason", limit=2000),
        "legal_basis": clean_text(legal_basis, field="legal_basis", limit=500),
        "remedy": clean_text(remedy, field="remedy", limit=2000),
    }
    for field, value in texts.items():
        if not value:
            raise checks.invalid(
                field, _("Cần ghi đủ lý do, căn cứ và cách khắc phục để người dân không phải hỏi lại.")
            )
    dossier = loaded.dossier
    dossier.status = Status.REFUSED
    dossier.closed_at = at
    close_counter_task(dossier, principal, at)
    store.save(dossier, "closed_at")
    journalling.write(loaded, "refused", principal=principal, at=at, unit_id=loaded.counter_id, **texts)
    return dossier_for(principal, code)


def close_counter_task(dossier: Dossier, principal: Principal, at: datetime) -> None:
    """The clerk's own task about this dossier (to receive, to return) is done."""
    tasks.close_subject_tasks(
        province_id=dossier.province_id,
        kinds=[work.RECEIVE, work.RETURN],
        subject_id=dossier.pk,
        by_id=principal.user_id,
        at=at,
    )
