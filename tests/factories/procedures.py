"""Danh mục cho các bài thử: the first six procedures as shipped, or all of them, given to communes of the small world."""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factories.recording import recorded
from tests.factories.units import World
from thongsuot.common import stamps
from thongsuot.procedures.load import YAML_LOADER, Report, load_catalogue, reference_files
from thongsuot.procedures.services import SIX, assign

SINCE = date(2025, 7, 1)
BIRTH, MARRIAGE_STATUS, COPY = "1.001193", "1.004873", "2.000815"
BUSINESS, ALLOWANCE, RESIDENCE = "1.001612", "1.001776", "1.004222"
TABLES = (
    "procedures_decision",
    "procedures_procedure",
    "procedures_procedureversion",
    "procedures_channelrule",
    "procedures_caserule",
    "procedures_feerule",
    "procedures_componentrule",
    "procedures_steprule",
    "procedures_unitprocedure",
)
SIX_UNITS = 8  # communes of the world that get them
SAMPLES_FILE = Path(__file__).with_name("form_samples.yaml")

# A complete answer to each declaration, for online filing.
FULL_FORMS = {
    BIRTH: {
        "requester": {
            "relation": "mother",
            "name": "Nguyễn Thị Lan",
            "address": "Thôn Liên Tiến, xã Mai Phụ, tỉnh Hà Tĩnh",
        },
        "child": {
            "name": "Trần Minh Khôi",
            "sex": "male",
            "birth_date": "2025-07-01",
            "birth_place": "Bệnh viện Đa khoa tỉnh Hà Tĩnh",
            "hometown": "Xã Mai Phụ, tỉnh Hà Tĩnh",
            "ethnicity": "Kinh",
            "nationality": "Việt Nam",
        },
        "mother": {"name": "Nguyễn Thị Lan", "birth_year": 1996},
        "father": {"name": "Trần Văn Hoà", "birth_year": 1994},
        "pledge": {"truthful": True},
    },
    MARRIAGE_STATUS: {
        "requester": {"relation": "self", "name": "Lê Văn Bình", "address": "Xã Mai Phụ, tỉnh Hà Tĩnh"},
        "person": {
            "name": "Lê Văn Bình",
            "sex": "male",
            "birth_date": "1998-02-03",
            "address": "Xã Mai Phụ, tỉnh Hà Tĩnh",
        },
        "stay": {"place": "Xã Mai Phụ, tỉnh Hà Tĩnh"},
        "status": {"kind": "never"},
        "purpose": {"kind": "loan"},
        "pledge": {"truthful": True},
    },
    COPY: {"documents": [{"name": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 3}]},
    BUSINESS: {
        "founder": {"kind": "person"},
        "owner": {
            "name": "Phạm Thị Hoa",
            "birth_date": "1990-05-06",
            "sex": "female",
            "id_number": "042190001234",
            "address": "Xã Mai Phụ, tỉnh Hà Tĩnh",
            "phone": "0912345678",
        },
        "business": {"name": "Tạp hóa Hoa", "address": "Xã Mai Phụ, tỉnh Hà Tĩnh", "capital": 50_000_000},
        "trades": [{"name": "Bán lẻ lương thực, thực phẩm"}],
        "pledge": {"truthful": True},
    },
    ALLOWANCE: {
        "request": {"kind": "start", "group": "elderly"},
        "person": {
            "name": "Võ Thị Mận",
            "birth_date": "1940-01-01",
            "sex": "female",
            "address": "Xã Mai Phụ, tỉnh Hà Tĩnh",
        },
        "payment": {"method": "cash"},
        "pledge": {"truthful": True},
    },
    RESIDENCE: {
        "person": {"name": "Hồ Sỹ Dũng", "birth_date": "1985-09-09", "sex": "male", "id_number": "042085004321"},
        "place": {"kind": "own", "address": "Xã Mai Phụ, tỉnh Hà Tĩnh"},
        "household": {"head_name": "Hồ Sỹ Dũng", "relation": "Chủ hộ"},
        "request": {"content": "Đăng ký thường trú vào nhà của tôi."},
        "pledge": {"truthful": True},
    },
}


def file_code(path: Path) -> str:
    """Code of the procedure a file is named by."""
    return path.stem


def six_files() -> list[Path]:
    """The files of the first six procedures: few enough for every test to load."""
    return [path for path in reference_files() if file_code(path) in SIX]


def load_six(world: World | None = None) -> Report:
    """Load the first six procedures; give them to the new communes of the world."""
    files, units = six_files(), _communes(world)

    def build() -> Report:
        report = load_catalogue(files)
        _give(units, SIX)
        return report

    report = recorded(("six", *files, *units), TABLES, build, bumps=(stamps.CATALOGUE,))
    return Report(added=[*report.added])


def load_all(world: World | None = None) -> Report:
    """Load the catalogue that ships with the platform; give all of it to the new communes of the world."""
    report = load_catalogue()
    _give(_communes(world), report.codes)
    return report


def _communes(world: World | None) -> tuple[int, ...]:
    if world is None:
        return ()
    units = (world.mai_phu, world.thach_khe, world.thanh_sen, world.ha_huy_tap, world.son_kim_1, world.song_tri)
    return tuple(unit.id for unit in (*units, world.vung_ang, world.hoanh_son))


def _give(units: Collection[int], codes: Iterable[str]) -> None:
    if units:
        assign(units, since=SINCE, codes=list(codes))


def form_samples() -> dict[str, dict[str, Any]]:
    """A complete declaration for each form of its own beyond the first six: `form`, `without`, `named`."""
    with SAMPLES_FILE.open(encoding="utf-8") as file:
        samples: dict[str, dict[str, Any]] = yaml.load(file, Loader=YAML_LOADER)
    return {code: {**sample, "form": _as_typed(sample["form"])} for code, sample in samples.items()}


def _as_typed(value: Any) -> Any:
    """Days as the form has them: ISO text."""
    if isinstance(value, dict):
        return {key: _as_typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_typed(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture
def six(world: World) -> World:
    """The world with its catalogue."""
    load_six(world)
    return world
