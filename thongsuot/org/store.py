"""Ghi đơn vị hàng loạt: identities, versions and successions, a few statements for any number of units.

The one place that fills the search keys. Callers hold the transaction and bump the stamp "org" after their last write.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from thongsuot.org.models import Succession, Unit, UnitVersion
from thongsuot.org.names import bare_key, marked_key

BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Thuộc tính sắp ghi của một đơn vị trong [valid_from, valid_to); None = unknown or open."""

    code: str
    name: str
    full_name: str
    kind: str
    parent_id: int | None = None
    province_id: int | None = None
    identifier: str = ""
    identifier_is_demo: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    organ_kind: str = ""
    legal_basis: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class NewLink:
    """Dòng kế thừa sắp ghi."""

    predecessor_id: int
    successor_id: int
    relation: str
    effective_on: date
    legal_basis: str = ""
    note: str = ""


def add_units(
    level: str,
    versions: Sequence[Sequence[NewVersion]],
    source: str,
    done: Callable[[int], None] | None = None,
    ids: Sequence[int] | None = None,
) -> list[int]:
    """Thêm đơn vị, each with its versions in time; returns the identities in the same order.

    `done` hears how many units were written so far; `ids` fixes the identities (for tests).
    """
    wanted: Sequence[int | None] = ids or [None] * len(versions)
    made: list[int] = []
    for start in range(0, len(versions), BATCH):
        part = versions[start : start + BATCH]
        new = [Unit(pk=pk, level=level, created_by=source) for pk in wanted[start : start + BATCH]]
        units = Unit.objects.bulk_create(new)
        add_versions([(unit.pk, level, version) for unit, own in zip(units, part, strict=True) for version in own])
        made += [unit.pk for unit in units]
        if done:
            done(len(made))
    return made


def add_versions(versions: Iterable[tuple[int, str, NewVersion]]) -> None:
    """Thêm thuộc tính (đơn vị, cấp, thuộc tính) with their search keys."""
    rows = [
        UnitVersion(
            unit_id=unit_id,
            level=level,
            valid=DateRange(new.valid_from, new.valid_to),
            code=new.code,
            name=new.name,
            full_name=new.full_name,
            kind=new.kind,
            organ_kind=new.organ_kind,
            parent_id=new.parent_id,
            province_id=new.province_id,
            identifier=new.identifier,
            identifier_is_demo=new.identifier_is_demo,
            name_key=marked_key(new.name),
            bare_key=bare_key(new.name),
            legal_basis=new.legal_basis,
            lat=new.lat,
            lon=new.lon,
        )
        for unit_id, level, new in versions
    ]
    UnitVersion.objects.bulk_create(rows, batch_size=BATCH)


def add_links(links: Sequence[NewLink], done: Callable[[int], None] | None = None) -> int:
    """Thêm quan hệ kế thừa; one that is there already stays as it is. Returns how many were given."""
    for start in range(0, len(links), BATCH):
        part = links[start : start + BATCH]
        rows = [
            Succession(
                predecessor_id=link.predecessor_id,
                successor_id=link.successor_id,
                relation=link.relation,
                effective_on=link.effective_on,
                legal_basis=link.legal_basis,
                note=link.note,
            )
            for link in part
        ]
        Succession.objects.bulk_create(rows, ignore_conflicts=True)
        if done:
            done(start + len(part))
    return len(links)


def change_links(changes: Sequence[tuple[int, str, str]]) -> None:
    """Sửa quan hệ và ghi chú của các dòng kế thừa (id, quan hệ, ghi chú) in one statement."""
    ids, relations, notes = (list(column) for column in zip(*changes, strict=True)) if changes else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_succession s SET relation = v.relation, note = v.note"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v(id, relation, note) WHERE s.id = v.id",
            [ids, relations, notes],
        )


def refresh_statistics() -> None:
    """Tell the planner what was written: inside one big transaction it still believes the tables to be empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE org_unit, org_unitversion, org_succession")
