"""Bản nháp: what somebody is filling in, saved at every step; a second tab or device never loses it silently.

Each save names the revision it started from. When another tab or device saved meanwhile, the save is refused with the
newer revision, and both versions stay: the newer one here, the older one in the browser that sent it.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.dossiers.models import Draft


def draft_overtaken(revision: int) -> MoveNotAllowed:
    """The refusal of a save that started from an older revision."""
    return MoveNotAllowed(
        _("Bản nháp này vừa được lưu ở một cửa sổ hoặc thiết bị khác. Hãy tải lại trang để xem bản mới nhất."),
        code="draft_overtaken",
        revision=revision,
    )


def start(
    *, user_id: int, procedure_code: str, at: datetime, data: dict[str, Any] | None = None, uid: uuid.UUID | None = None
) -> Draft:
    """Mở bản nháp mới; with a given uid the same draft is opened again."""
    draft, _made = Draft.objects.get_or_create(
        uid=uid or uuid.uuid4(),
        defaults={"user_id": user_id, "procedure_code": procedure_code, "data": data or {}, "updated_at": at},
    )
    if draft.user_id != user_id:
        raise NotFound()
    return draft


def own(*, uid: uuid.UUID, user_id: int) -> Draft:
    """A draft of this person; NotFound for anybody else's."""
    draft = Draft.objects.filter(pk=uid, user_id=user_id).first()
    if draft is None:
        raise NotFound()
    return draft


def open_drafts(user_id: int, *, limit: int = 20) -> list[Draft]:
    """Bản nháp chưa gửi, newest first."""
    return list(Draft.objects.filter(user_id=user_id, submitted_code="").order_by("-updated_at")[:limit])


def latest(user_id: int, procedure_code: str) -> Draft | None:
    """Bản nháp chưa gửi gần nhất của thủ tục này."""
    rows = Draft.objects.filter(user_id=user_id, procedure_code=procedure_code, submitted_code="")
    return rows.order_by("-updated_at").first()


@transaction.atomic
def save(*, uid: uuid.UUID, user_id: int, revision: int, data: dict[str, Any], at: datetime) -> Draft:
    """Lưu; raises `draft_overtaken` with the newer revision when the draft has moved on."""
    draft = Draft.objects.select_for_update().filter(pk=uid, user_id=user_id).first()
    if draft is None:
        raise NotFound()
    if draft.submitted_code:
        raise MoveNotAllowed(
            _("Hồ sơ này đã gửi, mã %(code)s.") % {"code": draft.submitted_code}, code="draft_submitted"
        )
    if draft.revision != revision:
        raise draft_overtaken(draft.revision)
    draft.data, draft.revision, draft.updated_at = data, draft.revision + 1, at
    draft.save(update_fields=["data", "revision", "updated_at"])
    return draft


def lock_for_submission(*, uid: uuid.UUID, user_id: int) -> Draft:
    """Lock the draft inside the transaction that submits it; pressed twice, the second waits and finds the code."""
    draft = Draft.objects.select_for_update().filter(pk=uid, user_id=user_id).first()
    if draft is None:
        raise NotFound()
    return draft


def mark_submitted(draft: Draft, code: str, *, at: datetime) -> None:
    """The draft has become a dossier; its contents are kept there, not here."""
    draft.submitted_code, draft.data, draft.updated_at = code, {}, at
    draft.save(update_fields=["submitted_code", "data", "updated_at"])
