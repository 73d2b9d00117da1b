"""Nhật ký mang sang: the source's chains word for word as proof, and chains of our own that say the same with our numbers.

An entry's hash covers the numbers of its subject, unit and actor, and these change; so the original is kept beside, and
`journal verify` holds one against the other. A chain that somebody has gone on writing here is not touched: what comes
later from the source stays beside it and is shown as changed on both sides.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.journal_verify import MOST_FAULTS, Fault, hashed
from thongsuot.cutover.carrying.decisions import SUBJECTS
from thongsuot.cutover.carrying.packing import JOURNAL
from thongsuot.cutover.carrying.staging import name_of, values
from thongsuot.cutover.carrying.trusting import package_is_there
from thongsuot.cutover.models import Difference, Package

_CHAIN = "province_id, subject_kind, subject_id"
_STAGED_FAULTS = f"""
SELECT e.subject_kind, e.subject_id, e.seq FROM (
  SELECT *, coalesce(lag(hash) OVER chain, ''::bytea) AS before, coalesce(lag(seq) OVER chain, 0) AS seq_before
    FROM {{stage}} WINDOW chain AS (PARTITION BY {_CHAIN} ORDER BY seq)) e
 WHERE e.seq <> e.seq_before + 1 OR e.prev_hash <> e.before OR e.hash <> {{hashed}} LIMIT 1
"""
_REWRITTEN = """
SELECT s.subject_kind, s.subject_id, s.seq FROM {stage} s JOIN cutover_carriedentry c ON c.source_id = %(source)s
   AND c.chain_province = s.province_id AND c.subject_kind = s.subject_kind AND c.subject_id = s.subject_id AND c.seq = s.seq
 WHERE c.hash <> s.hash LIMIT 1
"""
_KEEP = """
INSERT INTO cutover_carriedentry (source_id, package_id, old_id, chain_province, subject_kind, subject_id, seq, verb, at,
  recorded_at, actor_id, chain_unit, data, prev_hash, hash)
SELECT %(source)s, %(package)s, s.id, s.province_id, s.subject_kind, s.subject_id, s.seq, s.verb, s.at,
  s.recorded_at, s.actor_id, s.unit_id, s.data, s.prev_hash, s.hash
  FROM {stage} s ON CONFLICT DO NOTHING
"""
_CASES = " ".join(f"WHEN '{kind}' THEN '{model}'" for kind, model in SUBJECTS.items())
# Chains that may be lengthened here: they end where the last package ended (for a new one: nowhere yet).
_NEW = f"""
CREATE TEMP TABLE chain_new ON COMMIT DROP AS
SELECT c.id AS carried, nextval(pg_get_serial_sequence('common_journalentry', 'id')) AS id,
    CASE WHEN c.chain_province = 0 THEN 0 ELSE p.new END AS province_id, c.subject_kind, m.new AS subject_id, c.seq, c.verb,
    c.at, c.recorded_at, a.new AS actor_id, u.new AS unit_id, c.data, NULL::bytea AS prev_hash, NULL::bytea AS hash
  FROM cutover_carriedentry c
  JOIN cutover_identity m ON m.source_id = c.source_id AND m.model = (CASE c.subject_kind {_CASES} END)
   AND m.old = c.subject_id AND (m.made OR m.model = 'org.unit')
  LEFT JOIN cutover_identity p ON p.source_id = c.source_id AND p.model = 'org.unit' AND p.old = c.chain_province
  LEFT JOIN cutover_identity a ON a.source_id = c.source_id AND a.model = 'accounts.user' AND a.old = c.actor_id
  LEFT JOIN cutover_identity u ON u.source_id = c.source_id AND u.model = 'org.unit' AND u.old = c.chain_unit
 WHERE c.source_id = %(source)s AND c.entry_id IS NULL
"""
_CLOSED = f"""
DELETE FROM chain_new n USING (
  SELECT n.{_CHAIN.replace(", ", ", n.")}, min(n.seq) AS first, coalesce(max(h.seq), 0) AS head FROM chain_new n
    LEFT JOIN common_journalhead h USING ({_CHAIN}) GROUP BY 1, 2, 3) x
 WHERE x.first <> x.head + 1 AND (n.province_id, n.subject_kind, n.subject_id) = (x.province_id, x.subject_kind, x.subject_id)
RETURNING n.subject_kind, n.subject_id
"""
_LINK = """
UPDATE chain_new n SET prev_hash = before.hash,
  hash = journal_hash(before.hash, n.province_id, n.subject_kind, n.subject_id, n.seq, n.verb, n.at, n.recorded_at,
    n.actor_id, n.unit_id, n.data)
  FROM (SELECT x.id, coalesce(p.hash, h.hash, ''::bytea) AS hash FROM chain_new x
    LEFT JOIN chain_new p ON (p.province_id, p.subject_kind, p.subject_id, p.seq)
      = (x.province_id, x.subject_kind, x.subject_id, x.seq - 1)
    LEFT JOIN common_journalhead h ON p.id IS NULL
      AND (h.province_id, h.subject_kind, h.subject_id) = (x.province_id, x.subject_kind, x.subject_id)
   WHERE x.seq = %(seq)s) before
 WHERE n.id = before.id
"""
_WRITE = """
INSERT INTO common_journalentry (id, province_id, subject_kind, subject_id, seq, verb, at, recorded_at, actor_id, unit_id,
  data, prev_hash, hash)
SELECT id, province_id, subject_kind, subject_id, seq, verb, at, recorded_at, actor_id, unit_id, data, prev_hash, hash
  FROM chain_new ORDER BY id
"""
_HEADS = f"""
INSERT INTO common_journalhead AS h ({_CHAIN}, seq, hash, at)
SELECT DISTINCT ON ({_CHAIN}) {_CHAIN}, seq, hash, max(at) OVER (PARTITION BY {_CHAIN}) FROM chain_new ORDER BY {_CHAIN}, seq DESC
ON CONFLICT ({_CHAIN}) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = greatest(h.at, excluded.at)
"""
_SAID = "UPDATE cutover_carriedentry c SET entry_id = n.id FROM chain_new n WHERE c.id = n.carried"


def write(package: Package) -> dict[str, int]:
    """Ghi chuỗi của gói, in the caller's transaction. Refuses with Invalid `journal_broken`, `journal_rewritten`."""
    params, stage = values(package), name_of(package, JOURNAL)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cutover_identity")
        _refuse(cursor, _STAGED_FAULTS.format(stage=stage, hashed=hashed()), params, "journal_broken")
        _refuse(cursor, _REWRITTEN.format(stage=stage), params, "journal_rewritten")
        with package_is_there(cursor, package):
            cursor.execute(_KEEP.format(stage=stage), params)
            kept = cursor.rowcount
        cursor.execute(_NEW, params)
        cursor.execute("CREATE INDEX ON chain_new (province_id, subject_kind, subject_id, seq)")
        cursor.execute("ANALYZE chain_new")
        cursor.execute(_CLOSED, params)
        closed = set(cursor.fetchall())
        _note_closed(package, closed)
        cursor.execute("SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM chain_new")
        first, last = cursor.fetchone()
        for seq in range(first, last + 1):
            cursor.execute(_LINK, {"seq": seq})
        cursor.execute(_WRITE)
        written = cursor.rowcount
        cursor.execute(_HEADS)
        cursor.execute(_SAID)
    return {"kept": kept, "written": written, "beside": len(closed)}


def _refuse(cursor: Any, query: str, params: dict[str, Any], code: str) -> None:
    cursor.execute(query, params)
    if found := cursor.fetchone():
        words = {
            "journal_broken": _("Chuỗi nhật ký trong gói đứt ở %(kind)s %(id)s, bút toán %(seq)s. Không nạp."),
            "journal_rewritten": _("Nơi gửi đã viết lại nhật ký của %(kind)s %(id)s, bút toán %(seq)s. Không nạp."),
        }[code]
        raise Invalid(words % {"kind": found[0], "id": found[1], "seq": found[2]}, code=code)


def _note_closed(package: Package, closed: set[tuple[str, int]]) -> None:
    rows = [
        Difference(
            package=package, kind=Difference.Kind.BOTH_CHANGED, model=f"journal.{kind}", old=subject, new=subject,
            title=f"{kind} {subject}", decision=Difference.Decision.NOTED,
        )
        for kind, subject in sorted(closed)
        if kind != "unit"  # the chain of a unit is this installation's own
    ]  # fmt: skip
    Difference.objects.bulk_create(rows, ignore_conflicts=True)


# The same expression as of our own chains, over the numbers the source wrote.
_CARRIED_AS_WRITTEN = """(SELECT c.id, c.source_id, c.chain_province AS province_id, c.subject_kind, c.subject_id, c.seq,
  c.verb, c.at, c.recorded_at, c.actor_id, c.chain_unit AS unit_id, c.data, c.prev_hash, c.hash, c.entry_id
  FROM cutover_carriedentry c)"""


def faults() -> Iterator[Fault]:
    """Kiểm tra bút toán mang sang: chains whole, and each says what our own entry says."""
    chains = f"""
SELECT source_id, subject_kind, subject_id, seq FROM (
  SELECT e.*, e.hash = {hashed()} AS whole, coalesce(lag(hash) OVER chain, ''::bytea) AS before,
    coalesce(lag(seq) OVER chain, 0) AS seq_before
    FROM {_CARRIED_AS_WRITTEN} e WINDOW chain AS (PARTITION BY source_id, {_CHAIN} ORDER BY seq)) x
 WHERE NOT whole OR prev_hash <> before OR seq <> seq_before + 1 LIMIT {MOST_FAULTS}
"""
    unlike = f"""
SELECT c.source_id, c.subject_kind, c.subject_id, c.seq FROM cutover_carriedentry c
  LEFT JOIN common_journalentry e ON e.id = c.entry_id
 WHERE c.entry_id IS NOT NULL AND (e.seq, e.verb, e.at, e.recorded_at, e.data) IS DISTINCT FROM
   (c.seq, c.verb, c.at, c.recorded_at, c.data) LIMIT {MOST_FAULTS}
"""
    for kind, query, words in (
        ("carried_chain", chains, _("bút toán mang sang không khớp mã băm của nơi gửi")),
        ("carried_unlike", unlike, _("bút toán ở đây khác bản mang sang")),
    ):
        with connection.cursor() as cursor:
            cursor.execute(query)
            for source, subject_kind, subject_id, seq in cursor.fetchall():
                yield Fault(kind, words, None, f"{source}:{subject_kind}", subject_id, seq)
