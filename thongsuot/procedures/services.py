"""Giao thủ tục cho đơn vị, and what becomes of it when units merge. Each verb is one transaction, few statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from thongsuot.common import stamps

SIX = ("1.001193", "1.004873", "2.000815", "1.001612", "1.001776", "1.004222")
ASSIGN = """
INSERT INTO procedures_unitprocedure (unit_id, procedure_id, valid)
SELECT unit.id, procedure.id, daterange(%s, NULL)
FROM unnest(%s::bigint[]) AS unit(id) CROSS JOIN procedures_procedure AS procedure
WHERE procedure.code = ANY(%s)
ON CONFLICT DO NOTHING
"""
# An end that a batch has set is inherited with its batch, so that undoing it opens the heir's; an end on the very day that
# no batch has set is that of an earlier run of this.
INHERIT = """
INSERT INTO procedures_unitprocedure (unit_id, procedure_id, valid, ended_in_id)
SELECT heir.id, offered.procedure_id, daterange(%(on)s, nullif(max(ends_on), 'infinity')),
       CASE WHEN max(ends_on) < 'infinity' THEN max(offered.ended_in_id) END
FROM (SELECT *, CASE WHEN upper(valid) > %(on)s THEN upper(valid) ELSE 'infinity' END AS ends_on
        FROM procedures_unitprocedure) AS offered
  CROSS JOIN unnest(%(heirs)s::bigint[]) AS heir(id)
WHERE offered.unit_id = ANY(%(predecessors)s) AND offered.valid @> (%(on)s::date - 1)
  AND NOT (offered.ended_in_id IS NOT NULL AND upper(offered.valid) <= %(on)s)
GROUP BY heir.id, offered.procedure_id
ON CONFLICT DO NOTHING
"""
END = """
UPDATE procedures_unitprocedure SET valid = daterange(lower(valid), %(on)s), ended_in_id = NULL
WHERE unit_id = ANY(%(predecessors)s) AND NOT unit_id = ANY(%(heirs)s) AND valid @> %(on)s::date AND lower(valid) < %(on)s
"""


INHERIT_PAIRS = """
INSERT INTO procedures_unitprocedure (unit_id, procedure_id, valid, ended_in_id)
SELECT pair.heir, offered.procedure_id, daterange(%(on)s, nullif(max(ends_on), 'infinity')),
       CASE WHEN max(ends_on) < 'infinity' THEN max(offered.ended_in_id) END
FROM (SELECT *, CASE WHEN upper(valid) > %(on)s THEN upper(valid) ELSE 'infinity' END AS ends_on
        FROM procedures_unitprocedure WHERE unit_id = ANY(%(predecessors)s)) AS offered
  JOIN unnest(%(predecessors)s::bigint[], %(heirs)s::bigint[]) AS pair(predecessor, heir) ON pair.predecessor = offered.unit_id
WHERE offered.valid @> (%(on)s::date - 1) AND NOT (offered.ended_in_id IS NOT NULL AND upper(offered.valid) <= %(on)s)
GROUP BY pair.heir, offered.procedure_id
ON CONFLICT DO NOTHING
RETURNING id
"""
END_PAIRS = """
UPDATE procedures_unitprocedure AS has SET valid = daterange(lower(has.valid), %(on)s), ended_in_id = NULL
  FROM procedures_unitprocedure AS was
 WHERE was.id = has.id AND has.unit_id = ANY(%(predecessors)s) AND NOT has.unit_id = ANY(%(heirs)s)
   AND has.valid @> %(on)s::date AND lower(has.valid) < %(on)s
RETURNING has.id, upper(was.valid), was.ended_in_id
"""
REOPEN = """
UPDATE procedures_unitprocedure AS has SET valid = daterange(lower(has.valid), was.ends_on), ended_in_id = was.batch
  FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS was(id, ends_on, batch) WHERE has.id = was.id
"""


@dataclass(frozen=True, slots=True)
class Inherited:
    """Việc giao đã kế thừa: ids of new assignments, and of each ended one its former end and batch."""

    given: tuple[int, ...]
    ended: tuple[tuple[int, date | None, int | None], ...]


def assign(unit_ids: Collection[int], *, since: date, codes: Collection[str] = SIX) -> int:
    """Giao các thủ tục cho các đơn vị từ một ngày, one statement for a whole province; says how many were new.

    What a unit has already, from whatever day, stays as it is.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ASSIGN, [since, list(unit_ids), list(codes)])
        number = int(cursor.rowcount)
        if number:
            stamps.bump(stamps.CATALOGUE)
    return number


def succeed(*, predecessor_ids: Collection[int], heir_ids: Collection[int], on: date) -> int:
    """Kế thừa việc giao thủ tục: heirs offer from that day all that their predecessors offered the day before.

    What is to end stays so: no heir offers longer than the predecessor that was to offer longest. Predecessors that are
    not heirs themselves stop offering. Says how many assignments were new; run again it does
    nothing more.
    """
    values: dict[str, Any] = {"predecessors": list(predecessor_ids), "heirs": list(heir_ids), "on": on}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INHERIT, values)
        number = int(cursor.rowcount)
        cursor.execute(END, values)
        if number or cursor.rowcount:
            stamps.bump(stamps.CATALOGUE)
    return number


def succeed_all(*, pairs: Collection[tuple[int, int]], on: date) -> Inherited:
    """Kế thừa việc giao thủ tục của nhiều cặp (đơn vị trước, đơn vị kế thừa), as `succeed` does; two statements for a province.

    Run again it does nothing more. `take_back` undoes it exactly.
    """
    if not pairs:
        return Inherited((), ())
    predecessors, heirs = (list(column) for column in zip(*sorted(pairs), strict=True))
    values: dict[str, Any] = {"predecessors": predecessors, "heirs": heirs, "on": on}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INHERIT_PAIRS, values)
        given = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(END_PAIRS, values)
        ended = tuple(cursor.fetchall())
        if given or ended:
            stamps.bump(stamps.CATALOGUE)
    return Inherited(given, ended)


def take_back(inherited: Inherited) -> None:
    """Trả lại như trước khi kế thừa: what was given goes, what ended has its former end again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procedures_unitprocedure WHERE id = ANY(%s)", [list(inherited.given)])
        if inherited.ended:
            cursor.execute(REOPEN, [list(column) for column in zip(*inherited.ended, strict=True)])
        stamps.bump(stamps.CATALOGUE)
