"""Kiểm tra nhật ký: whatever a database administrator does to it is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from thongsuot.common import checkpoint_files, checkpoints
from thongsuot.common.journal import Entry, append
from thongsuot.common.journal_verify import HASHED, Fault, verify
from thongsuot.common.models import JournalCheckpoint

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=3)
ENTRY = "FROM common_journalentry WHERE subject_id = 2"
SWAP = """
UPDATE common_journalentry a SET seq = -b.seq FROM common_journalentry b
 WHERE a.subject_id = 2 AND b.subject_id = 2 AND a.seq IN (2, 3) AND b.seq IN (2, 3) AND a.seq <> b.seq;
UPDATE common_journalentry SET seq = -seq WHERE seq < 0
"""
SWAP_CONTENT = """
UPDATE common_journalentry a SET verb = b.verb, data = b.data, at = b.at, recorded_at = b.recorded_at
  FROM common_journalentry b
 WHERE a.subject_id = 2 AND b.subject_id = 2 AND a.seq IN (2, 3) AND b.seq IN (2, 3) AND a.seq <> b.seq
"""
REWRITE = f"""
DO $$
DECLARE e common_journalentry; prev bytea := ''; mine bytea;
BEGIN
  UPDATE common_journalentry SET data = '{{"amount": 999}}' WHERE subject_id = 2 AND seq = 2;
  FOR e IN SELECT * {ENTRY} ORDER BY seq LOOP
    mine := journal_hash(prev, e.province_id, e.subject_kind, e.subject_id, e.seq, e.verb, e.at, e.recorded_at,
      e.actor_id, e.unit_id, e.data);
    UPDATE common_journalentry SET prev_hash = prev, hash = mine WHERE id = e.id;
    prev := mine;
  END LOOP;
  UPDATE common_journalhead SET hash = prev WHERE subject_id = 2;
END $$
"""
CUT_WITH_HEAD = f"""
DELETE {ENTRY} AND seq = 4;
UPDATE common_journalhead h SET seq = 3, hash = (SELECT hash {ENTRY} AND seq = 3) WHERE subject_id = 2
"""
REPLACE_ONE = f"""
UPDATE common_journalentry SET data = '{{"amount": 999}}' WHERE subject_id = 2 AND seq = 2;
UPDATE common_journalentry e SET hash = journal_hash(prev_hash, province_id, subject_kind, subject_id, seq, verb, at,
  recorded_at, actor_id, unit_id, data) WHERE subject_id = 2 AND seq = 2 AND EXISTS (SELECT {ENTRY})
"""


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.CHECKPOINT_ROOT = tmp_path / "checkpoints"
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture
def journal(db):
    """Three subjects of four entries."""
    for number in range(4):
        append(
            [
                Entry(42, "dossier", subject, f"step{number}", AT + timedelta(minutes=number), data={"amount": number})
                for subject in (1, 2, 3)
            ]
        )


@contextmanager
def as_administrator() -> Iterator[None]:
    """A superuser who switched all triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def tamper(statements: str) -> None:
    with as_administrator(), connection.cursor() as cursor:
        cursor.execute(statements)


def found() -> list[tuple]:
    return [(fault.kind, fault.subject_id, fault.seq) for fault in verify().faults]


def test_an_untouched_journal_is_in_order(journal):
    checkpoints.make(LATER)
    report = verify()
    assert report.ok
    assert (report.entries, report.subjects, report.checkpoints) == (12, 3, 1)


def test_an_empty_journal_is_in_order(db):
    assert verify().ok


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("UPDATE common_journalentry SET data = '{}' WHERE subject_id = 2 AND seq = 3", ("changed", 2, 3)),
        ("UPDATE common_journalentry SET at = at + interval '1 s' WHERE subject_id = 2 AND seq = 1", ("changed", 2, 1)),
        ("UPDATE common_journalentry SET actor_id = 9 WHERE subject_id = 2 AND seq = 4", ("changed", 2, 4)),
        (f"DELETE {ENTRY} AND seq = 3", ("missing", 2, 3)),
        (f"DELETE {ENTRY} AND seq IN (1, 2)", ("missing", 2, 1)),
        (f"DELETE {ENTRY} AND seq = 4", ("cut_off", 2, 4)),
        (f"DELETE {ENTRY}", ("cut_off", 2, 1)),
        (SWAP, ("swapped", 2, 2)),
        (SWAP_CONTENT, ("swapped", 2, 2)),
        (REPLACE_ONE, ("rewritten", 2, 2)),
        ("UPDATE common_journalhead SET hash = sha256('x') WHERE subject_id = 2", ("head_changed", 2, 4)),
        ("UPDATE common_journalhead SET seq = 3 WHERE subject_id = 2", ("extra", 2, 4)),
        ("DELETE FROM common_journalhead WHERE subject_id = 2", ("head_missing", 2, 4)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_without_any_checkpoint_the_first_wrong_entry_is_named(journal, statements, expected):
    tamper(statements)
    assert found() == [expected]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (CUT_WITH_HEAD, ("cut_off", 2, 4)),
        (f"DELETE {ENTRY}; DELETE FROM common_journalhead WHERE subject_id = 2", ("removed", 2, 1)),
        (REWRITE, ("rewritten", 2, 4)),
        ("DELETE FROM common_journalentry; DELETE FROM common_journalhead", ("removed", 1, 1)),
    ],
    ids=["cut with its head", "whole subject", "recomputed", "everything"],
)
def test_what_looks_whole_inside_is_named_by_the_signed_list_outside(journal, statements, expected):
    checkpoints.make(LATER)
    tamper(statements)
    assert found()[0] == expected


def test_what_was_written_after_the_full_list_is_in_the_delta(journal):
    checkpoints.make(LATER)
    append([Entry(42, "dossier", 9, "opened", LATER), Entry(42, "dossier", 2, "step4", LATER)])
    header = checkpoints.make(LATER + timedelta(minutes=10))
    assert header is not None
    assert header.kind == checkpoint_files.DELTA
    tamper("DELETE FROM common_journalentry WHERE subject_id = 9; DELETE FROM common_journalhead WHERE subject_id = 9")
    assert found() == [("removed", 9, 1)]


def test_no_checkpoint_is_made_when_nothing_happened(journal):
    assert checkpoints.make(LATER) is not None
    assert checkpoints.make(LATER + timedelta(minutes=10)) is None
    assert JournalCheckpoint.objects.count() == 1


def test_a_full_list_comes_back_every_week(journal):
    checkpoints.make(LATER)
    header = checkpoints.make(LATER + timedelta(days=8))
    assert header is not None
    assert (header.kind, header.heads) == (checkpoint_files.FULL, 3)
    assert verify().ok


def test_checkpoints_continue_each_other(journal):
    first = checkpoints.make(LATER)
    append([Entry(42, "dossier", 2, "step4", LATER)])
    second = checkpoints.make(LATER + timedelta(minutes=10))
    assert first is not None
    assert second is not None
    assert second.prev_root == first.root
    assert verify().checkpoints == 2


def tampered(path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def test_a_changed_list_of_heads_is_noticed(journal):
    header = checkpoints.make(LATER)
    tampered(checkpoint_files.root_folder() / f"{header.name}.heads", b"\t4\t", b"\t3\t")
    assert [fault.kind for fault in verify().faults] == ["checkpoint_damaged"]


def test_a_changed_header_is_noticed(journal):
    header = checkpoints.make(LATER)
    tampered(checkpoint_files.root_folder() / f"{header.name}.json", b'"entries": 12', b'"entries": 11')
    assert "checkpoint_signature" in [fault.kind for fault in verify().faults]


def test_an_unreadable_header_is_noticed(journal):
    header = checkpoints.make(LATER)
    (checkpoint_files.root_folder() / f"{header.name}.json").write_text("{")
    assert {"checkpoint_damaged", "checkpoint_file_missing"} <= {fault.kind for fault in verify().faults}


def test_a_lost_file_and_a_lost_row_are_noticed(journal):
    first = checkpoints.make(LATER)
    append([Entry(42, "dossier", 2, "step4", LATER)])
    checkpoints.make(LATER + timedelta(minutes=10))
    (checkpoint_files.root_folder() / f"{first.name}.json").unlink()
    kinds = {fault.kind for fault in verify().faults}
    assert kinds == {"checkpoint_missing", "checkpoint_file_missing"}
    tamper("DELETE FROM common_journalcheckpoint")
    assert "checkpoint_removed" in {fault.kind for fault in verify().faults}


def test_an_interrupted_checkpoint_counts_only_if_the_database_has_it(journal, monkeypatch):
    monkeypatch.setattr(checkpoint_files, "publish", lambda header: None)
    committed = checkpoints.make(LATER)
    monkeypatch.undo()
    assert checkpoint_files.pending() == [committed]
    append([Entry(42, "dossier", 2, "step4", LATER)])
    checkpoints.make(LATER + timedelta(minutes=10))
    assert next(header.root for header in checkpoint_files.headers()) == committed.root
    assert verify().ok


def test_a_checkpoint_that_never_reached_the_database_is_discarded(journal, monkeypatch):
    def crash(header) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checkpoints, "_add_row", crash)
    with pytest.raises(ZeroDivisionError):
        checkpoints.make(LATER)
    monkeypatch.undo()
    checkpoints.make(LATER + timedelta(minutes=1))
    assert verify().ok
    assert verify().checkpoints == 1


def test_the_hash_written_out_here_is_the_hash_of_the_function(journal):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT bool_and({HASHED.format(prev='e.prev_hash', seq='e.seq')} = e.hash) FROM common_journalentry e"
        )
        assert cursor.fetchone() == (True,)


def test_a_fault_reads_well():
    assert str(Fault("changed", "nội dung sai", 42, "dossier", 2, 3)) == "42/dossier/2#3: nội dung sai [changed]"
