"""A small real world: Hà Tĩnh before and after 1/7/2025 with two communes that tests know by name, and a neighbour.

`world` (fixture) makes it inside the test's transaction with few statements. Identities are fixed and far from the
codes, so that a test notices when code and identity are mixed up.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction

from tests.factories.recording import recorded
from thongsuot.common import stamps
from thongsuot.common.partitions import open_province
from thongsuot.org import load_calendars
from thongsuot.org.models import Kind, Level, Relation
from thongsuot.org.names import full_name_of, name_and_kind
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.selectors import UnitInfo, organ_id_of, unit_info
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units

DAY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)
HA_TINH_ID, THANH_HOA_ID = 1_000_001, 1_000_002
BASIS = "Nghị quyết số 1665/NQ-UBTVQH15"

DISTRICTS = [
    ("436", "Thành phố Hà Tĩnh"),
    ("439", "Huyện Hương Sơn"),
    ("445", "Huyện Thạch Hà"),
    ("449", "Thị xã Kỳ Anh"),
]
# code, kind, name, district
OLD = [
    ("18493", Kind.COMMUNE, "Phù Lưu", "445"),
    ("18577", Kind.COMMUNE, "Thạch Mỹ", "445"),
    ("18583", Kind.COMMUNE, "Thạch Châu", "445"),
    ("18670", Kind.COMMUNE, "Mai Phụ", "445"),
    ("18571", Kind.COMMUNE, "Thạch Hải", "436"),
    ("18595", Kind.COMMUNE, "Đỉnh Bàn", "436"),
    ("18604", Kind.COMMUNE, "Thạch Khê", "436"),
    ("18073", Kind.WARD, "Nam Hà", "436"),
    ("18082", Kind.WARD, "Đại Nài", "436"),
    ("18196", Kind.COMMUNE, "Sơn Kim 1", "439"),
    ("18796", Kind.COMMUNE, "Kỳ Lợi", "449"),
]
NEW = [
    ("18583", Kind.COMMUNE, "Mai Phụ"),
    ("18604", Kind.COMMUNE, "Thạch Khê"),
    ("18073", Kind.WARD, "Thành Sen"),
    ("18652", Kind.WARD, "Hà Huy Tập"),
    ("18196", Kind.COMMUNE, "Sơn Kim 1"),
    ("18754", Kind.WARD, "Sông Trí"),
    ("18823", Kind.WARD, "Vũng Áng"),
    ("18832", Kind.WARD, "Hoành Sơn"),
]
LINKS = [
    *((old, "18583", Relation.WHOLE) for old in ("18493", "18577", "18583", "18670")),
    *((old, "18604", Relation.WHOLE) for old in ("18571", "18595", "18604")),
    ("18073", "18073", Relation.WHOLE),
    ("18082", "18073", Relation.PART),
    ("18082", "18652", Relation.PART),
    ("18196", "18196", Relation.UNCHANGED),
    ("18796", "18823", Relation.WHOLE_AREA),
    ("18796", "18754", Relation.PART_PEOPLE),
    ("18796", "18832", Relation.PART_PEOPLE),
]


@dataclass(frozen=True)
class World:
    """Đơn vị của các bài thử; organs by `organ(unit, "culture_social")`."""

    province: UnitInfo  # Hà Tĩnh, 42
    other_province: UnitInfo  # Thanh Hoá, 38
    district: UnitInfo  # huyện Thạch Hà, until 30/6/2025
    mai_phu: UnitInfo  # 18583 since 1/7/2025
    thach_khe: UnitInfo  # 18604 since 1/7/2025
    thanh_sen: UnitInfo  # a ward
    ha_huy_tap: UnitInfo
    son_kim_1: UnitInfo  # unchanged in name and land, yet a new identity
    song_tri: UnitInfo
    vung_ang: UnitInfo
    hoanh_son: UnitInfo
    ham_rong: UnitInfo  # a ward of the other province
    thach_chau: UnitInfo  # 18583 until 30/6/2025 → Mai Phụ
    old_mai_phu: UnitInfo  # 18670
    phu_luu: UnitInfo
    thach_my: UnitInfo
    old_thach_khe: UnitInfo
    thach_hai: UnitInfo
    dinh_ban: UnitInfo
    dai_nai: UnitInfo  # split between Thành Sen and Hà Huy Tập
    ky_loi: UnitInfo  # land to Vũng Áng, people to Sông Trí and Hoành Sơn
    old_son_kim_1: UnitInfo
    department: UnitInfo  # Sở Tư pháp Hà Tĩnh

    def organ(self, unit: UnitInfo, organ_kind: str) -> int:
        """Identity of an organ under a unit."""
        found = organ_id_of(unit.id, organ_kind, DAY)
        assert found is not None, f"{unit.full_name} không có cơ quan {organ_kind}"
        return found


TABLES = ("org_unit", "org_unitversion", "org_succession", "org_specialday", "org_workinghours")


def make_world() -> World:
    """Make the world in the database; about twenty statements the first time, then one a table."""
    return _named(*recorded("world", TABLES, _written, bumps=(stamps.CALENDAR, stamps.ORG)))


@transaction.atomic
def _written() -> tuple[dict[str, int], dict[str, int], dict[str, int], int]:
    """Identities of the districts, of the communes before and after by code, and of the neighbour."""
    provinces = [
        [NewVersion("42", "Hà Tĩnh", "Tỉnh Hà Tĩnh", Kind.PROVINCE, identifier="H27")],
        [NewVersion("38", "Thanh Hoá", "Tỉnh Thanh Hoá", Kind.PROVINCE, identifier="H56")],
    ]
    add_units(Level.PROVINCE, provinces, "tests", ids=[HA_TINH_ID, THANH_HOA_ID])
    districts = _districts()
    old, new = _old_communes(districts), _new_communes()
    ham_rong = NewVersion(
        "14758", "Hàm Rồng", "Phường Hàm Rồng", Kind.WARD, THANH_HOA_ID, THANH_HOA_ID, "H56.14758", True, DAY
    )
    neighbour = add_units(Level.COMMUNE, [[ham_rong]], "tests", ids=[1_000_400])[0]
    add_links([NewLink(old[a], new[b], relation, DAY, BASIS) for a, b, relation in LINKS])
    load_calendars.load()
    ensure_organs_of([HA_TINH_ID, new["18583"], new["18604"], new["18073"], neighbour])
    stamps.bump(stamps.ORG)
    return districts, old, new, neighbour


def _districts() -> dict[str, int]:
    rows = [
        [
            NewVersion(
                code, name_and_kind(Level.DISTRICT, full)[0], full, Kind.DISTRICT, HA_TINH_ID, HA_TINH_ID, valid_to=DAY
            )
        ]
        for code, full in DISTRICTS
    ]
    ids = add_units(Level.DISTRICT, rows, "tests", ids=range(1_000_101, 1_000_101 + len(rows)))
    return dict(zip((code for code, _ in DISTRICTS), ids, strict=True))


def _old_communes(districts: dict[str, int]) -> dict[str, int]:
    rows = [
        [
            NewVersion(
                code, name, full_name_of(kind, name), kind, districts[district], HA_TINH_ID,
                f"H27.{district}.{code}", True, valid_to=DAY,
            )
        ]
        for code, kind, name, district in OLD
    ]  # fmt: skip
    ids = add_units(Level.COMMUNE, rows, "tests", ids=range(1_000_201, 1_000_201 + len(rows)))
    return dict(zip((row[0] for row in OLD), ids, strict=True))


def _new_communes() -> dict[str, int]:
    rows = [
        [
            NewVersion(
                code, name, full_name_of(kind, name), kind, HA_TINH_ID, HA_TINH_ID,
                f"H27.{code}", True, valid_from=DAY, legal_basis=BASIS,
            )
        ]
        for code, kind, name in NEW
    ]  # fmt: skip
    ids = add_units(Level.COMMUNE, rows, "tests", ids=range(1_000_301, 1_000_301 + len(rows)))
    return dict(zip((row[0] for row in NEW), ids, strict=True))


def _named(districts: dict[str, int], old: dict[str, int], new: dict[str, int], neighbour: int) -> World:
    def now(unit_id: int) -> UnitInfo:
        return unit_info(unit_id, DAY)

    def then(unit_id: int) -> UnitInfo:
        return unit_info(unit_id, BEFORE)

    justice = organ_id_of(HA_TINH_ID, "justice", DAY)
    assert justice is not None
    return World(
        province=now(HA_TINH_ID),
        other_province=now(THANH_HOA_ID),
        district=then(districts["445"]),
        mai_phu=now(new["18583"]),
        thach_khe=now(new["18604"]),
        thanh_sen=now(new["18073"]),
        ha_huy_tap=now(new["18652"]),
        son_kim_1=now(new["18196"]),
        song_tri=now(new["18754"]),
        vung_ang=now(new["18823"]),
        hoanh_son=now(new["18832"]),
        ham_rong=now(neighbour),
        thach_chau=then(old["18583"]),
        old_mai_phu=then(old["18670"]),
        phu_luu=then(old["18493"]),
        thach_my=then(old["18577"]),
        old_thach_khe=then(old["18604"]),
        thach_hai=then(old["18571"]),
        dinh_ban=then(old["18595"]),
        dai_nai=then(old["18082"]),
        ky_loi=then(old["18796"]),
        old_son_kim_1=then(old["18196"]),
        department=now(justice),
    )


@pytest.fixture(scope="session")
def _partitions_of_the_world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Partitions of Hà Tĩnh, once a run: they hold no rows, so no test sees another's."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        open_province(HA_TINH_ID)


@pytest.fixture
def world(_partitions_of_the_world: None, db: None) -> World:
    """The world, in the test's own transaction."""
    with stamps.of_one_request():
        return make_world()
