"""Nạp văn bản giả: documents, their texts, holdings and registers by COPY, the index of words built at the end. Prints JSON.

python -m config.bench.fulltext_load DOCUMENTS   (run by the bench within an installation of its own)

Left out is what a search never reads: files, recipients, journal. Never for an installation in which people work.
"""

import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from random import Random
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  (Django must be ready first)

from config.bench.fulltext_words import TABLES, Made, Place, written  # noqa: E402
from config.bench.visitors import UNIT  # noqa: E402
from thongsuot.common import clock  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.org.heirs import predecessor_ids  # noqa: E402
from thongsuot.org.selectors import children, require_in_force, unit_info, versions_of  # noqa: E402

CHUNK, AHEAD, WRITERS = 5_000, 4, 2
DAYS, OPEN, INCOMING, OF_PROVINCE, FORMER = 1_000, 0.03, 0.65, 0.2, 0.4
INDEX = "documents_text_words"
COUNTERS = """
INSERT INTO common_counter (series, period, value)
SELECT 'document:' || unit_id || ':' || book, year::text, max(number) FROM documents_registerentry GROUP BY unit_id, book, year
ON CONFLICT (series, period) DO UPDATE SET value = greatest(common_counter.value, EXCLUDED.value)
"""


def main(documents: int) -> dict[str, Any]:
    """What was loaded, and how long it took."""
    began = time.perf_counter()
    with (
        ProcessPoolExecutor(WRITERS, get_context("spawn")) as pool,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [INDEX])
        index = cursor.fetchone()[0].replace("ON ONLY", "ON")
        cursor.execute(f"DROP INDEX {INDEX}")
        first = _reserve(cursor, documents)
        waiting: deque[Future[dict[str, bytes]]] = deque()
        for at, many in _chunks(documents):
            waiting.append(pool.submit(written, first + at, many))
            if len(waiting) > AHEAD:
                _copy(cursor, waiting.popleft().result())
        for made in waiting:
            _copy(cursor, made.result())
        cursor.execute(COUNTERS)
        copied = time.perf_counter()
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(index)
    indexed = time.perf_counter()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    ended = time.perf_counter()
    return {
        "documents": documents,
        "seconds": round(ended - began),
        "copy": round(copied - began),
        "index": round(indexed - copied),
        "vacuum": round(ended - indexed),
    }


def _chunks(documents: int) -> Iterator[tuple[int, list[Made]]]:
    """Documents in the order in which they came; those of the beginning belong to units that are no more."""
    chance, numbers = Random("văn bản"), dict[tuple[int, bool, str], int]()  # noqa: S311  (made-up letters)
    province, current, former = _places()
    last = clock.local(now()).date()
    for at in range(0, documents, CHUNK):
        many = []
        for nth in range(at, min(at + CHUNK, documents)):
            day = (last - timedelta(days=DAYS - nth * DAYS // documents)).isoformat()
            older = former and nth < documents * FORMER
            place = province if chance.random() < OF_PROVINCE else chance.choice(former if older else current)
            incoming, is_open = chance.random() < INCOMING, nth > documents / 2 and chance.random() < OPEN
            series = (place.unit_id, incoming, day[:4])
            numbers[series] = numbers.get(series, 0) + 1
            many.append(Made(place, incoming, numbers[series], day, is_open))
        yield at, many


def _places() -> tuple[Place, list[Place], list[Place]]:
    """The province's own office, its units of today, and those that came before them."""
    today: date = clock.local(now()).date()
    commune = require_in_force(UNIT, today)
    assert commune.province_id, "a commune lies in a province"
    province = unit_info(commune.province_id, today)
    units = children(province.id, today)
    gone = sorted({one for unit in units for one in predecessor_ids(unit.id)})
    before = [versions_of(one)[-1] for one in gone]
    return (
        Place(province.id, province.id, province.full_name),
        [Place(unit.id, province.id, unit.full_name) for unit in units],
        [Place(unit.id, unit.province_id or province.id, unit.full_name) for unit in before],
    )


def _reserve(cursor: Any, count: int) -> int:
    cursor.execute("SELECT nextval(pg_get_serial_sequence('documents_document', 'id'))")
    first = int(cursor.fetchone()[0])
    cursor.execute("SELECT setval(pg_get_serial_sequence('documents_document', 'id'), %s)", [first + count])
    return first


def _copy(cursor: Any, made: dict[str, bytes]) -> None:
    for table, rows in made.items():
        with cursor.copy(f"COPY {table} ({', '.join(TABLES[table].split())}) FROM STDIN") as copy:
            copy.write(rows)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
