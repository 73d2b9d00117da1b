"""Điểm chốt nhật ký: every few minutes the heads of all chains that moved are gathered, signed and kept outside."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from thongsuot.common import checkpoint_files as files
from thongsuot.common.checkpoint_files import DELTA, FULL, Header
from thongsuot.common.errors import database_refusals
from thongsuot.common.models import JournalCheckpoint, SigningKeyInfo

# A transaction may commit after a later one: entries of the last hour are looked at again. What stayed open longer
# is caught by the next full list, which comes at least weekly.
OVERLAP = timedelta(hours=1)
FULL_AT_LEAST_EVERY = timedelta(days=7)
_LINE = "h.province_id, h.subject_kind, h.subject_id, h.seq, encode(h.hash, 'hex')"
_ORDER = 'h.province_id, h.subject_kind COLLATE "C", h.subject_id'
_ALL = f"COPY (SELECT {_LINE} FROM common_journalhead h ORDER BY {_ORDER}) TO STDOUT"  # noqa: S608
_MOVED = f"""
COPY (SELECT {_LINE} FROM common_journalhead h
  WHERE (h.province_id, h.subject_kind, h.subject_id) IN (
    SELECT province_id, subject_kind, subject_id FROM common_journalentry WHERE recorded_at >= %s
    UNION SELECT province_id, subject_kind, subject_id FROM common_journalentry WHERE id > %s)
  ORDER BY {_ORDER}) TO STDOUT
"""  # noqa: S608
_ADD = "SELECT journal_add_checkpoint(%s, %s, %s, %s, %s, %s, %s, %s)"


def make(at: datetime, *, full: bool = False) -> Header | None:
    """Lập điểm chốt; None when nothing was written since the last one. One process at a time."""
    with transaction.atomic():
        if not _ours_alone():
            return None
        _finish_interrupted()
        earlier = files.since_last_full()
        header = _gather(at, earlier, full or _full_is_due(at, earlier))
        if header is None:
            return None
        _add_row(header)
    files.publish(header)
    return header


def _ours_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('journal_checkpoint'))")
        return cursor.fetchone()[0]


def _finish_interrupted() -> None:
    """A crash between commit and publishing leaves a pending header: the database says whether it counts."""
    for header in files.pending():
        if JournalCheckpoint.objects.filter(root=bytes.fromhex(header.root), signature=_signature(header)).exists():
            files.publish(header)
        else:
            files.discard(header)


def _full_is_due(at: datetime, earlier: list[Header]) -> bool:
    """First of all, weekly, and when the deltas have grown as long as the full list they follow."""
    if not earlier or earlier[0].kind != FULL:
        return True
    full, *deltas = earlier
    if at - datetime.fromisoformat(full.made_at) >= FULL_AT_LEAST_EVERY:
        return True
    return sum(header.size for header in deltas) > max(full.size, 1_000_000)


def _gather(at: datetime, earlier: list[Header], full: bool) -> Header | None:
    upto = _newest_entry()
    last = earlier[-1] if earlier else None
    if last and not full and upto == last.upto_id:
        return None
    draft, tree, entries, size = files.write_heads(_lines(last, full))
    prev_root = _last_root()
    header = files.sign(
        Header(
            made_at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            kind=FULL if full else DELTA,
            upto_id=upto,
            entries=entries,
            heads=tree.count,
            size=size,
            root=tree.root().hex(),
            prev_root=prev_root.hex(),
            key_id="",
        )
    )
    files.write_pending(header, draft)
    return header


def _lines(last: Header | None, full: bool) -> Iterator[bytes]:
    """Lines of heads, streamed by COPY in one snapshot."""
    with connection.cursor() as cursor:
        if full or last is None:
            copy = cursor.copy(_ALL)
        else:
            copy = cursor.copy(_MOVED, [datetime.fromisoformat(last.made_at) - OVERLAP, last.upto_id])
        with copy as stream:
            rest = b""
            for block in stream:
                *lines, rest = (rest + bytes(block)).split(b"\n")
                yield from lines


def _newest_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM common_journalentry")
        return cursor.fetchone()[0]


def _last_root() -> bytes:
    last = JournalCheckpoint.objects.order_by("-id").values_list("root", flat=True).first()
    return bytes(last) if last else b""


def _add_row(header: Header) -> None:
    SigningKeyInfo.objects.get_or_create(
        key_id=header.key_id, defaults={"purpose": files.PURPOSE, "public": files.public_keys()[header.key_id]}
    )
    with connection.cursor() as cursor, database_refusals():
        cursor.execute(
            _ADD,
            [
                header.made_at,
                header.upto_id,
                header.entries,
                header.heads,
                bytes.fromhex(header.root),
                bytes.fromhex(header.prev_root),
                header.key_id,
                _signature(header),
            ],
        )


def _signature(header: Header) -> bytes:
    return bytes.fromhex(header.signature)
