"""Kiểm tra nhật ký: recompute every chain, compare heads and signed checkpoints, name the first wrong entry of each.

All of it runs inside the database, so millions of entries are a sort and a few joins; only faults come back.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.common import checkpoint_files as files
from thongsuot.common.checkpoint_files import FULL, Header
from thongsuot.common.models import JournalCheckpoint

MOST_FAULTS = 200
Subject = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Một chỗ sai: what is wrong, with which entry of which subject."""

    kind: str
    message: str
    province_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None
    seq: int | None = None
    entry_id: int | None = None

    def __str__(self) -> str:
        where = f"{self.province_id}/{self.subject_kind}/{self.subject_id}#{self.seq}: " if self.subject_kind else ""
        return f"{where}{self.message} [{self.kind}]"


@dataclass(slots=True)
class Report:
    """Kết quả kiểm tra; `faults` holds at most MOST_FAULTS, one per subject and kind of check."""

    entries: int = 0
    subjects: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing found."""
        return not self.faults

    @property
    def truncated(self) -> bool:
        """There may be more than is shown."""
        return len(self.faults) >= MOST_FAULTS


# The expression of journal_hash, written out: the function of the database could itself have been replaced.
HASHED = """sha256({prev} || convert_to(jsonb_build_array(e.province_id, e.subject_kind, e.subject_id, {seq}, e.verb,
  (extract(epoch FROM e.at) * 1000000)::bigint, (extract(epoch FROM e.recorded_at) * 1000000)::bigint,
  e.actor_id, e.unit_id, e.data)::text, 'UTF8'))"""
_SUBJECT = "province_id, subject_kind, subject_id"


def hashed() -> str:
    """The hash that an entry called `e` should have, as SQL; also for chains kept word for word elsewhere."""
    return HASHED.format(prev="e.prev_hash", seq="e.seq")


_further: list[Callable[[], Iterator[Fault]]] = []


def also(check: Callable[[], Iterator[Fault]]) -> None:
    """Name a further check of a room above; `verify` runs it in the same snapshot."""
    if check not in _further:
        _further.append(check)


_CHAINS = f"""
WITH linked AS (
  SELECT e.id, {_SUBJECT}, seq, hash, prev_hash, {HASHED.format(prev="e.prev_hash", seq="e.seq")} AS computed,
    coalesce(lag(hash) OVER chain, ''::bytea) AS before, coalesce(lag(seq) OVER chain, 0) AS seq_before
  FROM common_journalentry e
  WINDOW chain AS (PARTITION BY {_SUBJECT} ORDER BY seq))
SELECT DISTINCT ON ({_SUBJECT}) {_SUBJECT}, seq, id, seq_before, prev_hash = before, hash = computed FROM linked
 WHERE seq <> seq_before + 1 OR prev_hash <> before OR hash <> computed
 ORDER BY {_SUBJECT}, seq LIMIT {MOST_FAULTS}
"""  # noqa: S608
_HEADS = f"""
SELECT {_SUBJECT}, h.seq, e.seq, e.id, h.hash = e.hash
  FROM common_journalhead h FULL JOIN (
    SELECT DISTINCT ON ({_SUBJECT}) {_SUBJECT}, seq, hash, id FROM common_journalentry
     ORDER BY {_SUBJECT}, seq DESC) e USING ({_SUBJECT})
 WHERE h.seq IS DISTINCT FROM e.seq OR h.hash IS DISTINCT FROM e.hash
 ORDER BY {_SUBJECT} LIMIT {MOST_FAULTS}
"""  # noqa: S608
# Content now at `seq` that was written as another number of the same subject: two entries changed places.
_ELSEWHERE = f"""
SELECT o.seq FROM common_journalentry e, common_journalentry o
 WHERE (e.province_id, e.subject_kind, e.subject_id, e.seq) = (%s, %s, %s, %s)
   AND (o.province_id, o.subject_kind, o.subject_id) = (e.province_id, e.subject_kind, e.subject_id) AND o.seq <> e.seq
   AND (e.hash = {HASHED.format(prev="e.prev_hash", seq="o.seq")}
     OR o.hash = {HASHED.format(prev="o.prev_hash", seq="o.seq")})
 ORDER BY o.seq LIMIT 1
"""  # noqa: S608
_CLAIMED = f"""
SELECT c.province_id, c.subject_kind, c.subject_id, c.seq, m.newest, e.id
  FROM (SELECT DISTINCT ON ({_SUBJECT}, seq) * FROM journal_claims ORDER BY {_SUBJECT}, seq) c
  LEFT JOIN common_journalentry e USING ({_SUBJECT}, seq)
  LEFT JOIN LATERAL (SELECT max(seq) AS newest FROM common_journalentry n
    WHERE (n.province_id, n.subject_kind, n.subject_id) = (c.province_id, c.subject_kind, c.subject_id)) m ON e.id IS NULL
 WHERE e.hash IS DISTINCT FROM decode(c.hash, 'hex')
 ORDER BY 1, 2, 3, 4 LIMIT {MOST_FAULTS}
"""  # noqa: S608


def verify() -> Report:
    """Kiểm tra toàn bộ nhật ký trong một ảnh chụp nhất quán của cơ sở dữ liệu."""
    report = Report()
    known = list(_readable_headers(report))  # before the snapshot: what it claims is then visible
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:  # inside a test's transaction the snapshot is already chosen
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE seq = 1) FROM common_journalentry")
            report.entries, report.subjects = cursor.fetchone()
        report.checkpoints = len(known)
        report.faults += [*_chain_faults(), *_head_faults(), *_checkpoint_faults(known), *_claim_faults(known)]
        for check in _further:
            report.faults += check()
    del report.faults[MOST_FAULTS:]
    return report


def _rows(query: str, params: Iterable[Any] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(params) or None)
        return cursor.fetchall()


def _chain_faults() -> Iterator[Fault]:
    """The first entry of each chain that does not follow from the one before."""
    for province, kind, subject, seq, entry, seq_before, linked, whole in _rows(_CHAINS):
        at = (province, kind, subject)
        if not whole:
            other = _rows(_ELSEWHERE, [*at, seq])
            if other:
                yield _fault("swapped", _("bút toán đã bị đổi chỗ với bút toán %d") % other[0][0], at, seq, entry)
                continue
        if seq != seq_before + 1:
            yield _fault("missing", _("thiếu bút toán này (chuỗi nhảy tới %d)") % seq, at, seq_before + 1)
        elif not whole:
            yield _fault("changed", _("nội dung bút toán không khớp mã băm"), at, seq, entry)
        elif not linked:
            message = _("bút toán này đã bị viết lại: bút toán sau nối với bản khác")
            yield _fault("rewritten", message, at, max(seq_before, 1))


def _head_faults() -> Iterator[Fault]:
    """Chains that end elsewhere than their head says."""
    for province, kind, subject, head_seq, last_seq, entry, same in _rows(_HEADS):
        at = (province, kind, subject)
        if last_seq is None:
            yield _fault("cut_off", _("mọi bút toán của việc này đã mất"), at, 1)
        elif head_seq is None:
            yield _fault("head_missing", _("đầu chuỗi đã mất"), at, last_seq, entry)
        elif last_seq < head_seq:
            yield _fault("cut_off", _("cuối chuỗi bị cắt từ bút toán này"), at, last_seq + 1)
        elif last_seq > head_seq:
            yield _fault("extra", _("bút toán không ghi qua cửa chung (đầu chuỗi ở %d)") % head_seq, at, head_seq + 1)
        elif not same:
            yield _fault("head_changed", _("đầu chuỗi không khớp bút toán cuối"), at, last_seq, entry)


def _readable_headers(report: Report) -> Iterator[Header]:
    """Headers outside the database from the oldest on; unreadable ones become faults."""
    for path in sorted(files.root_folder().glob("*.json")):
        try:
            yield files.read_header(path)
        except (ValueError, TypeError):
            report.faults.append(Fault("checkpoint_damaged", _("điểm chốt %s không đọc được") % path.name))


def _checkpoint_faults(known: list[Header]) -> Iterator[Fault]:
    """Signatures, the chain of checkpoints, and what the database says about them."""
    rows = {
        (bytes(row.root).hex(), bytes(row.signature).hex()): row for row in JournalCheckpoint.objects.order_by("id")
    }
    before = ""
    for header in known:
        if not files.signed_truly(header):
            yield Fault("checkpoint_signature", _("chữ ký của điểm chốt %s không đúng") % header.name)
        if header.prev_root != before:
            yield Fault("checkpoint_missing", _("thiếu điểm chốt ngay trước %s") % header.name)
        if rows.pop((header.root, header.signature), None) is None:
            yield Fault("checkpoint_removed", _("cơ sở dữ liệu không còn điểm chốt %s") % header.name)
        before = header.root
    for row in rows.values():
        message = _("không có tệp ngoài cho điểm chốt lập lúc %s") % row.made_at.isoformat()
        yield Fault("checkpoint_file_missing", message)


def _claim_faults(known: list[Header]) -> Iterator[Fault]:
    """What the last full list of heads and the deltas after it say must still be in the journal."""
    last_full = max((n for n, header in enumerate(known) if header.kind == FULL), default=0)
    trusted = []
    for header in known[last_full:]:
        try:
            if files.root_of(header) == header.root:
                trusted.append(header)
                continue
            yield Fault("checkpoint_damaged", _("danh sách đầu chuỗi của %s đã bị sửa") % header.name)
        except FileNotFoundError:
            yield Fault("checkpoint_damaged", _("mất danh sách đầu chuỗi của %s") % header.name)
    _load_claims(trusted)
    for province, kind, subject, seq, newest, entry in _rows(_CLAIMED):
        at = (province, kind, subject)
        if entry is not None:
            yield _fault("rewritten", _("bút toán khác với điểm chốt đã ký"), at, seq, entry)
        elif newest is None:
            yield _fault("removed", _("cả chuỗi đã mất; điểm chốt đã ký có %d bút toán") % seq, at, 1)
        else:
            yield _fault("cut_off", _("điểm chốt đã ký có %d bút toán") % seq, at, min(newest + 1, seq))


def _load_claims(trusted: list[Header]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.journal_claims")
        cursor.execute(
            "CREATE TEMP TABLE journal_claims"
            " (province_id bigint, subject_kind text, subject_id bigint, seq integer, hash text) ON COMMIT DROP"
        )
        with cursor.copy("COPY journal_claims FROM STDIN") as copy:
            for header in trusted:
                for line in files.heads_of(header):
                    copy.write(line + b"\n")
        cursor.execute("ANALYZE journal_claims")


def _fault(kind: str, message: str, at: Subject, seq: int, entry: int | None = None) -> Fault:
    return Fault(kind, message, *at, seq, entry)
