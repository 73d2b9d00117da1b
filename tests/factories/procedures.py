"""Danh mục cho các bài thử: the six procedures as shipped, given to the communes of the small world."""

from datetime import date

import pytest

from tests.factories.units import World
from thongsuot.procedures.load import Report, load_catalogue
from thongsuot.procedures.services import assign

SINCE = date(2025, 7, 1)
BIRTH, MARRIAGE_STATUS, COPY = "1.001193", "1.004873", "2.000815"
BUSINESS, ALLOWANCE, RESIDENCE = "1.001612", "1.001776", "1.004222"
SIX_UNITS = 8  # communes of the world that get them

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


def load_six(world: World | None = None) -> Report:
    """Load the catalogue that ships with the platform; give it to the new communes of the world."""
    report = load_catalogue()
    if world is not None:
        units = (world.mai_phu, world.thach_khe, world.thanh_sen, world.ha_huy_tap, world.son_kim_1, world.song_tri)
        assign([unit.id for unit in (*units, world.vung_ang, world.hoanh_son)], since=SINCE)
    return report


@pytest.fixture
def six(world: World) -> World:
    """The world with its catalogue."""
    load_six(world)
    return world
