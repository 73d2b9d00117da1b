"""Giao thủ tục cho nhiều đơn vị một lúc: by field, level or codes, from a day, with a preview and a way back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, units_in_force
from thongsuot.procedures import journalling
from thongsuot.procedures.models import AssignmentBatch, Procedure, UnitProcedure
from thongsuot.procedures.permissions import require_province
from thongsuot.procedures.selectors import all_in_force

Act = AssignmentBatch.Act
PAIRS = """
FROM unnest(%(units)s::bigint[]) AS unit(id) CROSS JOIN procedures_procedure AS procedure
WHERE procedure.code = ANY(%(codes)s)
"""
# What a unit has from that day on, or will have later, stays as it is: no second assignment, no shortened one.
FREE = """
  AND NOT EXISTS (SELECT 1 FROM procedures_unitprocedure AS has WHERE has.unit_id = unit.id
                   AND has.procedure_id = procedure.id AND has.valid && daterange(%(since)s, NULL))
"""
COUNT_FREE = f"SELECT unit.id, count(*) {PAIRS} {FREE} GROUP BY unit.id"
GIVE = f"""
INSERT INTO procedures_unitprocedure (unit_id, procedure_id, valid, given_in_id)
SELECT unit.id, procedure.id, daterange(%(since)s, NULL), %(batch)s {PAIRS} {FREE}
ON CONFLICT DO NOTHING
"""
RUNNING = """
      procedure.id = has.procedure_id AND procedure.code = ANY(%(codes)s) AND has.unit_id = ANY(%(units)s::bigint[])
  AND has.valid @> %(since)s::date AND lower(has.valid) < %(since)s AND upper_inf(has.valid)
"""
COUNT_RUNNING = f"""
SELECT has.unit_id, count(*) FROM procedures_unitprocedure AS has, procedures_procedure AS procedure
WHERE {RUNNING} GROUP BY has.unit_id
"""  # noqa: S608  (a constant of ours)
END = f"""
UPDATE procedures_unitprocedure AS has SET valid = daterange(lower(has.valid), %(since)s), ended_in_id = %(batch)s
FROM procedures_procedure AS procedure WHERE {RUNNING}
"""  # noqa: S608  (a constant of ours)
REOPEN = """
UPDATE procedures_unitprocedure SET valid = daterange(lower(valid), NULL), ended_in_id = NULL WHERE ended_in_id = %s
"""
SAVE = {Act.GIVE: GIVE, Act.END: END}
COUNT = {Act.GIVE: COUNT_FREE, Act.END: COUNT_RUNNING}


@dataclass(frozen=True)
class Wish:
    """Điều muốn làm: give or end these procedures in these units from a day."""

    act: str
    codes: tuple[str, ...]
    unit_ids: tuple[int, ...]
    since: date

    def values(self, batch: int | None = None) -> dict[str, Any]:
        """Parameters of the statements."""
        return {"units": list(self.unit_ids), "codes": list(self.codes), "since": self.since, "batch": batch}


@dataclass(frozen=True)
class Preview:
    """Xem trước: how many assignments change in each unit, and how many stay."""

    wish: Wish
    by_unit: dict[int, int]

    @property
    def changes(self) -> int:
        """Assignments that would change."""
        return sum(self.by_unit.values())

    @property
    def unchanged(self) -> int:
        """Pairs of unit and procedure that are already so."""
        return len(self.wish.codes) * len(self.wish.unit_ids) - self.changes


def communes_of(province_id: int, on: date) -> list[UnitInfo]:
    """Các xã, phường của tỉnh trong ngày, by name."""
    found = [u for u in units_in_force(on) if u.level == Level.COMMUNE and u.province_id == province_id]
    return sorted(found, key=lambda unit: (unit.name, unit.code))


def codes_where(*, on: date, field: str = "", level: str = "", codes: Collection[str] = ()) -> tuple[str, ...]:
    """Mã các thủ tục có hiệu lực theo lĩnh vực, cấp, hoặc đúng các mã này; all of them when nothing is said."""
    return tuple(
        version.code
        for version in all_in_force(on)
        if (not field or version.field == field)
        and (not level or level in version.levels)
        and (not codes or version.code in codes)
    )


def preview(*, wish: Wish, province_id: int, by: Principal) -> Preview:
    """Xem trước, one statement; raises Invalid for an empty wish, NotFound for units outside one's province."""
    _check(wish, province_id, by)
    with connection.cursor() as cursor:
        cursor.execute(COUNT[Act(wish.act)], wish.values())
        return Preview(wish, dict(cursor.fetchall()))


@transaction.atomic
def carry_out(*, wish: Wish, province_id: int, by: Principal, at: datetime) -> AssignmentBatch:
    """Giao hoặc thôi giao; one statement however many pairs, kept as a batch that can be undone."""
    _check(wish, province_id, by)
    batch = AssignmentBatch.objects.create(
        province_id=province_id,
        act=wish.act,
        since=wish.since,
        codes=list(wish.codes),
        unit_ids=list(wish.unit_ids),
        at=at,
        by_id=by.user_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(SAVE[Act(wish.act)], wish.values(batch.pk))
        batch.changed = cursor.rowcount
    batch.save(update_fields=["changed"])
    stamps.bump(stamps.CATALOGUE)
    journalling.record(
        "assigned_in_bulk" if wish.act == Act.GIVE else "unassigned_in_bulk",
        by=by,
        at=at,
        batch=batch.pk,
        procedures=len(wish.codes),
        units=len(wish.unit_ids),
        changed=batch.changed,
        since=wish.since,
    )
    return batch


@transaction.atomic
def undo(*, batch_id: int, by: Principal, at: datetime) -> AssignmentBatch:
    """Hoàn tác một lần giao; dossiers received meanwhile go on, only new ones are no longer (or again) received."""
    batch = AssignmentBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotFound()
    require_province(by, batch.province_id)
    if batch.undone_at is not None:
        raise MoveNotAllowed(_("Lần giao này đã được hoàn tác."))
    if batch.act == Act.GIVE:
        UnitProcedure.objects.filter(given_in=batch).delete()
    else:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(REOPEN, [batch.pk])
        except IntegrityError as error:
            message = _(
                "Có thủ tục đã được giao lại cho đơn vị sau đó nên không mở lại được. Hãy hoàn tác lần giao sau trước."
            )
            raise MoveNotAllowed(message) from error
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    stamps.bump(stamps.CATALOGUE)
    journalling.record("assignment_undone", by=by, at=at, batch=batch.pk, changed=batch.changed)
    return batch


def _check(wish: Wish, province_id: int, by: Principal) -> None:
    require_province(by, province_id)
    if wish.act not in Act.values:
        raise Invalid(_("Hãy chọn giao hay thôi giao."), errors=[{"field": "act", "message": ""}])
    if not wish.codes or not wish.unit_ids:
        message = _("Hãy chọn ít nhất một thủ tục và một đơn vị.")
        raise Invalid(message, errors=[{"field": "units" if wish.codes else "codes", "message": message}])
    own = {unit.id for unit in communes_of(province_id, wish.since)}
    if not own.issuperset(wish.unit_ids):
        raise NotFound(_("Có đơn vị không thuộc tỉnh hoặc không có hiệu lực trong ngày đã chọn."))
    if Procedure.objects.filter(code__in=wish.codes).count() < len(set(wish.codes)):
        raise Invalid(_("Có mã thủ tục không có trong danh mục."), code="procedure_unknown")
