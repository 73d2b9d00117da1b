"""Nạp hồ sơ giả: COPY in one transaction, table after table; numbers and counters stay consistent with real ones."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.synthetic.cells import chunks, counts, most_tasks, series_of
from config.synthetic.planning import Layout, Wish, layout
from config.synthetic.tables import TABLES
from config.synthetic.world import Placed, World
from config.synthetic.writers import Rows, writers
from thongsuot.common import stamps
from thongsuot.common.errors import Refused

Report = Callable[[int, int], None]


class AlreadyLoaded(Refused):
    """Đã nạp rồi: the same seed again would bring the same dossiers twice."""

    code = "already_loaded"
    status = 409


def load(*, dossiers: int, open_share: float, wish: Wish, report: Report = lambda done, total: None) -> dict[str, Any]:
    """Nạp `dossiers` hồ sơ (đang xử lý và đã xong); returns what was loaded, for people and programs.

    One transaction: all of it or nothing. Raises Invalid for a world that cannot be built, AlreadyLoaded for a seed
    that has been loaded.
    """
    began = time.perf_counter()
    with writers(dossiers) as at_work, transaction.atomic(), connection.cursor() as cursor:
        with stamps.of_one_request():  # units and catalogue stay as they are while the world is planned
            plan = layout(wish)
        wanted = counts(plan, dossiers, open_share)
        still_open = sum(opened for _closed, opened in wanted.values())
        _settle(cursor)
        _trust_keys(cursor, plan)
        used = _used_numbers(cursor, {series_of(plan, *key) for key in wanted})
        first_id = _reserve(cursor, "dossiers_dossier", dossiers)
        first_task = _reserve(cursor, "tasks_task", still_open * most_tasks(plan))
        rows = dict.fromkeys(TABLES, 0)
        done = 0
        for chunk, made in at_work.written(plan.world, chunks(plan, wanted, used, first_id, first_task)):
            if not chunk.number:
                _refuse_second_time(cursor, made)
            _copy(cursor, made, rows)
            done += chunk.dossiers
            report(done, dossiers)
        _remember_numbers(cursor, plan, wanted, used)
    loaded = time.perf_counter() - began
    _analyze(rows)
    return {
        "dossiers": dossiers,
        "open": still_open,
        "closed": dossiers - still_open,
        "seed": wish.seed,
        "units": len({office for _day, office in wanted}),
        "province_id": plan.world.province_id,
        "from": plan.world.days[0].text,
        "to": plan.world.days[plan.world.today].text,
        "rows": rows,
        "seconds": round(loaded, 2),
        "dossiers_per_second": round(dossiers / loaded),
        "analyze_seconds": round(time.perf_counter() - began - loaded, 2),
    }


def _settle(cursor: Any) -> None:
    """Check foreign keys at the end of each COPY instead of remembering millions of checks until the commit."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL synchronous_commit = off")


def _trust_keys(cursor: Any, plan: Layout) -> None:
    """Lock the few rows that all others point to, once, as the check of each foreign key would; then check no more.

    Only where the database lets us (our own cluster does); elsewhere each key is checked, which takes twice as long.
    """
    cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
    if not cursor.fetchone()[0]:
        return
    world = plan.world
    pointed_at = {
        "org_unit": {office.unit_id for office in world.offices} | {place.organ_id for place in _places(world)},
        "accounts_user": {office.clerk for office in world.offices}
        | {person for place in _places(world) for person in place.people},
        "procedures_procedureversion": {procedure.version_id for procedure in world.procedures},
    }
    for table, ids in pointed_at.items():
        wanted = [one for one in ids if one is not None]
        cursor.execute(
            f'SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE id = ANY(%s) FOR KEY SHARE) kept',  # noqa: S608
            [wanted],
        )
        assert cursor.fetchone()[0] == len(wanted), "read a moment ago in this very transaction or before it"
    cursor.execute("SET LOCAL session_replication_role = replica")


def _places(world: World) -> Iterator[Placed]:
    for office in world.offices:
        yield office.counter
        for steps in office.steps:
            yield from steps


def _reserve(cursor: Any, table: str, count: int) -> int:
    """Take `count` ids out of the table's sequence; returns the first."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    sequence = cursor.fetchone()[0]
    cursor.execute("SELECT nextval(%s::regclass)", [sequence])
    first = cursor.fetchone()[0]
    cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, first + max(count, 1) - 1])
    return int(first)


def _used_numbers(cursor: Any, series: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Counters these codes come from, locked until the end, so that nobody submits under the same number."""
    cursor.execute(
        "SELECT c.series, c.period, c.value FROM common_counter c"
        " JOIN unnest(%s::text[], %s::text[]) AS w(series, period) USING (series, period) ORDER BY 1, 2 FOR UPDATE OF c",
        [[one for one, _period in series], [period for _one, period in series]],
    )
    return {(one, period): value for one, period, value in cursor.fetchall()}


def _remember_numbers(cursor: Any, plan: Layout, wanted: dict, used: dict[tuple[str, str], int]) -> None:
    """Counters go on behind the numbers that were given."""
    values: dict[tuple[str, str], int] = {}
    for (day, office), (closed, opened) in wanted.items():
        key = series_of(plan, day, office)
        values[key] = used.get(key, 0) + closed + opened
    cursor.execute(
        "INSERT INTO common_counter AS c (series, period, value)"
        " SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])"
        " ON CONFLICT (series, period) DO UPDATE SET value = greatest(c.value, excluded.value)",
        [[one for one, _p in values], [period for _o, period in values], list(values.values())],
    )


def _refuse_second_time(cursor: Any, first: Rows) -> None:
    """The first dossier's uid is drawn from the seed; who finds it has loaded this seed before."""
    place = TABLES["dossiers_dossier"].index("uid")
    uid = first["dossiers_dossier"].split(b"\t", place + 1)[place].decode()
    cursor.execute("SELECT 1 FROM dossiers_dossier WHERE uid = %s", [uid])
    if cursor.fetchone():
        raise AlreadyLoaded(_("Bộ hồ sơ giả này đã được nạp rồi. Hãy chọn --seed khác."))


def copy_statement(table: str, into: str = "") -> str:
    """COPY of one of the tables, or into another table of the same shape."""
    columns = ", ".join(f'"{column}"' for column in TABLES[table])
    return f'COPY "{into or table}" ({columns}) FROM STDIN'


def _copy(cursor: Any, made: Rows, rows: dict[str, int]) -> None:
    for table in TABLES:
        if table in made:
            with cursor.copy(copy_statement(table)) as copy:
                copy.write(made[table])
            rows[table] += cursor.rowcount


def _analyze(rows: dict[str, int]) -> None:
    """Fresh statistics and visibility: the planner must know what came in. Not inside somebody's transaction."""
    verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for table, count in rows.items():
            if count:
                cursor.execute(f'{verb} "{table}"')
