"""Bảng lớn chia theo tỉnh: big tables carry `province_id` as first key column and are list-partitioned by it.

A nation is many provinces: each province's rows can be moved, exchanged or placed on another server alone. Every
partitioned table has a default partition, so that a province works before anybody has opened it.
"""

from typing import Any

from django.db import connection, migrations

from thongsuot.common import roles

KEY = "province_id"


class CreatePartitioned(migrations.CreateModel):
    """`CreateModel` whose table is list-partitioned by province and keyed by (province_id, id).

    Django keeps seeing `id` as the key (it comes from one identity, so it is unique in the whole table); the database
    keeps the composite key. A foreign key *to* such a table needs `db_constraint=False` and `composite_foreign_key`.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the parent, its indexes and its default partition."""
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        sql, params = schema_editor.table_sql(model)
        table = model._meta.db_table
        head, found, tail = sql.partition('"id" bigint NOT NULL PRIMARY KEY')
        if not found:
            raise ValueError(f"{table}: khoá chính phải là BigAutoField tên id")
        body = (head + '"id" bigint NOT NULL' + tail).rstrip()
        if not body.endswith(")"):
            raise ValueError(f"{table}: câu lệnh tạo bảng lạ: {body[-40:]}")
        schema_editor.execute(f'{body[:-1]}, PRIMARY KEY ("{KEY}", "id")) PARTITION BY LIST ("{KEY}")', params or None)
        schema_editor.execute(f'CREATE TABLE "{table}_default" PARTITION OF "{table}" DEFAULT')
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))


def composite_foreign_key(table: str, column: str, to_table: str) -> migrations.RunSQL:
    """Foreign key (province_id, column) → (province_id, id) of a partitioned table: both rows in one province."""
    name = f"{table}_{column}_fk"
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{KEY}", "{column}")'
        f' REFERENCES "{to_table}" ("{KEY}", "id") DEFERRABLE INITIALLY DEFERRED',
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    )


def partitioned_tables() -> list[str]:
    """Names of all tables of this database that are partitioned by province."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]"
            " WHERE a.attname = %s AND c.relnamespace = current_schema()::regnamespace ORDER BY 1",
            [KEY],
        )
        return [row[0] for row in cursor.fetchall()]


def open_province(province_id: int) -> list[str]:
    """Give a province partitions of its own; rows it already has move out of the default one. Idempotent.

    Must run inside a transaction as the owner of the tables. Returns the tables made.
    """
    made = []
    with connection.cursor() as cursor:
        for table in partitioned_tables():
            part = f"{table}_p{int(province_id)}"
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [part])
            if not cursor.fetchone()[0]:
                _open_partition(cursor, table, part, int(province_id))
                made.append(part)
    if made:
        for role in roles.roles_granted():
            roles.grant_web_role(role)
    return made


def _open_partition(cursor: Any, table: str, part: str, province_id: int) -> None:
    """Make the partition, move the province's rows out of the default one, attach it."""
    cursor.execute(f'CREATE TABLE "{part}" (LIKE "{table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)')
    cursor.execute(f'ALTER TABLE "{table}_default" DISABLE TRIGGER USER')  # the journal refuses every DELETE
    cursor.execute(
        f'WITH moved AS (DELETE FROM "{table}_default" WHERE "{KEY}" = %s RETURNING *)'  # noqa: S608
        f' INSERT INTO "{part}" SELECT * FROM moved',
        [province_id],
    )
    cursor.execute(f'ALTER TABLE "{table}_default" ENABLE TRIGGER USER')
    cursor.execute(f'ALTER TABLE "{table}" ATTACH PARTITION "{part}" FOR VALUES IN ({province_id})')
    _copy_statement_triggers(cursor, table, part)


def _copy_statement_triggers(cursor: Any, table: str, part: str) -> None:
    """PostgreSQL clones row triggers to partitions but not those per statement (the journal refuses TRUNCATE)."""
    cursor.execute(
        "SELECT replace(pg_get_triggerdef(oid), format(' ON %%I.%%I ', current_schema(), %s), format(' ON %%I ', %s))"
        " FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype & 1 = 0",
        [table, part, f'"{table}"'],
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
