"""Lượt hẹn trước đổi sảnh: appointments of days after the change go to the new unit's hall where it has such a service.

Only what is booked and has not come yet. Where the new hall has no service of the same name the appointment stays and is
listed, so that somebody calls the person: nobody is sent to a door that does not know him.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.hall.models import Service, Ticket
from thongsuot.org.moving import BOOKS, Batch, Moved, OpenThing, Sum

SUMS = """
SELECT t.unit_id, s.name, count(*), sum(hashint8extended(t.id, 0)::numeric)::text
  FROM hall_ticket t JOIN hall_service s ON s.id = t.service_id
 WHERE t.province_id = %(province)s AND t.unit_id = ANY(%(units)s) AND t.state = 'booked' AND t.ended_at IS NULL
 GROUP BY 1, 2 ORDER BY 1, 2
"""
CHANGE = """
WITH mine AS MATERIALIZED (
  SELECT t.id, o.name, n.id AS service_id FROM hall_ticket t JOIN hall_service o ON o.id = t.service_id
  JOIN LATERAL (SELECT s.id FROM hall_service s WHERE s.unit_id = %(to)s AND s.name = o.name AND s.active
    ORDER BY s.id LIMIT 1) n ON true
  WHERE t.province_id = %(province)s AND t.unit_id = %(from)s AND t.state = 'booked' AND t.ended_at IS NULL
    AND t.day >= %(day)s AND (%(all)s OR t.id = ANY(%(ids)s)) ORDER BY t.id FOR NO KEY UPDATE OF t),
moved AS (
  UPDATE hall_ticket t SET unit_id = %(to)s, service_id = mine.service_id FROM mine
  WHERE t.province_id = %(province)s AND t.id = mine.id)
SELECT (SELECT array_agg(id ORDER BY id) FROM mine), {books}
""".replace("{books}", BOOKS.format(state="name", id="id", rows="mine"))
OF_THESE = "SELECT " + BOOKS.format(
    state="s.name",
    id="t.id",
    rows="""hall_ticket t JOIN hall_service s ON s.id = t.service_id
      WHERE t.province_id = %(province)s AND t.id = ANY(%(ids)s) AND t.unit_id = %(unit)s""",
)


class AppointmentMover:
    """Lượt hẹn trước."""

    kind = "ticket"
    label = _("lượt hẹn trước")
    journal: str | None = None
    root = "ticket"
    columns = ((Ticket, "unit"),)

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ: appointments that wait, by unit and service."""
        with connection.cursor() as cursor:
            cursor.execute(SUMS, {"province": province_id, "units": list(unit_ids)})
            return [Sum(unit, name, count, int(total)) for unit, name, count, total in cursor.fetchall()]

    def move(self, batch: Batch) -> Moved:
        """Chuyển lượt hẹn từ ngày chuyển trở đi."""
        ids = None if batch.roots is None else batch.roots.get(self.kind, ())
        moved, books = self._change(batch, batch.old_unit, batch.new_unit, ids)
        return Moved(moved, [], books)

    def held(self, province_id: int, unit_id: int, ids: Sequence[int]) -> list[list[Any]]:
        """Sổ của những lượt hẹn này ở sảnh này."""
        with connection.cursor() as cursor:
            cursor.execute(OF_THESE, {"province": province_id, "unit": unit_id, "ids": list(ids)})
            return list(orjson.loads(cursor.fetchone()[0]))

    def subjects(self, province_id: int, unit_id: int) -> list[int]:
        """Appointments are about no dossier."""
        return []

    def aside(self, province_id: int, unit_ids: Sequence[int]) -> set[int]:
        """Every unit that has some."""
        return {line.unit_id for line in self.sums(province_id, unit_ids)}

    def back(self, batch: Batch, moved: Moved) -> list[int]:
        """Đưa lượt hẹn về sảnh cũ."""
        return self._change(batch, batch.new_unit, batch.old_unit, moved.ids)[0]

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Lượt hẹn còn chờ: of a split commune somebody says to which hall the person goes."""
        rows = Ticket.objects.filter(province_id=province_id, unit_id=unit_id, state="booked", ended_at=None)
        for ticket in rows.select_related("service").order_by("pk"):
            yield OpenThing(ticket.pk, "", ticket.service.name, ticket.slot_at, {})

    @staticmethod
    def _change(
        batch: Batch, from_unit: int, to_unit: int, ids: Sequence[int] | None
    ) -> tuple[list[int], list[list[Any]]]:
        given: dict[str, Any] = {
            "province": batch.province_id,
            "from": from_unit,
            "to": to_unit,
            "day": timezone.localdate(batch.at),
            "all": ids is None,
            "ids": list(ids or ()),
        }
        with connection.cursor() as cursor:
            cursor.execute(CHANGE, given)
            moved, books = cursor.fetchone()
            return list(moved or ()), orjson.loads(books)


def hall_registers(unit_ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Sổ số thứ tự: one for each service of the hall."""
    found: dict[int, list[str]] = {}
    for unit_id, service_id in Service.objects.filter(unit_id__in=unit_ids).values_list("unit_id", "pk"):
        found.setdefault(unit_id, []).append(f"hall:{service_id}")
    return found
