"""Gom việc của đơn vị bị chia: once, again, after something came and something was closed."""

import pytest

from tests.factories.cutover_split import BEFORE_DAY, SplitWorld, close_dossiers, open_dossier, state_is
from thongsuot.common.models import JournalEntry
from thongsuot.cutover import checks
from thongsuot.cutover.models import PlanState, SplitCase, SplitRule
from thongsuot.cutover.selectors.split_work import figures, undecided
from thongsuot.cutover.services.split_gather import Gathered, gather, gather_all
from thongsuot.dossiers.selectors.roots import facts_of

pytestmark = pytest.mark.django_db


def gathered(place: SplitWorld) -> Gathered:
    return gather(place.plan, place.old, BEFORE_DAY)


def test_every_open_dossier_becomes_a_case_with_its_facts(ky_loi):
    world = ky_loi.world
    land = open_dossier(
        world,
        world.ky_loi,
        "Đất đai",
        address="Thôn 1, Kỳ Lợi",
        plot={"number": "34", "sheet": "12", "address": "Thôn 12"},
    )
    person = open_dossier(world, world.ky_loi, "Hộ tịch", requester={"address": "Thôn 3, xã Kỳ Lợi"})
    open_dossier(world, world.mai_phu, "Hộ tịch", address="Thôn 1")
    assert gathered(ky_loi).new == 2
    found = {case.subject_id: case for case in SplitCase.objects.filter(old=ky_loi.old, kind="dossier")}
    assert found[land.pk].facts == {
        "field": "Đất đai",
        "address": "Thôn 1, Kỳ Lợi",
        "place": "Thôn 12",
        "village": "Thôn 12",
        "parcel": "thửa 34, tờ 12",
    }
    assert found[person.pk].facts == {"field": "Hộ tịch", "address": "Thôn 3, xã Kỳ Lợi", "village": "Thôn 3"}
    assert found[person.pk].code == person.code
    assert found[person.pk].due_at == person.due_at


def test_gathering_again_changes_nothing(ky_loi):
    open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    gathered(ky_loi)
    entries = JournalEntry.objects.count()
    before = list(SplitCase.objects.values())
    assert not gathered(ky_loi)
    assert list(SplitCase.objects.values()) == before
    assert JournalEntry.objects.count() == entries


def test_what_came_later_is_added_and_what_was_closed_disappears(ky_loi):
    first = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    gathered(ky_loi)
    later = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 12")
    close_dossiers([first.pk])
    found = gathered(ky_loi)
    assert (found.new, found.gone) == (1, 1)
    assert [case.subject_id for case in SplitCase.objects.filter(kind="dossier")] == [later.pk]


def test_rules_decide_at_once_and_what_none_decides_waits(ky_loi):
    SplitRule.objects.create(
        plan=ky_loi.plan, old=ky_loi.old, position=1, by="village", values=["Thôn 1"], goes_to=ky_loi.new["18754"]
    )
    open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 12")
    assert gathered(ky_loi).ruled == 1
    [row] = figures(ky_loi.plan)
    assert (row.total, row.by_rule, row.by_people, row.undecided) == (2, 1, 0, 1)
    assert undecided(ky_loi.plan) == {"18796": 1}
    found = {finding.code: finding for finding in checks.check(ky_loi.plan, today=BEFORE_DAY.date())}
    assert [thing.words for thing in found["split_undecided"].things] == ["Xã Kỳ Lợi: 1/2"]


def test_nothing_is_gathered_once_open_work_moves(ky_loi):
    open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    assert gather_all(state_is(ky_loi.plan, PlanState.EXECUTED), BEFORE_DAY) == {}
    assert not SplitCase.objects.exists()


def test_a_thousand_dossiers_cost_a_few_statements(ky_loi, django_assert_max_num_queries):
    for _number in range(30):
        open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    with django_assert_max_num_queries(60):
        assert gathered(ky_loi).new == 30


@pytest.mark.parametrize(
    ("form", "parcel"),
    [
        ({"plot": {"sheet": "5"}}, "tờ 5"),
        ({"place": {"plot": "7", "sheet": "05"}}, "thửa 7, tờ 05"),
        ({"request": {"content": "Xin tách thửa số 12, tờ bản đồ số 3"}}, "thửa số 12, tờ bản đồ số 3"),
        ({"request": {"content": "thửa 12 và thửa 13, tờ 3"}}, None),
        ({"plot": {"number": {"sealed": "x"}, "sheet": 5}}, None),
        ({"plot": "tờ 5"}, None),
    ],
)
def test_a_parcel_is_read_where_the_form_names_one(form, parcel):
    assert facts_of("Đất đai", {}, form).get("parcel") == parcel
