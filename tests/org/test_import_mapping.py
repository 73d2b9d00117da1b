"""Importing a conversion table: report first, nothing guessed, repetition harmless."""

from datetime import UTC, datetime

import pytest

from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.org import selectors
from thongsuot.org.import_mapping import import_mapping
from thongsuot.org.models import Succession

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
HEAD = "old_code,old_full_name,old_district_code,old_province_code,new_code,new_full_name,new_province_code,relation,note_vi"
THACH_CHAU = "18583,Xã Thạch Châu,445,42,18583,Xã Mai Phụ,42,whole,Nhập toàn bộ"
TO_THANH_SEN = "18082,Phường Đại Nài,436,42,18073,Phường Thành Sen,42,part_area,Nhập một phần diện tích"
TO_HA_HUY_TAP = "18082,Phường Đại Nài,436,42,18652,Phường Hà Huy Tập,42,part_area_all_people,Phần còn lại"


@pytest.fixture
def table(world, tmp_path):
    """Write a table of these rows and import it."""

    def of(*rows, apply=False, head=HEAD):
        file = tmp_path / "bang.csv"
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
        return import_mapping(file, at=AT, apply=apply)

    return of


def relations(unit):
    return {link.successor_id: link.relation for link in Succession.objects.filter(predecessor_id=unit.id)}


def test_a_dry_run_only_reports(world, table):
    before = relations(world.dai_nai)
    report = table(THACH_CHAU, TO_THANH_SEN, TO_HA_HUY_TAP)
    assert report.counts == {
        "rows": 3, "same": 1, "notes_kept": 1, "new": 0, "changed": 2, "unknown": 0,
        "contradictions": 0, "not_units": 0, "names_differ": 0,
    }  # fmt: skip
    assert "chạy thử, chưa ghi gì" in report.lines()[0]
    assert relations(world.dai_nai) == before


def test_applied_it_changes_relations_and_keeps_notes(world, table):
    table(THACH_CHAU, TO_THANH_SEN, TO_HA_HUY_TAP, apply=True)
    assert relations(world.dai_nai) == {
        world.thanh_sen.id: "part_area",
        world.ha_huy_tap.id: "part_area_all_people",
    }
    (heir,) = selectors.successors(world.thach_chau.id, AT.date())
    assert heir.note == "Nhập toàn bộ"
    entry = journal.timeline(0, "org", 0)[-1]
    assert (entry.verb, entry.data["changed"]) == ("mapping_imported", 2)


def test_repeating_it_changes_nothing(world, table):
    table(THACH_CHAU, TO_THANH_SEN, TO_HA_HUY_TAP, apply=True)
    again = table(THACH_CHAU, TO_THANH_SEN, TO_HA_HUY_TAP, apply=True)
    assert (again.same, again.new, again.changed, again.notes_kept) == (3, [], [], 0)
    assert len(journal.timeline(0, "org", 0)) == 1


def test_a_relation_we_did_not_know_is_new(world, table):
    Succession.objects.filter(predecessor_id=world.phu_luu.id).delete()
    report = table("18493,Xã Phù Lưu,445,42,18583,Xã Mai Phụ,42,whole,", apply=True)
    assert len(report.new) == 1
    (heir,) = selectors.successors(world.phu_luu.id, AT.date())
    assert (heir.unit_id, heir.legal_basis) == (world.mai_phu.id, "Nghị quyết số 1665/NQ-UBTVQH15")


def test_unknown_codes_are_named_with_their_line(world, table):
    report = table(THACH_CHAU, "99999,Xã Lạ,445,42,18583,Xã Mai Phụ,42,whole,")
    assert report.unknown == ["dòng 3: Xã Lạ (99999) → Xã Mai Phụ (18583)"]


def test_what_is_no_unit_is_only_noted(world, table):
    report = table(",Khu vực bãi bồi ven biển,445,42,18583,Xã Mai Phụ,42,whole,Nhập toàn bộ")
    assert len(report.not_units) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ["18583,Xã Thạch Châu,445,42,18583,Xã Mai Phụ,42,swallowed,"],
        [THACH_CHAU, "18583,Xã Thạch Châu,445,42,18604,Xã Thạch Khê,42,part,"],
        [THACH_CHAU, THACH_CHAU.replace("whole", "unchanged")],
        ["18583,Xã Thạch Châu,445,42,18583,Xã Mai Phụ,38,whole,"],
        ["18082,Phường Đại Nài,436,42,18073,Phường Thành Sen,42,whole,"],
    ],
    ids=["unknown relation", "whole to two places", "said twice", "other province", "we know another way"],
)
def test_contradictions_are_reported_and_not_guessed(world, table, rows):
    before = relations(world.thach_chau)
    report = table(*rows, apply=True)
    assert report.contradictions
    assert relations(world.thach_chau) == before


def test_other_spelling_is_a_remark_codes_decide(world, table):
    report = table("18583,Xã Thạch Chu,445,42,18583,Xã Mai Phụ,42,whole,")
    assert report.same == 1
    assert "Thạch Chu" in report.names_differ[0]


def test_a_file_of_another_shape_is_refused(world, table, tmp_path):
    with pytest.raises(Invalid) as refused:
        table("a,b", head="x,y")
    assert refused.value.code == "table_columns"
    with pytest.raises(NotFound):
        import_mapping(tmp_path / "khong-co.csv", at=AT)
    (tmp_path / "nhi-phan.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid):
        import_mapping(tmp_path / "nhi-phan.csv", at=AT)
