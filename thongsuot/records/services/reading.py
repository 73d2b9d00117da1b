"""Phòng đọc: a citizen asks, with a reason, to read a record about himself; an archivist answers; each view is journalled."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records import journalling
from thongsuot.records.models import ReadRequest, RecordFile, RecordItem
from thongsuot.records.permissions import may_open, need_keeper, own_files, visible_files
from thongsuot.records.services import telling

OPEN_FOR = timedelta(days=15)


@transaction.atomic
def ask_to_read(*, uid: UUID, reason: str, principal: Principal, at: datetime) -> ReadRequest:
    """Xin đọc hồ sơ của mình; asking again while one waits is refused."""
    file = own_files(principal).select_related("fonds").filter(uid=uid).first()
    if file is None:
        raise NotFound()
    said = clean_line(reason, field="reason", limit=500)
    if not said:
        raise Invalid(errors=[{"field": "reason", "message": _("Hãy ghi bạn cần đọc để làm gì.")}])
    try:
        with transaction.atomic():
            request = ReadRequest.objects.create(
                province_id=file.province_id, file=file, citizen_id=principal.user_id, reason=said, asked_at=at
            )
    except IntegrityError as waiting:
        raise MoveNotAllowed(_("Bạn đã xin đọc hồ sơ này và đang chờ trả lời."), code="already_asked") from waiting
    journalling.write(file, "read_asked", by_id=principal.user_id, at=at, unit_id=file.fonds.keeper_id, reason=said)
    telling.ask_to_answer(request, at=at)
    return request


@transaction.atomic
def answer_request(*, uid: UUID, granted: bool, answer: str, principal: Principal, at: datetime) -> ReadRequest:
    """Đồng ý cho đọc (fifteen days) hoặc từ chối, with the reason."""
    rows = ReadRequest.objects.select_for_update(of=("self",)).select_related("file__fonds")
    request = rows.filter(uid=uid).first()
    if request is None or not visible_files(principal).filter(pk=request.file_id).exists():
        raise NotFound()
    need_keeper(principal, request.file.fonds.keeper_id)
    if request.state != ReadRequest.State.ASKED:
        raise MoveNotAllowed(_("Yêu cầu này đã được trả lời."))
    said = clean_line(answer, field="answer", limit=500)
    if not granted and not said:
        raise Invalid(errors=[{"field": "answer", "message": _("Cần ghi vì sao không cho đọc.")}])
    request.state = ReadRequest.State.GRANTED if granted else ReadRequest.State.REFUSED
    request.answer, request.answered_at, request.answered_by_id = said, at, principal.user_id
    request.open_until = at + OPEN_FOR if granted else None
    request.save(update_fields=["state", "answer", "answered_at", "answered_by", "open_until"])
    journalling.write(
        request.file,
        "read_granted" if granted else "read_refused",
        by_id=principal.user_id,
        at=at,
        unit_id=request.file.fonds.keeper_id,
        answer=said,
    )
    telling.answered(request, by_id=principal.user_id, at=at)
    return request


@transaction.atomic
def view_item(*, uid: UUID, ordinal: int, principal: Principal, at: datetime) -> RecordItem:
    """Mở một tài liệu: the right is asked here and the view journalled; returns the document with a file."""
    file = _openable(uid, principal, at)
    item = (
        RecordItem.objects.filter(province_id=file.province_id, file=file, ordinal=ordinal).exclude(sha256="").first()
    )
    if item is None:
        raise NotFound()
    journalling.write(
        file,
        "viewed",
        by_id=principal.user_id,
        at=at,
        unit_id=file.fonds.keeper_id,
        item=ordinal,
        citizen=principal.is_citizen,
    )
    item.file = file
    return item


def _openable(uid: UUID, principal: Principal, at: datetime) -> RecordFile:
    if principal.is_citizen:
        file = own_files(principal).select_related("fonds").filter(uid=uid).first()
        granted = file and ReadRequest.objects.filter(
            province_id=file.province_id, file=file, citizen_id=principal.user_id, state="granted", open_until__gt=at
        )
        if not granted or not granted.exists():
            raise NotFound()
        assert file is not None
        return file
    file = visible_files(principal).select_related("fonds").filter(uid=uid).first()
    if file is None or not may_open(principal, file):
        raise NotFound()
    return file
