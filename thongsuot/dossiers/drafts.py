"""Bản nháp: what somebody is filling in, saved at every step; a second tab or device never loses it silently.

Each save names the revision it started from. When another tab or device saved meanwhile, the save is refused with the
newer revision, and both versions stay: the newer one here, the older one in the browser that sent it.
Contents are personal data, so a draft's data stands encrypted in the table, bound to the draft; whoever gets a draft
from here finds it opened. Drafts nobody touched for two months are forgotten.
"""

import base64
import uuid
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import crypto
from thongsuot.common.errors import MoveNotAllowed, NotFound, TooLarge
from thongsuot.dossiers.models import Draft

SEALED = "sealed"
KEPT = timedelta(days=60)
LARGEST = 300_000
BATCH = 500


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
        defaults={"user_id": user_id, "procedure_code": procedure_code, "updated_at": at},
    )
    if draft.user_id != user_id:
        raise NotFound()
    if _made and data:
        Draft.objects.filter(pk=draft.pk).update(data=_sealed(data, draft.uid))
        draft.data = data
    return _opened(draft)


def own(*, uid: uuid.UUID, user_id: int) -> Draft:
    """A draft of this person; NotFound for anybody else's."""
    draft = Draft.objects.filter(pk=uid, user_id=user_id).first()
    if draft is None:
        raise NotFound()
    return _opened(draft)


def open_drafts(user_id: int, *, limit: int = 20) -> list[Draft]:
    """Bản nháp chưa gửi, newest first."""
    rows = Draft.objects.filter(user_id=user_id, submitted_code="").order_by("-updated_at")[:limit]
    return [_opened(draft) for draft in rows]


def latest(user_id: int, procedure_code: str) -> Draft | None:
    """Bản nháp chưa gửi gần nhất của thủ tục này."""
    rows = Draft.objects.filter(user_id=user_id, procedure_code=procedure_code, submitted_code="")
    draft = rows.order_by("-updated_at").first()
    return _opened(draft) if draft else None


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
    draft.data, draft.revision, draft.updated_at = _sealed(data, uid), draft.revision + 1, at
    draft.save(update_fields=["data", "revision", "updated_at"])
    return _opened(draft)


def lock_for_submission(*, uid: uuid.UUID, user_id: int) -> Draft:
    """Lock the draft inside the transaction that submits it; pressed twice, the second waits and finds the code."""
    draft = Draft.objects.select_for_update().filter(pk=uid, user_id=user_id).first()
    if draft is None:
        raise NotFound()
    return _opened(draft)


def mark_submitted(draft: Draft, code: str, *, at: datetime) -> None:
    """The draft has become a dossier; its contents are kept there, not here."""
    draft.submitted_code, draft.data, draft.updated_at = code, {}, at
    draft.save(update_fields=["submitted_code", "data", "updated_at"])


def discard(*, uid: uuid.UUID, user_id: int) -> None:
    """Bỏ bản nháp; one that was sent stays, because it leads to its dossier."""
    gone, _rows = Draft.objects.filter(pk=uid, user_id=user_id, submitted_code="").delete()
    if not gone:
        raise NotFound()


def forget_old(at: datetime) -> int:
    """Xoá bản nháp lâu không động tới; personal data is not kept longer than it serves. Returns how many."""
    gone, _rows = Draft.objects.filter(updated_at__lt=at - KEPT).delete()
    return gone


def _sealed(data: dict[str, Any], uid: uuid.UUID) -> dict[str, str]:
    """As the table keeps it."""
    plain = orjson.dumps(data)
    if len(plain) > LARGEST:
        raise TooLarge(_("Bản nháp quá lớn nên chưa lưu được. Hãy rút ngắn những câu trả lời dài."))
    return {SEALED: base64.b64encode(crypto.encrypt(plain.decode(), uid.bytes)).decode()}


def _opened(draft: Draft) -> Draft:
    """The same draft with its data readable."""
    if SEALED in draft.data:
        draft.data = orjson.loads(crypto.decrypt(base64.b64decode(draft.data[SEALED]), draft.uid.bytes))
    return draft


def _recrypt(newest: int) -> int:
    """Re-encrypt every draft under the newest key, in batches."""
    done, last = 0, uuid.UUID(int=0)
    while rows := list(Draft.objects.filter(pk__gt=last, data__has_key=SEALED).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        old = [row for row in rows if base64.b64decode(row.data[SEALED])[0] != newest]
        done += sum(_recrypt_one(row.pk, newest) for row in old)
    return done


@transaction.atomic
def _recrypt_one(uid: uuid.UUID, newest: int) -> int:
    draft = Draft.objects.select_for_update().filter(pk=uid, data__has_key=SEALED).first()
    if draft is None or base64.b64decode(draft.data[SEALED])[0] == newest:
        return 0
    Draft.objects.filter(pk=uid).update(data=_sealed(_opened(draft).data, uid))
    return 1


crypto.register("dossiers_draft.data", _recrypt)
