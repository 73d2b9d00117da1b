"""Mã đánh giá một lần cho một việc: derived from the dossier and the act, so that papers print it without knowing ratings.

Version of the key and act (1 byte) + uid of the dossier (16) + keyed check (10), as 36 characters of an address. It holds
no name, number or code of anybody; without the key nobody makes one for a dossier of his choice.
"""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thongsuot.common import keyring

PURPOSE = "rating"
GUESTS = "rating_guest"  # keys of installations whose dossiers came here: what they printed stays good
LENGTH = 36
_CHECK = 10


class Act(TextChoices):
    """Việc được đánh giá: each is one act of one official."""

    RECEPTION = "reception", _("Tiếp nhận hồ sơ")
    PROCESSING = "processing", _("Giải quyết hồ sơ")
    HANDOVER = "handover", _("Trả kết quả")


_NUMBERS = {Act.RECEPTION: 1, Act.PROCESSING: 2, Act.HANDOVER: 3}


@dataclass(frozen=True, slots=True)
class Named:
    """What a token names."""

    dossier_uid: uuid.UUID
    act: Act


def token_of(dossier_uid: uuid.UUID, act: Act) -> str:
    """The token of one act; always the same for the same act."""
    version, key = keyring.newest(PURPOSE)
    body = bytes([(version % 16) << 4 | _NUMBERS[act]]) + dossier_uid.bytes
    return base64.urlsafe_b64encode(body + _check(key, body)).decode()


def read(token: str) -> Named | None:
    """What a token names; None for a made-up, cut or changed one."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, check = raw[:17], raw[17:]
    if len(token) != LENGTH or len(check) != _CHECK:
        return None
    acts = [act for act, number in _NUMBERS.items() if number == body[0] & 15]
    keys = [key for version, key in keyring.versions(PURPOSE).items() if version % 16 == body[0] >> 4]
    keys += keyring.guests(GUESTS)
    if not acts or not any(hmac.compare_digest(check, _check(key, body)) for key in keys):
        return None
    return Named(uuid.UUID(bytes=body[1:]), acts[0])


def rating_path(dossier_uid: uuid.UUID, act: Act) -> str:
    """Where this act is rated, within the platform."""
    return f"/danh-gia/{token_of(dossier_uid, act)}/"


def rating_address(dossier_uid: uuid.UUID, act: Act) -> str:
    """Địa chỉ in trên giấy dưới dạng mã QR."""
    return f"{settings.PUBLIC_URL}{rating_path(dossier_uid, act)}"


def _check(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"rating:" + body, sha256)[:_CHECK]
