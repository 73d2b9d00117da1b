"""Huỷ tài liệu hết giá trị: list, council, approval by a second person, minutes. The database refuses what must stay.

Luật Lưu trữ 33/2024/QH15 (điều khoản chi tiết chưa xác minh). Nothing permanent, nothing under a hold, nothing early.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.records import journalling
from thongsuot.records.events import Disposed, tell_disposed
from thongsuot.records.models import Disposal, DisposalLine, Fonds, Loan, RecordFile, RecordItem, StoreObject
from thongsuot.records.permissions import need_decider, need_keeper, visible_disposals, visible_fonds
from thongsuot.records.selectors.expiring import expired_files, held_ids
from thongsuot.records.services import signing_lists
from thongsuot.records.storage.objects import still_named
from thongsuot.signatures.services.asking import cancel_subject, lock_subject

State = Disposal.State
MOST = 5_000


@transaction.atomic
def draft_disposal(
    *, fonds_uid: UUID, file_uids: Sequence[UUID], reason: str, principal: Principal, at: datetime
) -> Disposal:
    """Lập danh mục đề nghị huỷ from expired files of one fonds that nothing holds."""
    fonds = visible_fonds(principal).select_for_update(of=("self",)).filter(uid=fonds_uid).first()
    if fonds is None:
        raise NotFound()
    need_keeper(principal, fonds.keeper_id)
    said = clean_text(reason, field="reason", limit=5_000)
    if not said:
        raise Invalid(errors=[{"field": "reason", "message": _("Cần ghi thuyết minh vì sao huỷ.")}])
    today = timezone.localdate(at)
    found = list(expired_files(fonds, today).filter(uid__in=list(file_uids)).order_by("id")[: MOST + 1])
    if not found or len(found) < len(set(file_uids)) or len(found) > MOST:
        raise Invalid(
            _("Chỉ đưa vào danh mục hồ sơ đã hết thời hạn, không có lệnh giữ, chưa ở danh mục khác."),
            code="not_disposable",
        )
    disposal = Disposal.objects.create(
        province_id=fonds.province_id,
        fonds=fonds,
        number=_next_number(fonds, today.year),
        year=today.year,
        reason=said,
        proposed_by_id=principal.user_id,
        proposed_at=at,
    )
    DisposalLine.objects.bulk_create(
        DisposalLine(province_id=fonds.province_id, disposal=disposal, file=file) for file in found
    )
    _note(disposal, "disposal_drafted", principal, at, files=len(found))
    return disposal


def _next_number(fonds: Fonds, year: int) -> int:
    """The fonds is locked, so its lists are numbered one after the other."""
    last = Disposal.objects.filter(fonds=fonds, year=year).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@transaction.atomic
def propose_disposal(
    *,
    uid: UUID,
    council: Sequence[dict[str, Any]],
    minutes: str,
    kept: Sequence[int],
    principal: Principal,
    at: datetime,
) -> Disposal:
    """Trình huỷ with the council's members and minutes; lines in `kept` the council took out again."""
    disposal = _lock(uid, principal)
    need_keeper(principal, disposal.fonds.keeper_id)
    _in_state(disposal, State.DRAFT)
    members = [
        {key: clean_line(str(one.get(key, "")), field="council", limit=120) for key in ("name", "post", "opinion")}
        for one in council
        if str(one.get("name", "")).strip()
    ]
    said = clean_line(minutes, field="minutes", limit=200)
    if len(members) < 3 or not said:
        message = _("Hội đồng có ít nhất ba người và biên bản họp có số, ngày.")
        raise Invalid(errors=[{"field": "council" if len(members) < 3 else "minutes", "message": message}])
    DisposalLine.objects.filter(disposal=disposal, pk__in=list(kept)).update(keep=True)
    if not DisposalLine.objects.filter(disposal=disposal, keep=False).exists():
        raise Invalid(_("Hội đồng giữ lại tất cả: hãy bỏ danh mục này."), code="nothing_to_dispose")
    disposal.council, disposal.council_minutes, disposal.state = members, said, State.PROPOSED
    disposal.save(update_fields=["council", "council_minutes", "state"])
    _note(disposal, "disposal_proposed", principal, at, council=len(members), minutes=said)
    return disposal


@transaction.atomic
def approve_disposal(*, uid: UUID, decision: str, principal: Principal, at: datetime) -> Disposal:
    """Duyệt huỷ by a decision with a number; never by whoever proposed it."""
    disposal = _lock(uid, principal)
    need_decider(principal, disposal.fonds.keeper_id)
    _in_state(disposal, State.PROPOSED)
    if principal.user_id == disposal.proposed_by_id:
        raise Forbidden(_("Người lập danh mục không duyệt danh mục của mình."))
    said = clean_line(decision, field="decision", limit=200)
    if not said:
        raise Invalid(errors=[{"field": "decision", "message": _("Cần ghi số, ngày quyết định huỷ.")}])
    disposal.state, disposal.decision = State.APPROVED, said
    disposal.approved_by_id, disposal.approved_at = principal.user_id, at
    disposal.save(update_fields=["state", "decision", "approved_by", "approved_at"])
    _note(disposal, "disposal_approved", principal, at, decision=said)
    return disposal


@transaction.atomic
def drop_disposal(*, uid: UUID, reason: str, principal: Principal, at: datetime) -> Disposal:
    """Không huỷ nữa: the files stay as they were, signatures that wait are not wanted any more.

    Requests are locked before the list, as who signs does.
    """
    found = visible_disposals(principal).filter(uid=uid).first()
    if found is not None:
        lock_subject(found.province_id, signing_lists.SUBJECT, found.pk)
    disposal = _lock(uid, principal)
    if disposal.state in (State.DONE, State.DROPPED):
        raise MoveNotAllowed()
    said = clean_line(reason, field="reason", limit=500)
    if not said:
        raise Invalid(errors=[{"field": "reason", "message": _("Cần ghi vì sao không huỷ.")}])
    cancel_subject(
        province_id=disposal.province_id, subject_kind=signing_lists.SUBJECT, subject_id=disposal.pk,
        principal=principal, at=at, reason=said,
    )  # fmt: skip
    disposal.state = State.DROPPED
    disposal.save(update_fields=["state"])
    _note(disposal, "disposal_dropped", principal, at, reason=said)
    return disposal


@transaction.atomic
def carry_out_disposal(*, uid: UUID, way: str, witness: str, principal: Principal, at: datetime) -> Disposal:
    """Huỷ, with minutes: facts of the files stay, documents lose their bytes; copies are erased by a job.

    Refuses the whole act when one file has come under a hold, is lent, or is no longer past its time.
    """
    disposal = _lock(uid, principal)
    need_keeper(principal, disposal.fonds.keeper_id)
    _in_state(disposal, State.APPROVED)
    if why := signing_lists.missing(disposal, at):
        raise MoveNotAllowed(why, code="list_not_signed")
    how, seen_by = clean_line(way, field="way", limit=200), clean_line(witness, field="witness", limit=200)
    if not how or not seen_by:
        field = "witness" if how else "way"
        raise Invalid(errors=[{"field": field, "message": _("Cần ghi cách huỷ và người chứng kiến.")}])
    ids = list(DisposalLine.objects.filter(disposal=disposal, keep=False).values_list("file_id", flat=True))
    files = list(RecordFile.objects.select_for_update(of=("self",)).filter(
        province_id=disposal.province_id, pk__in=ids).order_by("pk"))  # fmt: skip
    _refuse_what_must_stay(disposal, files, at)
    RecordFile.objects.filter(province_id=disposal.province_id, pk__in=ids).update(state="disposed", disposed_at=at)
    _forget_bytes(disposal.province_id, ids, at)
    disposal.state, disposal.way, disposal.witness = State.DONE, how, seen_by
    disposal.done_by_id, disposal.done_at = principal.user_id, at
    disposal.save(update_fields=["state", "way", "witness", "done_by", "done_at"])
    _note(disposal, "disposal_done", principal, at, files=len(files), decision=disposal.decision)
    unit_id = disposal.fonds.keeper_id
    journal.note(
        [
            journalling.entry(
                f, "disposed", by_id=principal.user_id, at=at, unit_id=unit_id, decision=disposal.decision
            )
            for f in files
        ]
    )
    for kind in sorted({file.source_kind for file in files}):
        sources = [file.source_id for file in files if file.source_kind == kind]
        tell_disposed(Disposed(disposal.province_id, kind, sources, disposal.decision, at))
    return disposal


def _refuse_what_must_stay(disposal: Disposal, files: Sequence[RecordFile], at: datetime) -> None:
    today = timezone.localdate(at)
    held = held_ids(disposal.fonds, [file.pk for file in files])
    lent = set(
        Loan.objects.filter(province_id=disposal.province_id, file__in=files, returned_at=None).values_list(
            "file_id", flat=True
        )
    )
    early = {f.pk for f in files if f.expires_on is None or f.expires_on >= today or f.state != "kept"}
    stuck = held | lent | early
    if stuck:
        codes = ", ".join(file.code for file in files if file.pk in stuck)[:300]
        raise MoveNotAllowed(
            _("Có hồ sơ không huỷ được (lệnh giữ, đang mượn, chưa hết hạn): %(codes)s") % {"codes": codes},
            code="must_stay",
        )


def _forget_bytes(province_id: int, file_ids: Sequence[int], at: datetime) -> None:
    """Bytes that no kept file names any more are to be erased from the stores."""
    items = RecordItem.objects.filter(province_id=province_id, file_id__in=file_ids)
    hashes = set(items.exclude(sha256="").values_list("sha256", flat=True))
    items.update(stored=None, text="")
    gone = hashes - still_named(province_id, hashes)
    StoreObject.objects.filter(province_id=province_id, sha256__in=gone).update(erase_at=at)
    from thongsuot.records.models import ObjectCopy

    ObjectCopy.objects.filter(province_id=province_id, object__sha256__in=gone).update(next_at=at)


def _lock(uid: UUID, principal: Principal) -> Disposal:
    rows = visible_disposals(principal).select_related("fonds").select_for_update(of=("self",))
    disposal = rows.filter(uid=uid).first()
    if disposal is None:
        raise NotFound()
    return disposal


def _in_state(disposal: Disposal, state: str) -> None:
    if disposal.state != state:
        raise MoveNotAllowed()


def _note(disposal: Disposal, verb: str, principal: Principal, at: datetime, **data: Any) -> None:
    journalling.write(
        disposal, verb, by_id=principal.user_id, at=at, unit_id=disposal.fonds.keeper_id, number=str(disposal), **data
    )
