"""Bảng chia theo tỉnh: a province gets partitions of its own, also when it already has rows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from thongsuot.common.errors import JournalImmutable, translate_database_error
from thongsuot.common.journal import Entry, append, timeline
from thongsuot.common.journal_verify import verify
from thongsuot.common.models import JournalEntry
from thongsuot.common.partitions import open_province, partitioned_tables

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)


def where_rows_lie(table: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT tableoid::regclass::text, count(*) FROM "{table}" GROUP BY 1')
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_the_big_tables_are_partitioned_by_province():
    tables = partitioned_tables()
    assert {"common_journalentry", "common_journalhead", "tasks_task", "tasks_openwork", "dossiers_dossier"} <= set(
        tables
    )


@pytest.mark.django_db
def test_rows_move_out_of_the_default_partition():
    append([Entry(42, "dossier", 1, "received", AT), Entry(38, "dossier", 2, "received", AT)])
    made = open_province(42)
    assert set(made) == {f"{table}_p42" for table in partitioned_tables()}
    assert where_rows_lie("common_journalentry") == {"common_journalentry_p42": 1, "common_journalentry_default": 1}
    append([Entry(42, "dossier", 1, "assigned", AT + timedelta(minutes=1))])
    assert where_rows_lie("common_journalentry")["common_journalentry_p42"] == 2
    assert where_rows_lie("common_journalhead") == {"common_journalhead_p42": 1, "common_journalhead_default": 1}
    assert [entry.verb for entry in timeline(42, "dossier", 1)] == ["received", "assigned"]
    assert verify().ok


@pytest.mark.django_db
def test_opening_again_changes_nothing():
    open_province(42)
    assert open_province(42) == []


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET verb = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["common_journalentry", "common_journalentry_p42", "common_journalentry_default"])
def test_the_journal_is_immutable_afterwards_in_every_partition(table, statement):
    append([Entry(province, "dossier", province, "received", AT) for province in (42, 38)])
    open_province(42)
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert isinstance(translate_database_error(refused.value), JournalImmutable)
    assert JournalEntry.objects.count() == 2


@pytest.mark.django_db
def test_what_belongs_together_moves_together():
    """Rows that point at each other by (province, id) keep pointing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND conparentid = 0 AND confrelid IN (SELECT partrelid FROM pg_partitioned_table)"
        )
        assert cursor.fetchall(), "có khoá ngoại tới bảng chia phần"
    open_province(42)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,), "không trigger nào còn tắt"
