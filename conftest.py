"""Cơ sở dữ liệu cho các bài thử: one migrated template per state of the migrations, cloned for each run.

Migrating takes many seconds, cloning a fraction of one. The template is named by a hash of the migration files; nobody
stays connected to it, or PostgreSQL refuses to clone it.
"""

import gc
import hashlib
import ipaddress
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from psycopg import sql

ROOT = Path(__file__).resolve().parent
PREFIX = "thongsuot_template_"
KEPT = 3  # templates of older states that stay, for whoever switches between branches
ONE_AT_A_TIME = 20_250_701  # advisory lock: two runs that start together build the template once


def migrations_hash() -> str:
    """Hash of everything that decides the empty database: our migrations and the locked versions of others'."""
    digest = hashlib.sha256()
    files = [ROOT / "requirements.lock", ROOT / "thongsuot/common/partitions.py"]
    files.append(ROOT / "thongsuot/common/migrating.py")
    for file in files + sorted(ROOT.glob("thongsuot/*/migrations/**/*.py")):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def maintenance_connection() -> psycopg.Connection[Any]:
    """Connect to the server, not to any database of ours."""
    settings = connection.settings_dict
    given = {key: settings[key.upper()] for key in ("user", "password", "host", "port") if settings[key.upper()]}
    return psycopg.connect(dbname="postgres", autocommit=True, **given)


def build(server: psycopg.Connection[Any], name: str) -> None:
    """Migrate an empty database once and keep it as the template called `name`."""
    half_built = f"{name}_building"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half_built)))
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(half_built)))
    real = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = half_built
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = real
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half_built), sql.Identifier(name)))


def drop_old(server: psycopg.Connection[Any]) -> None:
    """Remove the templates of states long past."""
    rows = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s", [PREFIX, KEPT]
    ).fetchall()
    for (name,) in rows:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_template() -> str:
    """Make the template unless it is there; its name."""
    name = PREFIX + migrations_hash()
    with maintenance_connection() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            build(server, name)
            drop_old(server)
    return name


def pytest_configure(config: pytest.Config) -> None:
    """A folder for what Jinja translated, gone after the run; workers are told of it by the environment."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.TemporaryDirectory(prefix="thongsuot-templates-")
        config.add_cleanup(folder.cleanup)
        os.environ["THONGSUOT_TEST_TEMPLATES"] = folder.name


def pytest_collection_finish() -> None:
    """What is there now stays until the end: thousands of tests, all models and pages need not be gone through again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Make sure that the template exists and tell Django to clone it."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = ensure_template()


def _drop_by_force(self: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
    """Drop the test database even when a worker of a test still holds a session."""
    with self._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")


# Tables of our models with all their partitions and the queue; only those that ever held a row have a size.
USED_TABLES = """
WITH RECURSIVE ours AS (
  SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
  UNION SELECT i.inhrelid FROM pg_inherits i JOIN ours ON ours.oid = i.inhparent)
SELECT oid::regclass::text, ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = oid AND tgenabled = 'A')
  FROM ours WHERE pg_relation_size(oid) > 0
"""
QUEUE = {"procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"}
UNTOUCHED = {"contenttypes.contenttype", "auth.permission", "common.stamp"}
SAME_IN_EVERY_TEST = {"django_content_type", "auth_permission"}  # what Django writes after migrating


def _flush_everything(self: DatabaseOperations, sql_list: list[str]) -> None:
    """Empty the tables after a transactional test: also the queue, and the journal that refuses to be emptied.

    Truncating hundreds of tables takes PostgreSQL half a second, deleting the few rows of one test next to nothing.
    """
    names = {*self.connection.introspection.django_table_names(only_existing=True)} | QUEUE
    with self.connection.cursor() as cursor:
        cursor.execute(USED_TABLES, [[*names - SAME_IN_EVERY_TEST - {"common_stamp"}]])
        used = cursor.fetchall()
        guards = [(table, guard) for table, found in used for guard in found]
        steps = [f"ALTER TABLE {table} DISABLE TRIGGER {guard}" for table, guard in guards]
        steps += ["SET LOCAL session_replication_role = replica"]  # no foreign key minds the order
        steps += [f"DELETE FROM {table}" for table, _guards in used]  # noqa: S608 - names from the catalogue
        steps += ["SET LOCAL session_replication_role = origin"]
        steps += [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}" for table, guard in guards]
        steps += ["UPDATE common_stamp SET value = value + 1"]  # nothing that was cached is true any more
        cursor.execute("; ".join(steps))
    post_migrate.disconnect(create_contenttypes)  # they still stand there
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


_serialize = DatabaseCreation.serialize_db_to_string


def _serialize_what_is_emptied(self: DatabaseCreation) -> str:
    """What `serialized_rollback` puts back row by row; a thousand permissions are still there."""
    rows = json.loads(_serialize(self))
    return json.dumps([row for row in rows if row["model"] not in UNTOUCHED])


@pytest.fixture(scope="session", autouse=True)
def _test_database_habits() -> Iterator[None]:
    """Teach Django's PostgreSQL backend the habits above, for the time of the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_destroy_test_db", _drop_by_force)
        patch.setattr(DatabaseCreation, "serialize_db_to_string", _serialize_what_is_emptied)
        patch.setattr(DatabaseOperations, "execute_sql_flush", _flush_everything)
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_outside_is_called() -> Iterator[None]:
    """A test that reaches for another machine fails at once instead of depending on it."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] != "localhost":
            assert ipaddress.ip_address(address[0]).is_loopback, f"bài thử gọi ra ngoài: {address}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_only)
        yield
