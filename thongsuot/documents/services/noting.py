"""Văn bản để biết: most letters ask for nothing; a leader who has read one closes it without giving work to anybody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_text
from thongsuot.documents import permissions
from thongsuot.documents.models import Document, State
from thongsuot.documents.services import incoming_state as state

LIMIT = 1_000


@transaction.atomic
def take_note(*, uid: UUID | str, words: str, principal: Principal, at: datetime) -> Document:
    """Đã xem, không phải giải quyết: the letter is done with these words, and the sender hears 06 (hoàn thành).

    Once somebody works on it, it ends with that work instead: MoveNotAllowed.
    """
    locked = state.lock(uid)
    state.need(locked, principal, permissions.LEADERS, [State.REGISTERED, State.PRESENTED])
    said = clean_text(words, field="words", limit=LIMIT) or _nothing_to_do()
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=state.OWN_WORK)
    state.move(locked, State.DONE, at=at)
    state.write(locked, "done", principal=principal, at=at, text=said, noted=True)
    return locked.document


@in_vietnamese()
def _nothing_to_do() -> str:
    return _("Đã xem, không phải giải quyết.")
