"""Đợt bàn giao tài liệu: opened, filled, moved on state by state, signed by both sides under one and the same list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.common.numbering import next_number
from thongsuot.common.text import clean_line
from thongsuot.org.heirs import came_before
from thongsuot.org.selectors import unit_info
from thongsuot.records.handing_over import events
from thongsuot.records.handing_over.permissions import NEW, OLD, WRITERS, handover_for, need_side, need_writer
from thongsuot.records.handing_over.selectors.handovers import content_hash, totals
from thongsuot.records.models import Handover
from thongsuot.signatures.services.asking import cancel_subject, lock_subject

SUBJECT = "records_handover"
State = Handover.State
ORDER = (State.COLLECTED, State.ARRANGED, State.DIGITISED, State.CHECKED, State.HANDED, State.ACCEPTED)
BY_HAND = ORDER[1:4]


@transaction.atomic
def open_handover(*, old_id: int, new_id: int, title: str, basis: str, by: Principal, at: datetime) -> Handover:
    """Mở đợt bàn giao từ một đơn vị trước. Raises NotFound, Forbidden, Invalid `old`, `title`."""
    roles = by.roles_in(new_id)
    if not roles:
        raise NotFound()
    if not roles & set(WRITERS):
        raise Forbidden()
    today, errors = timezone.localdate(at), []
    name = clean_line(title, field="title", limit=300)
    if not name:
        errors.append({"field": "title", "message": _("Cần ghi tên đợt, ví dụ “Hồ sơ địa chính”.")})
    if old_id not in came_before(new_id, today):
        errors.append({"field": "old", "message": _("Đơn vị giao phải là đơn vị trước của đơn vị nhận.")})
    if errors:
        raise Invalid(errors=errors)
    info = unit_info(new_id, today)
    made = Handover.objects.create(
        province_id=info.province_id or info.id,
        old_id=old_id,
        new_id=new_id,
        year=today.year,
        number=next_number(f"handover:{new_id}", str(today.year), at),
        title=name,
        basis=clean_line(basis, field="basis", limit=300),
        opened_at=at,
        opened_by_id=by.user_id,
    )
    _note(made, by, at, "handover_opened", number=str(made), title=name)
    return made


@transaction.atomic
def move_on(*, uid: UUID | str, seen: int, by: Principal, at: datetime) -> Handover:
    """Sang bước sau: collected → arranged → digitised → checked; each says what it needs. Handing over and accepting are signed."""
    handover = to_write(uid, by, at, seen)
    place = ORDER.index(State(handover.state))
    if ORDER[place + 1] not in BY_HAND:
        raise MoveNotAllowed(_("Bước sau là ký giao: người đứng đầu bên giao ký."))
    now = totals(handover)
    if not now.files:
        raise MoveNotAllowed(_("Đợt chưa có hồ sơ nào. Hãy nạp danh sách hộp, hồ sơ hoặc lấy từ mẻ số hoá."))
    empty = handover.boxes.filter(files=None).values_list("number", flat=True)[:5]
    if empty:
        raise MoveNotAllowed(_("Hộp chưa có hồ sơ: %(boxes)s.") % {"boxes": ", ".join(empty)})
    handover.state = ORDER[place + 1]
    handover.save(update_fields=["state"])
    touched(handover, by, at, f"handover_{handover.state}", files=now.files, digitised=now.digitised)
    events.changed(handover, at=at)
    return handover


@transaction.atomic
def hand(*, uid: UUID | str, seen: int, by: Principal, at: datetime) -> Handover:
    """Giao theo biên bản giấy: the head of the old side has signed it by hand, under exactly this list.

    The caller has proven who he is. Refused while the minutes wait to be signed digitally (`signing`).
    """
    handover, standing = handover_for(by, uid, at, lock=True)
    title = need_side(standing, OLD)
    if handover.state != State.CHECKED:
        raise MoveNotAllowed(_("Đợt này chưa kiểm xong hoặc đã ký giao."))
    refuse_asked(handover)
    _refuse_stale(handover, seen)
    handed(handover, Handover.Way.PAPER, by=by, title=title, at=at)
    return handover


def handed(handover: Handover, way: str, *, by: Principal, title: str, at: datetime) -> None:
    """Bên giao đã ký, in one way or the other. The hand-over is locked and checked by the caller."""
    handover.state, handover.content_hash, handover.way = State.HANDED, content_hash(handover), way
    handover.handed_by_id, handover.handed_at, handover.handed_title = by.user_id, at, title[:160]
    handover.save()
    _note(handover, by, at, "handover_handed", sha256=handover.content_hash, way=way)
    events.changed(handover, at=at)


@transaction.atomic
def accept(*, uid: UUID | str, seen: int, scan: StoredFile | None, by: Principal, at: datetime) -> Handover:
    """Nhận theo biên bản giấy: the head of the new side, another person, with the scan of what both signed by hand.

    Raises Invalid `scan_missing`; MoveNotAllowed when the other side signed digitally, for one paper has one way.
    """
    handover, standing = handover_for(by, uid, at, lock=True)
    title = need_side(standing, NEW)
    if handover.state != State.HANDED:
        raise MoveNotAllowed(_("Bên giao chưa ký, hoặc đợt này đã nhận."))
    if handover.way == Handover.Way.DIGITAL:
        raise MoveNotAllowed(
            _(
                "Bên giao đã ký số nên bên nhận ký số ở hàng chờ ký. Không ký số được thì trả lại để hai bên ký trên giấy."
            ),
            code="signed_digitally",
        )
    _refuse_stale(handover, seen)
    if scan is None:
        message = _("Hãy tải lên bản quét biên bản có chữ ký tay của cả hai bên.")
        raise Invalid(message, code="scan_missing", errors=[{"field": "scan", "message": message}])
    files.attach([scan.uid], owner_id=by.user_id, at=at)
    handover.minutes = scan
    accepted(handover, by=by, title=title, at=at)
    return handover


def accepted(handover: Handover, *, by: Principal, title: str, at: datetime) -> None:
    """Bên nhận đã ký: another person, under the list the other one signed. The hand-over is locked by the caller."""
    if handover.handed_by_id == by.user_id:
        raise Forbidden(_("Hai bên phải do hai người khác nhau ký: anh/chị đã ký cho bên giao."))
    if content_hash(handover) != handover.content_hash:
        raise MoveNotAllowed(
            _("Danh mục không còn đúng như bên giao đã ký. Hãy trả lại để ký lại."), code="list_changed"
        )
    handover.state = State.ACCEPTED
    handover.accepted_by_id, handover.accepted_at, handover.accepted_title = by.user_id, at, title[:160]
    handover.save()
    minutes = handover.minutes.sha256 if handover.minutes else ""
    _note(handover, by, at, "handover_accepted", sha256=handover.content_hash, way=handover.way, minutes=minutes)
    events.changed(handover, at=at)


@transaction.atomic
def send_back(*, uid: UUID | str, reason: str, by: Principal, at: datetime) -> Handover:
    """Trả lại, with a reason: the signature of the old side falls (the journal keeps it), the list can be put right.

    Also takes minutes back that wait for their first signature. Requests are locked before the hand-over, as who signs does.
    """
    found, _standing = handover_for(by, uid, at)
    lock_subject(found.province_id, SUBJECT, found.pk)
    handover, standing = handover_for(by, uid, at, lock=True)
    if not standing.titles:
        need_writer(standing)
    if handover.state != State.HANDED and not (handover.state == State.CHECKED and handover.asked_at):
        raise MoveNotAllowed(_("Chỉ trả lại đợt đã ký giao mà chưa nhận."))
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        raise Invalid(errors=[{"field": "reason", "message": _("Hãy ghi lý do trả lại.")}])
    cancel_subject(
        province_id=handover.province_id, subject_kind=SUBJECT, subject_id=handover.pk, principal=by, at=at, reason=why
    )
    opened_again(handover, why, by=by, at=at)
    return handover


def opened_again(handover: Handover, why: str, *, by: Principal | None, at: datetime) -> None:
    """Mở lại danh mục: what was signed under it counts no more. The hand-over is locked by the caller."""
    handover.state, handover.content_hash, handover.handed_title, handover.way = State.COLLECTED, "", "", ""
    handover.handed_by = handover.handed_at = handover.asked_at = handover.minutes = None
    handover.revision += 1
    handover.save()
    _note(handover, by, at, "handover_sent_back", reason=why)
    events.changed(handover, at=at)


def to_write(uid: UUID | str, by: Principal, at: datetime, seen: int) -> Handover:
    """The hand-over locked for a change of its list; MoveNotAllowed once it was signed, waits to be, or `stale`."""
    handover, standing = handover_for(by, uid, at, lock=True)
    need_writer(standing)
    if handover.state in (State.HANDED, State.ACCEPTED):
        raise MoveNotAllowed(_("Danh mục đã ký nên không sửa được. Bên nhận trả lại thì sửa, ký lại."))
    refuse_asked(handover)
    _refuse_stale(handover, seen)
    return handover


def refuse_asked(handover: Handover) -> None:
    """MoveNotAllowed `minutes_waiting` while the minutes wait for a signature."""
    if handover.asked_at and handover.state == State.CHECKED:
        raise MoveNotAllowed(_("Biên bản đang chờ ký số. Trả lại thì mới sửa được."), code="minutes_waiting")


def _refuse_stale(handover: Handover, seen: int) -> None:
    if handover.revision != seen:
        raise MoveNotAllowed(_("Đợt bàn giao vừa được sửa. Hãy xem lại rồi làm."), code="stale")


def touched(handover: Handover, by: Principal, at: datetime, verb: str, **data: Any) -> None:
    """Note a change of the list; who signs must have seen it."""
    Handover.objects.filter(pk=handover.pk).update(revision=F("revision") + 1)
    handover.revision += 1
    _note(handover, by, at, verb, **data)


def note(handover: Handover, by: Principal, at: datetime, verb: str, **data: Any) -> None:
    """Ghi một việc của đợt."""
    _note(handover, by, at, verb, **data)


def _note(handover: Handover, by: Principal | None, at: datetime, verb: str, **data: Any) -> None:
    said = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    journal.note(
        [
            journal.Entry(
                handover.province_id, SUBJECT, handover.pk, verb, at, by.user_id if by else None, handover.new_id, said
            )
        ]
    )
