"""Cất thông điệp như đã đến: one transaction of its own, before anybody tries to understand it; twice is once."""

import hashlib
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from thongsuot.common.crypto import decrypt, encrypt
from thongsuot.exchange.inbound.reading import envelope
from thongsuot.exchange.models import InMessage

KEPT = timedelta(days=90)  # as long as a dossier may be entered late
_KEEP = """
INSERT INTO exchange_inmessage (uid, system_id, external_id, digest, raw, pushed, kind, their_code, procedure_code,
  unit_written, sent_at, received_at, state, cause, detail, attempts, next_try_at, province_id, files, note)
VALUES (%(uid)s, %(system)s, %(id)s, %(digest)s, %(raw)s, %(pushed)s, %(kind)s, %(code)s, %(procedure)s,
  %(unit)s, %(sent)s, %(at)s, %(state)s, %(cause)s, '', 0, %(next)s, %(province)s, '{}', '')
ON CONFLICT (system_id, external_id) DO NOTHING RETURNING id
"""


def keep(
    *, system: str, raw: bytes, at: datetime, given_id: str = "", pushed: bool = False, province_id: int | None = None
) -> tuple[InMessage, bool]:
    """Cất; the message and whether it is new. Other contents under a known id are kept too, as stuck `id_reused`."""
    said = envelope(raw)
    uid, digest = uuid.uuid4(), _digest(raw)
    row: dict[str, Any] = {
        "uid": uid,
        "system": system,
        "id": given_id or said.external_id,
        "digest": digest,
        "raw": encrypt(raw.decode("utf-8", "backslashreplace"), uid.bytes),
        "pushed": pushed,
        "kind": said.kind,
        "code": said.code,
        "procedure": said.procedure,
        "unit": said.unit_written,
        "sent": said.sent_at,
        "at": at,
        "state": InMessage.State.NEW,
        "cause": "",
        "next": at,
        "province": province_id,
    }
    if _insert(row):
        return _of(system, row["id"]), True
    known = _of(system, row["id"])
    if bytes(known.digest) == digest:
        return known, False
    row |= {
        "id": f"{row['id'][:80]}#{digest.hex()[:16]}",
        "state": InMessage.State.STUCK,
        "cause": "id_reused",
        "next": None,
    }
    fresh = _insert(row)
    return _of(system, row["id"]), fresh


@transaction.atomic
def _insert(row: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, row)
        return cursor.fetchone() is not None


def _of(system: str, external_id: object) -> InMessage:
    return InMessage.objects.get(system_id=system, external_id=external_id)


def raw_of(message: InMessage) -> bytes:
    """Nội dung như đã đến; empty when it has been forgotten."""
    return decrypt(bytes(message.raw), message.uid.bytes).encode() if message.raw else b""


def _digest(raw: bytes) -> bytes:
    """Of what is said, not of how it is spaced: pushed and fetched the same message is the same."""
    with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
        raw = orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(raw).digest()


def forget_old(at: datetime) -> int:
    """Quên nội dung của tin đã xong quá chín mươi ngày: who sent what when stays, what it said does not."""
    settled = InMessage.objects.filter(state__in=[InMessage.State.DONE, InMessage.State.SOLVED])
    return settled.filter(settled_at__lt=at - KEPT).exclude(raw=b"").update(raw=b"", files={})
