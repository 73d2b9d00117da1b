"""Vai cơ sở dữ liệu của tiến trình web: it works on rows, owns nothing, and cannot touch the journal but by its doors.

The owner of the tables (who migrates) calls `grant_web_role` after every migration; running it again changes nothing.
"""

from django.db import connection, transaction
from psycopg import sql

READ_ONLY = (
    "common_journalentry",
    "common_journalhead",
    "common_journalcheckpoint",
    "common_feed",
    "cutover_carriedentry",  # what other installations wrote, word for word: taken in by the owner's command alone
    "cutover_identity",
    "django_migrations",
)
DOORS = ("journal_append", "journal_append_many", "journal_lock_heads", "journal_add_checkpoint")

# What we own in the schema (an extension may have put things of its own beside it): name, kind, whether it is only
# read. Partitions of a read-only table are read-only too.
_OWNED = """
SELECT c.relname, c.relkind = 'S', c.relname = ANY(%s) OR EXISTS (
    SELECT FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid AND p.relname = ANY(%s))
  FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
   AND pg_has_role(c.relowner, 'USAGE')
"""


@transaction.atomic
def grant_web_role(role: str) -> None:
    """Give `role` exactly what web and job processes need in the present schema and in tables made later.

    A table made later gets full rights by default privileges; `partitions.open_province` calls this again, so that a
    new partition of the journal is closed like the journal itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        names = {"role": sql.Identifier(role), "schema": sql.Identifier(cursor.fetchone()[0])}
        for statement in _SCHEMA_WIDE:
            cursor.execute(sql.SQL(statement).format(**names))
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc"
            " WHERE proname = ANY(%s) AND pronamespace = current_schema()::regnamespace",
            [list(DOORS)],
        )
        for (door,) in cursor.fetchall():
            cursor.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {door} FROM PUBLIC").format(door=sql.SQL(door)))
            cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {door} TO {role}").format(door=sql.SQL(door), **names))
        cursor.execute(_OWNED, [list(READ_ONLY), list(READ_ONLY)])
        for name, is_sequence, read_only in cursor.fetchall():
            for statement in _SEQUENCE if is_sequence else _READ_ONLY_TABLE if read_only else _TABLE:
                cursor.execute(sql.SQL(statement).format(name=sql.Identifier(name), **names))


def roles_granted() -> list[str]:
    """Roles that got their rights by `grant_web_role`: those other than the owner that may count (who only reads is none)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
            " WHERE c.oid = 'common_counter'::regclass AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


_SCHEMA_WIDE = (
    "REVOKE CREATE ON SCHEMA {schema} FROM {role}",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)

_TABLE = ("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {name} TO {role}",)
_READ_ONLY_TABLE = ("REVOKE ALL ON TABLE {name} FROM {role}", "GRANT SELECT ON TABLE {name} TO {role}")
_SEQUENCE = ("GRANT USAGE, SELECT ON SEQUENCE {name} TO {role}",)
