"""Filling a plan from what org knows and from the conversion table: compared first, written once, undone exactly."""

import pytest

from tests.cutover.plans import known_plan, make_plan
from tests.walks.stage import NOW
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.cutover.content import from_org, from_table
from thongsuot.cutover.models import Going, PlanKind, PlanState, PlanUnit, Seat, SplitRule
from thongsuot.cutover.selectors.plans import Size, size
from thongsuot.cutover.services.editing import editing, undo
from thongsuot.cutover.services.filling import compare, fill

pytestmark = pytest.mark.django_db
HEAD = "old_code,old_full_name,old_district_code,old_province_code,new_code,new_full_name,new_province_code,relation,note_vi"


def table(*rows):
    return "\n".join([HEAD, *rows]).encode("utf-8-sig")


def put(plan, content, *, whole=False):
    return fill(code=plan.code, content=content, whole=whole, verb="plan_imported", words="Nạp", by=None, at=NOW)


def ways(plan):
    return {(g.old.code, g.new.code): g.relation for g in plan.goings.select_related("old", "new")}


def test_what_org_knows_becomes_a_plan(world):
    plan = known_plan(world)
    assert size(plan) == Size(old=11, new=8, split=2, districts=4)
    assert ways(plan)["18796", "18823"] == "whole_area"
    new = plan.units.get(side="new", code="18583")
    assert (new.unit_id, new.full_name) == (world.mai_phu.id, "Xã Mai Phụ")
    assert plan.units.get(side="old", code="18583").unit_id == world.thach_chau.id
    assert plan.version == 2
    assert journal.timeline(plan.province_id, "plan", plan.pk)[-1].verb == "plan_filled_from_org"


def test_filling_again_changes_nothing(world):
    plan = known_plan(world)
    diff = compare(plan, from_org(plan.province_id, plan.effective_on), whole=True)
    assert (diff.lines, diff.same) == ([], 11 + 8 + 4 + 1 + 14)
    put(plan, from_org(plan.province_id, plan.effective_on), whole=True)
    plan.refresh_from_db()
    assert plan.version == 2


def test_the_table_fills_an_empty_plan_and_passes_over_other_provinces(world):
    plan = make_plan(world, kind=PlanKind.SOME)
    content = from_table(
        table(
            "18493,Xã Phù Lưu,445,42,18583,Xã Mai Phụ,42,whole,Nhập toàn bộ",
            "18082,Phường Đại Nài,436,42,18073,Phường Thành Sen,42,part_area,Một phần diện tích",
            "14758,Phường Đông Thọ,380,38,14758,Phường Hàm Rồng,38,whole,",
        ),
        plan,
    )
    diff = put(plan, content)
    assert (content.rows, diff.counts) == (2, {"add": 2 + 2 + 2, "change": 0, "remove": 0})
    assert ways(plan) == {("18493", "18583"): "whole", ("18082", "18073"): "part_area"}
    assert Going.objects.get(old__code="18493").note == "Nhập toàn bộ"


def test_rows_that_cannot_be_used_are_named_and_nothing_is_written(world):
    plan = make_plan(world, kind=PlanKind.SOME)
    content = from_table(
        table(
            "18493,Xã Phù Lưu,445,42,18583,Xã Mai Phụ,42,whole,",
            "99999,Xã Không Có,445,42,18583,Xã Mai Phụ,42,whole,",
            "18670,Xã Mai Phụ,445,42,18583,Mai Phụ,42,whole,",
            "18577,Xã Thạch Mỹ,445,42,18583,Xã Mai Phụ,42,toàn bộ,",
            "18493,Xã Phù Lưu,445,42,18583,Xã Mai Phụ,42,part,",
        ),
        plan,
    )
    assert [problem.where for problem in content.problems] == ["dòng 3", "dòng 4", "dòng 5", "dòng 6"]
    with pytest.raises(Invalid) as refused:
        put(plan, content)
    assert refused.value.code == "plan_source_has_problems"
    assert not plan.units.exists()


def test_a_changed_row_changes_only_its_old_unit(world):
    plan = known_plan(world)
    rows = table(
        "18082,Phường Đại Nài,436,42,18073,Phường Thành Sen,42,part_area,",
        "18082,Phường Đại Nài,436,42,18652,Phường Hà Huy Tập,42,part_area_all_people,",
    )
    diff = compare(plan, from_table(rows, plan), whole=False)
    assert [line.act for line in diff.lines] == ["change", "change"]
    put(plan, from_table(rows, plan))
    assert ways(plan)["18082", "18652"] == "part_area_all_people"
    assert ways(plan)["18583", "18583"] == "whole"


def test_an_edit_is_undone_exactly(world):
    plan = known_plan(world)
    before = (ways(plan), set(plan.units.values_list("side", "code", "full_name")))
    mai_phu = plan.units.get(side="new", code="18583")
    with editing(code=plan.code, verb="plan_seat_set", by=None, at=NOW) as edit:
        edit.create([Seat(plan=plan, new=mai_phu, organs="UBND", is_main=True)])
    with editing(code=plan.code, verb="plan_unit_removed", by=None, at=NOW) as edit:
        assert edit.delete([mai_phu]) == 1 + 4 + 1
    assert not plan.units.filter(side="new", code="18583").exists()
    undo(code=plan.code, by=None, at=NOW)
    assert (ways(plan), set(plan.units.values_list("side", "code", "full_name"))) == before
    assert Seat.objects.get(plan=plan).is_main
    undo(code=plan.code, by=None, at=NOW)
    assert not Seat.objects.filter(plan=plan).exists()
    undo(code=plan.code, by=None, at=NOW)
    assert not plan.units.exists()
    with pytest.raises(MoveNotAllowed):
        undo(code=plan.code, by=None, at=NOW)
    plan.refresh_from_db()
    assert plan.version == 7


def test_a_unit_with_rules_is_not_swept_away(world):
    plan = known_plan(world)
    dai_nai = plan.units.get(side="old", code="18082")
    thanh_sen = plan.units.get(side="new", code="18073")
    SplitRule.objects.create(plan=plan, old=dai_nai, position=1, by="everything", goes_to=thanh_sen)
    for unit in (dai_nai, thanh_sen):
        with pytest.raises(MoveNotAllowed), editing(code=plan.code, verb="x", by=None, at=NOW) as edit:
            edit.delete([unit])
    assert PlanUnit.objects.filter(pk=dai_nai.pk).exists()


def test_a_decided_plan_is_not_edited(world):
    plan = known_plan(world)
    plan.state, plan.decided_at = PlanState.DECIDED, NOW
    plan.save()
    with pytest.raises(MoveNotAllowed):
        put(plan, from_org(plan.province_id, plan.effective_on))
