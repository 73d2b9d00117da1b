"""Flow and tiles of the small world: every way is drawn, split units have several ends, and words say the same."""

import re
from itertools import pairwise

from tests.factories.units import BEFORE, DAY
from thongsuot.org.pictures.flow import flow_into, flow_out_of, wrapped
from thongsuot.org.pictures.province import picture_of


def test_a_new_unit_has_a_band_from_each_predecessor(world):
    flow = flow_into(world.mai_phu.id, DAY)
    assert [box.info.full_name for box in flow.news] == ["Xã Mai Phụ"]
    assert {box.info.id for box in flow.olds} == {
        world.phu_luu.id, world.thach_my.id, world.thach_chau.id, world.old_mai_phu.id,
    }  # fmt: skip
    assert len(flow.bands) == 4
    assert not flow.has_split
    assert flow.news[0].here
    assert flow.on == DAY


def test_a_split_predecessor_ends_in_all_its_heirs(world):
    flow = flow_into(world.ha_huy_tap.id, DAY)
    assert {(band.old.name, band.new.name) for band in flow.bands} == {
        ("Đại Nài", "Hà Huy Tập"), ("Đại Nài", "Thành Sen"),
    }  # fmt: skip
    assert all(band.split for band in flow.bands)
    partly = {box.info.name: box.partly for box in flow.news}
    assert partly == {"Hà Huy Tập": False, "Thành Sen": True}


def test_an_ended_unit_shows_where_it_went(world):
    flow = flow_out_of(world.ky_loi.id, DAY)
    assert [box.info.name for box in flow.olds] == ["Kỳ Lợi"]
    assert {box.info.name for box in flow.news} == {"Vũng Áng", "Sông Trí", "Hoành Sơn"}
    assert {band.relation for band in flow.bands} == {"whole_area", "part_people"}


def test_what_is_still_to_come_is_not_drawn(world):
    assert flow_out_of(world.ky_loi.id, BEFORE) is None
    assert flow_into(world.phu_luu.id, DAY) is None
    assert picture_of(world.province.id, BEFORE) is None
    assert picture_of(world.other_province.id, DAY) is None


def test_boxes_and_bands_do_not_lie_on_each_other(world):
    for unit in (world.mai_phu, world.thach_khe, world.thanh_sen):
        flow = flow_into(unit.id, DAY)
        for boxes in (flow.olds, flow.news):
            ordered = sorted(boxes, key=lambda box: box.y)
            for upper, lower in pairwise(ordered):
                assert upper.y + upper.height <= lower.y
        assert all(re.fullmatch(r"M[\d. CVZ]+", band.path) for band in flow.bands)


def test_a_long_name_is_set_on_two_lines_and_cut_with_a_mark():
    assert wrapped("Xã Mai Phụ") == ("Xã Mai Phụ",)
    assert wrapped("Thị trấn Nông trường Mộc Châu") == ("Thị trấn Nông", "trường Mộc Châu")
    two, cut = wrapped("Thị trấn Nông trường Việt Lâm Thượng Hạ Trung"), 2
    assert len(two) == cut
    assert two[1].endswith("…")


def test_the_tiles_of_a_province_name_every_old_unit_once_and_mark_the_split(world):
    picture = picture_of(world.province.id, DAY)
    assert (len(picture.tiles), picture.old_count, picture.split_count) == (8, 11, 2)
    assert [tile.number for tile in picture.tiles] == list(range(1, 9))
    listed = [part.info.id for district in picture.districts for part in district.parts]
    assert len(listed) == len(set(listed)) == 11
    ky_loi = next(p for d in picture.districts for p in d.parts if p.info.id == world.ky_loi.id)
    numbers = {tile.number: tile.info.name for tile in picture.tiles}
    assert {numbers[number] for number, _colour in ky_loi.goes_to} == {"Vũng Áng", "Sông Trí", "Hoành Sơn"}
