"""Giao thủ tục cho đơn vị, and what becomes of it when units merge. Each verb is one transaction, few statements."""

from collections.abc import Collection
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
INHERIT = """
INSERT INTO procedures_unitprocedure (unit_id, procedure_id, valid)
SELECT DISTINCT heir.id, offered.procedure_id, daterange(%(on)s, NULL)
FROM procedures_unitprocedure AS offered CROSS JOIN unnest(%(heirs)s::bigint[]) AS heir(id)
WHERE offered.unit_id = ANY(%(predecessors)s) AND offered.valid @> (%(on)s::date - 1)
ON CONFLICT DO NOTHING
"""
END = """
UPDATE procedures_unitprocedure SET valid = daterange(lower(valid), %(on)s)
WHERE unit_id = ANY(%(predecessors)s) AND NOT unit_id = ANY(%(heirs)s) AND valid @> %(on)s::date AND lower(valid) < %(on)s
"""


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

    Predecessors that are not heirs themselves stop offering. Says how many assignments were new; run again it does
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
