"""Nhận hồ sơ nộp lưu: line by line accepted with a number of the fonds, or returned with a reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records import journalling
from thongsuot.records.models import Fonds, HandIn, HandInLine, RecordFile, RecordState
from thongsuot.records.permissions import need_keeper, visible_hand_ins
from thongsuot.records.services import telling
from thongsuot.records.storage.objects import want_copies

REASON_LIMIT = 500


@transaction.atomic
def accept(*, uid: UUID, lines: Sequence[int], principal: Principal, at: datetime) -> int:
    """Nhận các hồ sơ (by line); returns how many. Their bytes are copied into the stores by a job."""
    hand = _lock(uid, principal)
    found = _waiting(hand, lines)
    keep([line.file for line in found], by_id=principal.user_id, at=at, hand=hand)
    HandInLine.objects.filter(pk__in=[line.pk for line in found]).update(
        answer=HandInLine.Answer.ACCEPTED, answered_at=at, answered_by_id=principal.user_id
    )
    _close_if_answered(hand, principal, at)
    return len(found)


@transaction.atomic
def return_line(*, uid: UUID, line: int, reason: str, principal: Principal, at: datetime) -> None:
    """Trả một hồ sơ lại cho đơn vị nộp, with the reason; it may be handed in again when it is put right."""
    hand = _lock(uid, principal)
    [found] = _waiting(hand, [line])
    said = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not said:
        raise Invalid(errors=[{"field": "reason", "message": _("Cần ghi vì sao trả lại.")}])
    found.answer, found.reason = HandInLine.Answer.RETURNED, said
    found.answered_at, found.answered_by_id = at, principal.user_id
    found.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
    RecordFile.objects.filter(province_id=hand.province_id, pk=found.file_id).update(state=RecordState.RETURNED)
    journalling.write(found.file, "returned", by_id=principal.user_id, at=at, unit_id=hand.fonds.keeper_id, reason=said)
    telling.ask_to_mend(hand, found.file, said, at=at)
    _close_if_answered(hand, principal, at)


@transaction.atomic
def close_hand_in(*, uid: UUID, principal: Principal, at: datetime) -> HandIn:
    """Kết thúc đợt nộp by hand; refused while a line waits."""
    hand = _lock(uid, principal)
    if HandInLine.objects.filter(hand_in=hand, answer=HandInLine.Answer.WAITING).exists():
        raise MoveNotAllowed(_("Còn hồ sơ chưa kiểm trong đợt nộp này."))
    _close_if_answered(hand, principal, at)
    return hand


def keep(files: Sequence[RecordFile], *, by_id: int | None, at: datetime, hand: HandIn | None = None) -> None:
    """Đưa hồ sơ vào lưu trữ: numbers of the fonds in one go, states, copies wanted, entries. In the caller's transaction."""
    if not files:
        return
    fonds = Fonds.objects.select_for_update().get(pk=files[0].fonds_id)
    Fonds.objects.filter(pk=fonds.pk).update(files_count=F("files_count") + len(files))
    for number, file in enumerate(sorted(files, key=lambda one: one.pk), fonds.files_count + 1):
        file.number, file.state, file.kept_at = number, RecordState.KEPT, at
        file.code = f"{fonds.code}.{number:06}"
    RecordFile.objects.bulk_update(files, ["number", "state", "kept_at", "code"], batch_size=500)
    want_copies(files, at=at)
    journal.note(
        [
            journalling.entry(
                file,
                "kept",
                by_id=by_id,
                at=at,
                unit_id=fonds.keeper_id,
                code=file.code,
                hand_in=str(hand) if hand else "",
                expires_on=file.expires_on,
            )
            for file in files
        ]
    )


def _lock(uid: UUID, principal: Principal) -> HandIn:
    hand = visible_hand_ins(principal).select_related("fonds").select_for_update(of=("self",)).filter(uid=uid).first()
    if hand is None:
        raise NotFound()
    need_keeper(principal, hand.fonds.keeper_id)
    if hand.state == HandIn.State.CLOSED:
        raise MoveNotAllowed(_("Đợt nộp này đã xong."))
    return hand


def _waiting(hand: HandIn, lines: Sequence[int]) -> list[HandInLine]:
    rows = HandInLine.objects.filter(hand_in=hand, pk__in=list(lines)).select_related("file").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if not found or len(found) < len(set(lines)):
        raise NotFound()
    if any(line.answer != HandInLine.Answer.WAITING for line in found):
        raise MoveNotAllowed(_("Có hồ sơ đã được trả lời. Hãy tải lại trang."))
    return found


def _close_if_answered(hand: HandIn, principal: Principal, at: datetime) -> None:
    if HandInLine.objects.filter(hand_in=hand, answer=HandInLine.Answer.WAITING).exists():
        return
    hand.state, hand.closed_at, hand.closed_by_id = HandIn.State.CLOSED, at, principal.user_id
    hand.save(update_fields=["state", "closed_at", "closed_by"])
    journalling.write(
        hand, "hand_in_closed", by_id=principal.user_id, at=at, unit_id=hand.fonds.keeper_id, number=str(hand)
    )
    telling.checked(hand, by_id=principal.user_id, at=at)
