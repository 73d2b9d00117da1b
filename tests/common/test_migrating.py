"""Dựng cơ sở dữ liệu nhanh: grouped steps of a migration make what the single steps make, and ask for the models once."""

from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps

from thongsuot.common.migrating import Together, together
from thongsuot.common.partitions import CreatePartitioned

pytestmark = pytest.mark.django_db
KEY = ("id", models.BigAutoField(primary_key=True))


def steps() -> list[Any]:
    """Two tables that know each other, a partitioned one, what was added later, and SQL of our own."""
    late = models.CheckConstraint(condition=models.Q(pages__gt=0), name="toy_sheet_pages")
    once = models.UniqueConstraint(fields=["shelf"], condition=models.Q(pages=1), name="toy_sheet_once")
    return [
        migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=9))]),
        migrations.CreateModel("Sheet", [KEY, ("pages", models.IntegerField(default=1))]),
        CreatePartitioned("Line", [KEY, ("province_id", models.BigIntegerField()), ("at", models.DateTimeField())]),
        migrations.AddField("sheet", "shelf", models.ForeignKey("toy.shelf", models.PROTECT, null=True)),
        migrations.AddField("shelf", "first", models.ForeignKey("toy.sheet", models.PROTECT, null=True)),
        migrations.AddIndex("sheet", models.Index(fields=["pages"], name="toy_sheet_by_pages")),
        migrations.AddIndex("line", models.Index(fields=["province_id", "at"], name="toy_line_by_time")),
        migrations.AddConstraint("sheet", late),
        migrations.AddConstraint("sheet", once),
        migrations.RunSQL("ALTER TABLE toy_shelf ADD CHECK (name <> '')"),
        migrations.AddField("shelf", "room", models.CharField(max_length=4, default="", db_index=True)),
        migrations.AddIndex("shelf", models.Index(fields=["room", "name"], name="toy_shelf_by_room")),
    ]


def made_by(operations: list[Any]) -> tuple[set[Any], set[Any], list[Any]]:
    """Columns, constraints and indexes that these steps make; everything is taken away again."""
    migration = type("Migration", (migrations.Migration,), {"operations": operations})("0001_toy", "toy")
    # As on an empty database, where Django has made the models before the first step.
    state = ProjectState()
    assert state.apps.ready is not None
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT toy")
        with connection.schema_editor(atomic=False) as editor:
            migration.apply(state, editor)
        found = tuple(_rows(cursor, statement) for statement in (COLUMNS, CONSTRAINTS, INDEXES))
        cursor.execute("ROLLBACK TO SAVEPOINT toy")
    return found  # type: ignore[return-value]


COLUMNS = """SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default
  FROM information_schema.columns WHERE table_name LIKE 'toy\\_%%' ORDER BY 1, 2"""
CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE conrelid::regclass::text LIKE 'toy\\_%%' ORDER BY 1, 2"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'toy\\_%%' ORDER BY 1, 2"


def _rows(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement.replace("%%", "%"))
    return list(cursor.fetchall())


def test_grouped_steps_make_the_same_tables_constraints_and_indexes() -> None:
    alone, grouped = made_by(steps()), made_by(together(steps()))
    assert alone == grouped
    columns, constraints, indexes = grouped
    assert ("toy_sheet", 3, "shelf_id", "bigint", "YES", None) in columns
    assert {"toy_sheet_pages", "toy_sheet_once"} <= {name for _table, name, _how in constraints} | {
        name for _table, name, _how in indexes
    }
    assert any(name == "toy_line_by_time" for _table, name, _how in indexes)


def test_only_what_makes_tables_is_grouped_and_the_order_stays() -> None:
    found = together(steps())
    assert [type(one).__name__ for one in found] == ["Together", "RunSQL", "Together"]
    assert [len(one.operations) for one in found if isinstance(one, Together)] == [9, 2]


def test_all_models_are_made_once_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    whole = StateApps.render_multiple
    monkeypatch.setattr(StateApps, "render_multiple", lambda self, rows: (asked.append(len(rows)), whole(self, rows)))
    made_by(together(steps()))
    once_each = len([size for size in asked if size])
    asked.clear()
    made_by(steps())
    assert once_each < len([size for size in asked if size]) / 2


def quick(*, alone: bool = False) -> Any:
    """Our `migrate`, as far as Django's executor speaks to it."""
    assert get_commands()["migrate"] == "thongsuot.common"
    command = load_command_class("thongsuot.common", "migrate")
    command.verbosity, command.alone = 0, alone
    return command


def toy() -> Any:
    return type("Migration", (migrations.Migration,), {"operations": steps()})("0001_toy", "toy")


def test_migrate_puts_steps_together_before_they_run() -> None:
    """Django tells its command of each migration; nothing of Django is exchanged."""
    migration = toy()
    MigrationExecutor(connection, quick().migration_progress_callback).apply_migration(ProjectState(), migration)
    assert [type(one) for one in migration.operations] == [Together, migrations.RunSQL, Together]
    assert {"toy_shelf", "toy_sheet", "toy_line"} <= {*connection.introspection.table_names()}


@pytest.mark.parametrize(("alone", "fake"), [(True, False), (False, True)])
def test_steps_stay_single_where_migrate_only_looks_or_pretends(alone: bool, fake: bool) -> None:
    migration = toy()
    quick(alone=alone).migration_progress_callback("apply_start", migration, fake)
    assert len(migration.operations) == len(steps())
