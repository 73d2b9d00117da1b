"""Lấy tin của trục về: stored raw, in a transaction of its own, before the axis is told that we have it; twice is once."""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from thongsuot.common import files
from thongsuot.common.files.kinds import XML
from thongsuot.common.models import StoredFile
from thongsuot.exchange import rest
from thongsuot.exchange.axis import connection
from thongsuot.exchange.axis.transport import LARGEST, AxisFailed, Offered, Transport
from thongsuot.exchange.models import AxisIn
from thongsuot.exchange.systems import DOCUMENT_AXIS

PAGE, MOST_PAGES = 50, 40
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
    """Cất một thông điệp như đã đến; the row, and whether it is new."""
    digest = hashlib.sha256(raw).hexdigest()
    known = AxisIn.objects.filter(digest=digest).first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            name = f"{offered.document_id or offered.id}.edxml".replace("/", "-").replace(",", "_")
            file = files.store_made(io.BytesIO(raw), name, None, kind=XML, at=at, most=LARGEST)
            row = AxisIn.objects.create(
                external_id=offered.id, digest=digest, file=file, kind=offered.kind[:12],
                document_key=offered.document_id or offered.id, sender_code=offered.sender, received_at=at, next_try_at=at,
            )  # fmt: skip
    except IntegrityError:  # another process was quicker
        return AxisIn.objects.get(digest=digest), False
    return row, True


def raw_of(row: AxisIn) -> bytes:
    """Nội dung như đã đến; raises FileNotFoundError when the store lost it."""
    return files.read_bytes(row.file)


def stub(at: datetime) -> StoredFile:
    """Tờ thế chỗ of a message whose contents may not be kept."""
    return files.store_made(io.BytesIO(b"<khong-luu/>"), "khong-luu.xml", None, kind=XML, at=at)
