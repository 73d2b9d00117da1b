"""The reference files say what they should, and are what the package and our corrections give."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from importlib.util import find_spec

import pytest

from tests.house.rooms import ROOT
from thongsuot.org import reference_data as reference
from thongsuot.org.models import Level, Relation

SHARED = ROOT.parent / "shared/data"
FILES = ("provinces_before", "provinces_after", "districts", "units_before", "units_after", "pairs")


def shared(name):
    """Rows of a comparison file; the test is skipped where the files are not at hand."""
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"không có ../shared/data/{name} để so sánh")
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_a_nation_before_and_after():
    assert len(reference.provinces_before()) == 63
    assert len(reference.provinces_after()) == 34
    assert len(reference.districts()) == 696
    assert len(reference.communes_before()) == 10_035
    kinds = Counter(place.kind for place in reference.communes_after())
    assert kinds == {"commune": 2_621, "ward": 687, "special_zone": 13}


def test_eleven_provinces_are_kept_and_twenty_three_are_new():
    kept = [province for province in reference.provinces_after() if province.kept]
    merged = [province for province in reference.provinces_after() if not province.kept]
    assert len(kept) == 11
    assert (len(merged), sum(len(province.former) for province in merged)) == (23, 52)
    can_tho = next(province for province in merged if province.place.code == "92")
    assert can_tho.former == ("92", "93", "94")
    assert {province.resolution for province in reference.provinces_after()} == {
        f"{number}/NQ-UBTVQH15" for number in range(1654, 1688)
    }


def test_every_code_points_to_a_unit_that_is_there():
    provinces = {place.code for place in reference.provinces_before()}
    districts = {place.code: place.above for place in reference.districts()}
    assert set(districts.values()) <= provinces
    assert {place.above for place in reference.communes_before()} <= set(districts)
    assert {place.above for place in reference.communes_after()} <= {p.place.code for p in reference.provinces_after()}
    old = {place.code for place in reference.communes_before()} | set(districts)
    new = {place.code for place in reference.communes_after()}
    assert {going.old for going in reference.goings() if going.old_level == Level.COMMUNE} == old - set(districts)
    assert {going.new for going in reference.goings()} == new


def test_nobody_goes_whole_to_two_places():
    ways = defaultdict(list)
    for going in reference.goings():
        ways[going.old].append(going.relation)
    complete = {Relation.WHOLE, Relation.UNCHANGED, Relation.RENAMED, Relation.RETYPED, Relation.DISTRICT_TO_SPECIAL}
    for relations in ways.values():
        assert (len(relations) == 1) == (relations[0] in complete)
    assert sum(len(relations) > 1 for relations in ways.values()) == 440


def test_five_island_districts_become_special_zones():
    islands = [going for going in reference.goings() if going.relation == Relation.DISTRICT_TO_SPECIAL]
    assert {going.old for going in islands} == {"318", "471", "498", "536", "755"}
    zones = {place.code: place for place in reference.communes_after()}
    assert all(zones[going.new].kind == "special_zone" for going in islands)


def test_ky_loi_gives_its_land_and_its_people_to_different_wards():
    ways = {going.new: going.relation for going in reference.goings() if going.old == "18796"}
    assert ways == {"18823": "whole_area", "18754": "part_people", "18832": "part_people"}


def test_changes_of_2026_say_that_their_day_is_the_day_of_issue():
    changes = reference.changes()
    assert Counter(change.level for change in changes) == {"commune": 22, "province": 3}
    assert all("ngày hiệu lực chưa kiểm chứng" in change.legal_basis for change in changes)
    assert [change.on for change in changes] == sorted(change.on for change in changes)


def test_units_are_those_of_the_comparison_files():
    before = {row["code"]: row for row in shared("admin/units_before_2025-07-01.csv")}
    after = {row["code"]: row for row in shared("admin/units_after_2025-07-01.csv")}
    districts = {place.code: place.above for place in reference.districts()}
    ours = {place.code: (place.above, districts[place.above]) for place in reference.communes_before()}
    assert ours == {code: (row["district_code"], row["province_code"]) for code, row in before.items()}
    new = {place.code: (place.full_name, place.above) for place in reference.communes_after()}
    assert new == {code: (row["full_name"], row["province_code"]) for code, row in after.items()}


def test_pairs_and_splits_are_those_of_the_comparison_file():
    rows = shared("admin/mapping_pairs_mit.csv")
    ours = [going for going in reference.goings() if going.old_level == Level.COMMUNE]
    assert len(ours) == 10_565
    assert {(going.old, going.new) for going in ours} == {(row["old_code"], row["new_code"]) for row in rows}
    ways = Counter(going.old for going in ours)
    assert {row["old_code"] for row in rows if row["split"] == "1"} == {code for code, n in ways.items() if n > 1}


def test_provinces_are_those_of_the_comparison_file():
    rows = {row["code"]: row for row in shared("admin/provinces_2025-07-01.csv")}
    for province in reference.provinces_after():
        row = rows[province.place.code]
        assert (province.place.full_name, province.resolution) == (row["full_name"], row["resolution"])
        assert [former.split(":")[0] for former in row["former_provinces"].split("|")] == list(province.former)


def test_changes_are_those_of_the_comparison_file():
    rows = shared("admin/changes_after_2025-07.csv")
    theirs = {(row["level"], row["code"], row["resolution"], row["date_issued"]) for row in rows}
    assert {(c.level, c.code, c.resolution, c.on.isoformat()) for c in reference.changes()} == theirs


def test_relations_agree_with_the_conversion_table_wherever_ours_is_not_just_part():
    theirs = {
        (row["old_code"] or row["old_district_code"], row["new_code"]): row["relation"]
        for row in shared("admin-nso/mapping_2025-07-01.csv")
    }
    differ = {
        (going.old, going.relation, theirs[going.old, going.new])
        for going in reference.goings()
        if going.relation != theirs[going.old, going.new]
        and not (going.relation == Relation.PART and theirs[going.old, going.new].startswith("part"))
    }
    # Xã Thổ Châu alone became Đặc khu Thổ Châu: a change of kind by our rule, "whole" in the table.
    assert differ == {("31105", "retyped", "whole")}


def test_splits_of_the_three_provinces_are_known():
    table = shared("admin-nso/mapping_2025-07-01.csv")
    ways = Counter(row["old_code"] for row in table)
    theirs = {
        (row["old_code"], row["new_code"]): row["relation"]
        for row in table
        if row["new_province_code"] in ("38", "42", "92") and ways[row["old_code"]] > 1 and row["old_code"]
    }
    assert len({old for old, _ in theirs}) == 15
    assert {(g.old, g.new): g.relation for g in reference.goings() if (g.old, g.new) in theirs} == theirs


def test_the_files_are_what_the_script_builds(tmp_path):
    if find_spec("vietnamadminunits") is None:
        pytest.skip("không có gói vietnamadminunits (phần dev) để dựng lại")
    subprocess.run([sys.executable, ROOT / "scripts/build_units.py", tmp_path], check=True, capture_output=True)
    for name in FILES:
        built, kept = tmp_path / f"{name}.csv", reference.FOLDER / f"{name}.csv"
        assert built.read_bytes() == kept.read_bytes(), (
            f"{name}.csv đã bị sửa tay; hãy sửa corrections.yaml và dựng lại"
        )


def test_the_notice_names_the_source_and_its_licence():
    notice = (reference.FOLDER / "NOTICE.md").read_text()
    assert "vietnamadminunits 1.0.4" in notice
    assert "Permission is hereby granted, free of charge" in notice
