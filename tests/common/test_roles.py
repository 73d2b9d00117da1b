"""Vai cơ sở dữ liệu của tiến trình web: works on rows, owns nothing, comes into the journal by its doors only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from thongsuot.common import checkpoints, roles
from thongsuot.common.journal import Entry, append, timeline
from thongsuot.common.journal_verify import verify
from thongsuot.common.numbering import next_number
from thongsuot.common.partitions import open_province
from thongsuot.common.roles import grant_web_role, roles_granted

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)
ROLE = "web role of a test"
ENTRY = Entry(42, "dossier", 1, "received", AT)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def web(db):
    """A role as the web process has it; gone with the test's transaction."""
    run(f'CREATE ROLE "{ROLE}" NOSUPERUSER NOCREATEDB NOCREATEROLE')
    grant_web_role(ROLE)


@contextmanager
def as_web() -> Iterator[None]:
    run(f'SET LOCAL ROLE "{ROLE}"')
    try:
        yield
    finally:
        run("RESET ROLE")


def refuses(statement: str) -> bool:
    """Whether PostgreSQL says that the role may not."""
    try:
        with transaction.atomic():
            run(f'SET LOCAL ROLE "{ROLE}"')
            run(statement)
            run("RESET ROLE")
    except ProgrammingError as exc:
        return exc.__cause__.sqlstate == "42501"
    return False


def test_comes_in_by_the_door(web):
    with as_web():
        append([ENTRY])
        assert [entry.verb for entry in timeline(42, "dossier", 1)] == ["received"]
        assert next_number("hs", "2025") == 1


@pytest.mark.parametrize("table", ["common_journalentry", "common_journalhead", "common_journalcheckpoint"])
@pytest.mark.parametrize("partition", ["", "_default"])
def test_cannot_touch_the_journal_otherwise(web, table, partition):
    if partition and table.endswith("checkpoint"):
        partition = ""
    append([ENTRY])
    name = table + partition
    assert refuses(f"DELETE FROM {name}")
    assert refuses(f"UPDATE {name} SET id = id")
    assert refuses(f"TRUNCATE {name}")
    assert refuses(f"INSERT INTO {name} SELECT * FROM {name}")
    assert refuses(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
    assert refuses(f"DROP TABLE {name}")


def test_makes_no_tables_and_no_functions(web):
    assert refuses("CREATE TABLE t (id int)")
    assert refuses("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert refuses(
        "CREATE OR REPLACE FUNCTION next_number(p_series text, p_period text) RETURNS bigint"
        " LANGUAGE sql AS 'SELECT 1::bigint'"
    )
    assert refuses("UPDATE django_migrations SET name = name")


def test_works_on_ordinary_tables_also_later_ones(web):
    run("CREATE TABLE made_later (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    with as_web():
        run("INSERT INTO made_later (name) VALUES ('a')")
        run("UPDATE made_later SET name = 'b'")
        assert rows("SELECT name FROM made_later") == [("b",)]
        run("DELETE FROM made_later")
        assert rows("SELECT name FROM made_later") == []
        run("INSERT INTO common_counter (series, period, value) VALUES ('a', 'b', 0)")
        run("DELETE FROM common_counter")


def test_a_false_head_in_a_temporary_table_is_not_believed(web):
    append([ENTRY])
    with as_web():
        run("CREATE TEMP TABLE common_journalhead (LIKE public.common_journalhead)")
        run("CREATE TEMP TABLE common_journalentry (LIKE public.common_journalentry)")
        append([Entry(42, "dossier", 1, "assigned", AT)])
        run("DROP TABLE pg_temp.common_journalhead, pg_temp.common_journalentry")
    assert [entry.seq for entry in timeline(42, "dossier", 1)] == [1, 2]
    assert verify().ok


def test_the_jobs_process_makes_checkpoints_under_the_same_role(web, settings, tmp_path):
    settings.CHECKPOINT_ROOT, settings.KEYS_ROOT = tmp_path / "c", tmp_path / "k"
    append([ENTRY])
    with as_web():
        header = checkpoints.make(AT)
    assert header is not None
    assert verify().ok


def test_a_checkpoint_must_continue_the_last_one(web):
    door = "SELECT journal_add_checkpoint(now(), 1, 1, 1, 'root', {}, 'k', 's')"
    with as_web():
        run(door.format("''"))
        with pytest.raises(Exception, match="continue the last one"), transaction.atomic():
            run(door.format("'other'"))


def test_granting_again_changes_nothing(web):
    grant_web_role(ROLE)
    assert roles_granted() == [ROLE]
    assert refuses("DELETE FROM common_journalentry")


def test_a_new_partition_of_the_journal_is_closed_too(web):
    open_province(42)
    append([ENTRY])
    assert refuses("DELETE FROM common_journalentry_p42")
    assert refuses("INSERT INTO common_journalentry_p42 SELECT * FROM common_journalentry_p42")
    with as_web():
        append([ENTRY])
        run("UPDATE tasks_task_p42 SET id = id")


def test_the_door_is_shut_for_strangers(web):
    run("CREATE ROLE stranger_of_a_test")

    @transaction.atomic
    def as_stranger() -> None:
        run("SET LOCAL ROLE stranger_of_a_test")
        append([ENTRY])

    with pytest.raises(ProgrammingError, match="permission denied"):
        as_stranger()


def test_things_of_others_in_the_schema_do_not_disturb_an_ordinary_owner(web, monkeypatch):
    """Where the database was given, the owner is no superuser and an extension may own a view beside our tables."""
    run("CREATE TABLE of_an_extension (id bigint GENERATED ALWAYS AS IDENTITY)")
    run("CREATE ROLE ordinary_owner_of_a_test")
    run("GRANT CREATE, USAGE ON SCHEMA public TO ordinary_owner_of_a_test")
    run("SET LOCAL ROLE ordinary_owner_of_a_test")
    run("CREATE TABLE of_the_owner (id bigint GENERATED ALWAYS AS IDENTITY)")
    monkeypatch.setattr(roles, "DOORS", ())  # theirs belong to the owner of the test database
    grant_web_role(ROLE)
    run("RESET ROLE")
    with as_web():
        run("INSERT INTO of_the_owner DEFAULT VALUES")
        assert rows("SELECT count(*) FROM of_the_owner") == [(1,)]
