"""Where does my village belong now: decided rules answer, nothing else does."""

from datetime import UTC, datetime

import pytest

from tests.cutover.people_world import carried_out, place
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Plan, PlanState, PlanUnit, Side, SplitRule
from thongsuot.cutover.selectors.villages import village_answers, villages_known

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    """A decided plan that says of two villages and one parcel of Đại Nài where they go."""
    plan = carried_out(world)
    old = PlanUnit.objects.get(plan=plan, side=Side.OLD, unit_id=world.dai_nai.id)
    huy_tap = PlanUnit.objects.get(plan=plan, side=Side.NEW, unit_id=world.ha_huy_tap.id)
    thanh_sen = place(plan, Side.NEW, world.thanh_sen)
    rules = [
        (1, SplitRule.By.VILLAGE, ["Tổ dân phố Đại Thịnh", "Tổ dân phố 3"], huy_tap, []),
        (2, SplitRule.By.VILLAGE, ["Nam Tiến"], thanh_sen, ["Hộ tịch"]),
        (3, SplitRule.By.PARCEL, ["tờ 12, thửa 1-40"], thanh_sen, []),
    ]
    for position, by, values, to, fields in rules:
        SplitRule.objects.create(
            plan=plan,
            old=old,
            position=position,
            by=by,
            values=values,
            goes_to=to,
            fields=fields,
            legal_basis="Phụ lục 2",
        )
    return plan


@pytest.mark.parametrize("typed", ["Tổ dân phố Đại Thịnh", "đại thịnh", "dai thinh", "Thôn Đại Thịnh", " ĐẠI  THỊNH "])
def test_a_village_is_known_however_it_is_typed(world, plan, typed):
    (found,) = village_answers(world.dai_nai.id, typed)
    assert (found.full_name, found.legal_basis) == ("Phường Hà Huy Tập", "Phụ lục 2")


@pytest.mark.parametrize("typed", ["Đại", "Thịnh", "Đai Thinh Nam", "3", "", "Tổ dân phố 4", "đài thinh"])
def test_what_no_rule_names_has_no_answer(world, plan, typed):
    assert village_answers(world.dai_nai.id, typed) == []


def test_a_number_belongs_to_its_kind(world, plan):
    assert [one.full_name for one in village_answers(world.dai_nai.id, "tổ dân phố 3")] == ["Phường Hà Huy Tập"]


def test_land_and_fields_of_work_are_told(world, plan):
    (land,) = village_answers(world.dai_nai.id, "thửa 7 tờ 12")
    assert (land.for_land, land.full_name) == (True, "Phường Thành Sen")
    (some,) = village_answers(world.dai_nai.id, "Nam Tiến")
    assert some.fields == ("Hộ tịch",)


def test_only_decided_plans_speak(world, plan):
    assert villages_known(world.dai_nai.id)
    for changes in ({"state": PlanState.DRAFT}, {"state": PlanState.EXECUTED, "is_exercise": True}):
        Plan.objects.filter(pk=plan.pk).update(**changes)
        assert not villages_known(world.dai_nai.id)
        assert village_answers(world.dai_nai.id, "đại thịnh") == []


def test_the_citizen_asks_on_the_page_of_the_search(world, plan):
    with frozen(NOW):
        ask = PageClient().get("/xa-cu/?q=Đại Nài").content.decode()
        told = PageClient().get("/xa-cu/?q=Đại Nài&thon=đại thịnh").content.decode()
        unknown = PageClient().get("/xa-cu/?q=Đại Nài&thon=Xóm Mới").content.decode()
        elsewhere = PageClient().get("/xa-cu/?q=Kỳ Lợi").content.decode()
    assert "Thôn, tổ dân phố (hoặc thửa đất) của bạn ở Phường Đại Nài" in ask
    assert "Tổ dân phố Đại Thịnh" in told
    assert "(Phụ lục 2)" in told
    assert "Phương án chia chưa nêu “Xóm Mới”" in unknown
    assert "Thôn, tổ dân phố (hoặc thửa đất)" not in elsewhere
