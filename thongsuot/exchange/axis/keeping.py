"""Lấy tin của trục về: stored raw, in a transaction of its own, before the axis is told that we have it; twice is once."""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from thongsuot.common import files, prepared
from thongsuot.common.files.kinds import XML
from thongsuot.exchange import rest
from thongsuot.exchange.axis import connection
from thongsuot.exchange.axis.transport import LARGEST, AxisFailed, Offered, Transport
from thongsuot.exchange.models import AxisIn
from thongsuot.exchange.systems import DOCUMENT_AXIS

PAGE, MOST_PAGES = 50, 40
INSIDE = 64 * 1024  # bytes up to which a message stands in its row: one write instead of five
FORGOTTEN = b"<khong-luu/>"
_KEEP = """
INSERT INTO exchange_axisin (external_id, digest, raw, file_id, kind, document_key, sender_code, sender_name, subject,
  received_at, state, cause, detail, remarks, signed, attempts, next_try_at, note)
VALUES (%(external)s, %(digest)s, %(raw)s, %(file)s, %(kind)s, %(key)s, %(sender)s, '', '', %(at)s, 'new', '', '', '[]', '',
  0, %(at)s, '')
ON CONFLICT (digest) DO NOTHING RETURNING id
"""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fetched:
    """Một lượt lấy: how many were offered, how many were new, and why it ended early if it did."""

    offered: int = 0
    fresh: int = 0
    failed: str = ""


def fetch(clock: Callable[[], datetime], *, transport: Transport | None = None) -> Fetched:
    """Lấy mọi thông điệp đang chờ; what fails is offered again next time."""
    found, standing = Fetched(), rest.standing(DOCUMENT_AXIS)
    if not standing.may_send(clock()) or (transport is None and not connection.connected()):
        return found
    line = transport or connection.transport()
    try:
        for _page in range(MOST_PAGES):
            offered = line.poll(PAGE)
            if not offered:
                break
            for one in offered:
                found.fresh += _bring(line, one, clock())
                found.offered += 1
                line.acknowledge([one.id])
        if standing.failures:
            rest.well(DOCUMENT_AXIS, at=clock())
    except AxisFailed as problem:
        found.failed = problem.cause
        log.warning("trục không cho lấy tin: %s %s", problem.cause, problem.words)
        if problem.passes:
            rest.trip(
                DOCUMENT_AXIS,
                at=clock(),
                failures=standing.failures,
                cause=problem.cause,
                retry_after=problem.retry_after,
            )
    finally:
        line.close()
    return found


def _bring(line: Transport, offered: Offered, at: datetime) -> bool:
    """One message, unless it is here; true when it is new."""
    if AxisIn.objects.filter(external_id=offered.id).exists():
        return False
    return keep(line.fetch(offered.id), offered, at=at)[1]


def keep(raw: bytes, offered: Offered, *, at: datetime) -> tuple[AxisIn, bool]:
    """Cất một thông điệp như đã đến; the row, and whether it is new. Large ones lie in the file store."""
    digest = hashlib.sha256(raw).hexdigest()
    values: dict[str, Any] = {
        "external": offered.id, "digest": digest, "kind": offered.kind[:12], "at": at, "raw": raw, "file": None,
        "key": (offered.document_id or offered.id)[:200], "sender": offered.sender[:35],
    }  # fmt: skip
    if len(raw) <= INSIDE:
        return _kept(values)
    known = AxisIn.objects.filter(digest=digest).first()
    if known is not None:
        return known, False
    with transaction.atomic():
        name = f"{offered.document_id or offered.id}.edxml".replace("/", "-").replace(",", "_")
        values["file"] = files.store_made(io.BytesIO(raw), name, None, kind=XML, at=at, limit=LARGEST).pk
        values["raw"] = None
        return _kept(values)


def _kept(values: dict[str, Any]) -> tuple[AxisIn, bool]:
    """One statement; another process may have been quicker. The row is not sent back: we know what stands in it."""
    with prepared.cursor() as cursor:
        cursor.execute(_KEEP, values)
        made = cursor.fetchone()
    if made is None:
        return AxisIn.objects.get(digest=values["digest"]), False
    row = AxisIn(
        id=made[0], external_id=values["external"], digest=values["digest"], raw=values["raw"], file_id=values["file"],
        kind=values["kind"], document_key=values["key"], sender_code=values["sender"], received_at=values["at"],
        next_try_at=values["at"],
    )  # fmt: skip
    row._state.adding = False
    return row, True


def raw_of(row: AxisIn) -> bytes:
    """Nội dung như đã đến; raises FileNotFoundError when the store lost it."""
    return bytes(row.raw or b"") if row.file is None else files.read_bytes(row.file)


def forget(row: AxisIn) -> None:
    """Nothing of what may not be kept stays: its bytes are nobody's now and are collected, its words are gone."""
    AxisIn.objects.filter(pk=row.pk).update(raw=FORGOTTEN, file=None, subject="", sender_name="", remarks=[])
    if row.file is not None:
        files.release([row.file.uid])
