"""Trả lời nơi gửi: a person of the unit agrees to an update, or refuses; told with status 15 or 16.

A recall of what is in hand is answered on the document's own page (documents/services/sending_back.py).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.text import clean_line
from thongsuot.documents import journalling
from thongsuot.documents.models import Document
from thongsuot.exchange.axis import acting, arrival, connection, edxml, keeping, queueing
from thongsuot.exchange.axis.edxml.messages import Message
from thongsuot.exchange.axis.edxml.words import StatusCode
from thongsuot.exchange.axis.permissions import scope_of
from thongsuot.exchange.models import AxisIn


def answer(row_id: int, *, agreed: bool, reason: str, principal: Principal, at: datetime) -> AxisIn:
    """Đồng ý hoặc từ chối, for the documents of one's own units; whoever may see the row was checked by the caller.

    Raises Invalid `reason_missing` for a refusal without one, MoveNotAllowed `answered_already`.
    """
    why = clean_line(reason, field="reason", limit=300)
    if not agreed and not why:
        message = _("Từ chối thì ghi lý do để nơi gửi biết.")
        raise Invalid(message, code="reason_missing", errors=[{"field": "reason", "message": message}])
    row = AxisIn.objects.select_related("file").get(pk=row_id)
    said = edxml.read(keeping.raw_of(row), anchors=connection.anchors())
    if not isinstance(said, Message):
        raise MoveNotAllowed(code="answered_already")
    filed = acting.prepare(said, at) if agreed else []
    return _answer(row_id, said, filed, agreed=agreed, why=why, principal=principal, at=at)


@transaction.atomic
def _answer(
    row_id: int, said: Message, filed: arrival.Filed, *, agreed: bool, why: str, principal: Principal, at: datetime
) -> AxisIn:
    row = AxisIn.objects.select_for_update().get(pk=row_id)
    if row.state != AxisIn.State.ASKED:
        raise MoveNotAllowed(_("Yêu cầu này đã được trả lời."), code="answered_already")
    mine = scope_of(principal).acting
    for document in acting.known(said.subject_document_id):
        if document.unit_id not in mine:
            continue
        if agreed:
            acting.agree(row, said, document, filed, principal=principal, at=at)
        else:
            _refuse(row, document, why, principal, at)
    AxisIn.objects.filter(pk=row.pk).update(
        state=AxisIn.State.DONE, settled_at=at, settled_by_id=principal.user_id, note=why
    )
    return row


def _refuse(row: AxisIn, document: Document, why: str, principal: Principal, at: datetime) -> None:
    journalling.write(document, "change_refused", principal=principal, at=at, reason=why)
    queueing.queue_status(document, StatusCode.NOT_AGREED, origin=f"in:{row.pk}:{document.pk}", words=why, at=at)
