"""Xin lại chữ ký: of a document whose signature nobody is asked for any more, so that it never stands still."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.documents import gate, journalling
from thongsuot.documents.models import Document, State
from thongsuot.documents.permissions import CLERKS, LEADERS
from thongsuot.documents.services import signing, turning


def lost(document: Document) -> bool:
    """Không còn ai được xin: it waits for a signature or the seal, and stands in nobody's queue."""
    room = gate.current()
    if room is None or document.state not in (State.TO_SIGN, State.SIGNED):
        return False
    return not (signing.is_sealed(document) or room.waits(province_id=document.province_id, subject_id=document.pk))


@transaction.atomic
def ask_again(uid: UUID, *, principal: Principal, at: datetime) -> Document:
    """Xin ký lại: the seal of a signed document that was refused, or both signatures. Raises MoveNotAllowed `asked_already`."""
    document, unit_id = turning.locked(uid, principal, (State.TO_SIGN, State.SIGNED), *CLERKS, *LEADERS)
    if not lost(document):
        raise MoveNotAllowed(_("Chữ ký này đang chờ người ký hoặc đã có; không xin hai lần."), code="asked_already")
    signing.ask(document, unit_id, at=at, seal_only=document.state == State.SIGNED)
    journalling.write(document, "signature_asked_again", principal=principal, at=at, unit_id=unit_id)
    return document
