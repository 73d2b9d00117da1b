"""Several installations in one test: each a database of its own with its own keys, files and checkpoints.

Cần Thơ, Hậu Giang and Sóc Trăng as they would be before an exercise on 1/8/2025 (so that everything works by the rules
of July 2025), one commune each; and a fourth installation that knows the same units under other numbers and nothing else.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from conftest import PREFIX, maintenance_connection, migrations_hash
from tests.factories.accounts import make_citizen, make_official
from tests.factories.dossiers import MONDAY_9, Office
from tests.factories.procedures import SINCE, load_six
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.common.partitions import open_province
from thongsuot.org import load_calendars
from thongsuot.org.models import Kind, Level, Relation
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.selectors import organ_id_of, unit_info
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units
from thongsuot.procedures.services import SIX, assign

DAY = date(2025, 8, 1)  # of the exercise
BASIS = "Diễn tập, không phải nghị quyết có thật"
# code of the province: its name, identifier, its commune before the exercise (code, name, kind)
OLD = {
    "92": ("Thành phố Cần Thơ", "H13", ("31120", "An Hòa", Kind.WARD)),
    "93": ("Tỉnh Hậu Giang", "H30", ("31318", "Phường I", Kind.WARD)),
    "94": ("Tỉnh Sóc Trăng", "H59", ("31498", "Phường 5", Kind.WARD)),
}
NEW = {"92": ("31120", "Cái Khế"), "93": ("31321", "Vị Thanh"), "94": ("31507", "Phú Lợi")}


@dataclass
class Installation:
    """Một bản cài đặt: database, keys, files; `unit` of a code before the exercise, `new` of one after it."""

    name: str
    root: Path
    unit: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    office: Office | None = None

    @contextmanager
    def at_work(self) -> Iterator["Installation"]:
        """Everything inside happens in this installation."""
        before = connection.settings_dict["NAME"]
        roots = {name: getattr(settings, name) for name in ("KEYS_ROOT", "FILES_ROOT", "CHECKPOINT_ROOT")}
        self._switch(self.name, {name: self.root / name.lower() for name in roots})
        try:
            yield self
        finally:
            self._switch(before, roots)

    @staticmethod
    def _switch(database: str, roots: dict[str, Path]) -> None:
        connection.close()
        connection.settings_dict["NAME"] = database
        for name, root in roots.items():
            setattr(settings, name, root)


# Workers of one run share the server, never a database.
OURS = f"thongsuot_installation_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@contextmanager
def installations(names: list[str], folder: Path) -> Iterator[dict[str, Installation]]:
    """Empty databases cloned from the template of the tests, gone afterwards."""
    made = {name: Installation(f"{OURS}_{name}", folder / name) for name in names}
    template = sql.Identifier(PREFIX + migrations_hash())
    with maintenance_connection() as server:
        for one in made.values():
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(one.name)))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(one.name), template))
        try:
            yield made
        finally:
            for one in made.values():
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(one.name)))


def copied(one: Installation, name: str, *, folder: Path | None = None) -> Installation:
    """A copy of an installation's database under another name; keys and files are the same unless a folder is given."""
    copy = Installation(f"{OURS}_{name}", folder or one.root, dict(one.unit), dict(one.new), one.office)
    with maintenance_connection() as server:
        new, old = sql.Identifier(copy.name), sql.Identifier(one.name)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))
    return copy


def dropped(one: Installation) -> None:
    """Gone."""
    with maintenance_connection() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(one.name)))


@transaction.atomic
def make_units(one: Installation, base: int) -> None:
    """The three provinces, their communes, and what becomes of them; numbers begin at `base`."""
    rows = [
        [NewVersion(c, n.split(" ", 2)[-1], n, Kind.PROVINCE, identifier=i, valid_to=DAY)]
        for c, (n, i, _w) in OLD.items()
    ]
    provinces = dict(zip(OLD, add_units(Level.PROVINCE, rows, "tests", ids=range(base, base + 3)), strict=True))
    after = NewVersion("92", "Cần Thơ", "Thành phố Cần Thơ", Kind.PROVINCE, identifier="H13", valid_from=DAY)
    [new_province] = add_units(Level.PROVINCE, [[after]], "tests", ids=[base + 9])
    for number, (code, (_name, identifier, (ward, name, kind))) in enumerate(OLD.items()):
        above = provinces[code]
        old = NewVersion(ward, name, f"Phường {name}", kind, above, above, f"{identifier}.{ward}", True, valid_to=DAY)
        [one.unit[ward]] = add_units(Level.COMMUNE, [[old]], "tests", ids=[base + 10 + number])
        new_code, new_name = NEW[code]
        new = NewVersion(
            new_code,
            new_name,
            f"Phường {new_name}",
            Kind.WARD,
            new_province,
            new_province,
            f"H13.{new_code}",
            True,
            DAY,
        )
        [one.new[new_code]] = add_units(Level.COMMUNE, [[new]], "tests", ids=[base + 20 + number])
        add_links([NewLink(one.unit[ward], one.new[new_code], Relation.WHOLE, DAY, BASIS)])
        add_links([NewLink(above, new_province, Relation.WHOLE, DAY, BASIS)])
    one.unit |= provinces
    one.new["92"] = new_province
    load_calendars.load()
    ensure_organs_of([*provinces.values(), *(one.unit[ward] for _n, _i, (ward, _w, _k) in OLD.values())])
    for stamp in (stamps.ORG, stamps.CATALOGUE, stamps.CALENDAR, "hall", "saved_filters", "downtime"):
        stamps.bump(stamp)


def make_office(one: Installation, province: str) -> Office:
    """The people of one province's commune: the same usernames in each installation, as it happens."""
    ward = OLD[province][2][0]
    unit, above = unit_info(one.unit[ward], MONDAY_9.date()), unit_info(one.unit[province], MONDAY_9.date())
    world = SimpleNamespace(
        mai_phu=unit, province=above, organ=lambda unit, kind: organ_id_of(unit.id, kind, MONDAY_9.date())
    )
    load_six()
    assign([unit.id], since=SINCE, codes=list(SIX))
    office = Office(world)
    people = [
        ("motcua1", Role.COUNTER_CLERK, "service_centre"),
        ("hotich", Role.SPECIALIST, "office"),
        ("vanphong", Role.UNIT_LEADER, "office"),
        ("chutich", Role.CHAIR, None),
        ("quantri", Role.UNIT_ADMIN, None),
    ]
    for name, role, organ in people:
        office.users[name] = make_official(world, f"maiphu.{name}", role, unit, organ)
    for name, role in (("tinh", Role.PROVINCE_ADMIN), ("thanhtra", Role.AUDITOR)):
        office.users[name] = make_official(world, f"tinh.{name}", role, above)
    office.users["lan"] = make_citizen("congdan.lan", id_number="042190001234")
    with transaction.atomic():
        open_province(above.id)
    one.office = office
    return office
