"""Quy tắc chia: written, tried, ordered, proposed from how the commune goes over; never applied by itself."""

import pytest

from tests.factories.cutover_split import BEFORE_DAY, SplitWorld, open_dossier, plan_of, state_is
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.cutover.models import Plan, PlanState, PlanUnit, Side, SplitCase, SplitRule
from thongsuot.cutover.selectors.split_work import people_are_shared, proposals, rules_of
from thongsuot.cutover.services import split_rules
from thongsuot.cutover.services.split_gather import gather
from thongsuot.cutover.services.split_rules import NewRule
from thongsuot.cutover.split_permissions import Place, place_of

pytestmark = pytest.mark.django_db
VUNG_ANG, SONG_TRI, HOANH_SON = "18823", "18754", "18832"


def place(ky_loi: SplitWorld, who: str = "hatinh.quantri") -> Place:
    return place_of(ky_loi.who(who), ky_loi.plan.code, "18796")


def add(ky_loi: SplitWorld, new: NewRule, who: str = "hatinh.quantri") -> SplitRule:
    return split_rules.add_rule(place=place(ky_loi, who), new=new, by=ky_loi.who(who), at=BEFORE_DAY)


def villages(ky_loi: SplitWorld, code: str, *values: str) -> NewRule:
    return NewRule("village", ky_loi.new[code].pk, values)


def goes_to(dossier) -> str | None:
    case = SplitCase.objects.select_related("goes_to").get(kind="dossier", subject_id=dossier.pk)
    return case.goes_to.code if case.goes_to else None


def test_civil_status_and_land_of_one_commune_go_different_ways(ky_loi):
    unit = ky_loi.world.ky_loi
    land = open_dossier(ky_loi.world, unit, "Đất đai", address="Thôn 12, Kỳ Lợi", plot={"number": "3", "sheet": "2"})
    person = open_dossier(ky_loi.world, unit, "Hộ tịch", address="Thôn 12, Kỳ Lợi")
    unclear = open_dossier(ky_loi.world, unit, "Hộ tịch", address="Kỳ Lợi")
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert goes_to(land) is None, "a proposal is never applied by itself"
    [land_rule] = proposals(ky_loi.old, [])
    assert land_rule.goes_to.code == VUNG_ANG
    assert people_are_shared(ky_loi.old)
    split_rules.accept(place=place(ky_loi), key="land", by=ky_loi.who("hatinh.quantri"), at=BEFORE_DAY)
    add(ky_loi, villages(ky_loi, HOANH_SON, "Thôn 12", "Thôn 11"))
    assert (goes_to(land), goes_to(person), goes_to(unclear)) == (VUNG_ANG, HOANH_SON, None)
    assert proposals(ky_loi.old, rules_of(ky_loi.old)) == []


def test_nothing_is_proposed_where_only_the_fact_of_a_split_is_known(ky_loi):
    plan = plan_of(ky_loi.world, ky_loi.world.dai_nai, code="dai-nai")
    assert proposals(PlanUnit.objects.get(plan=plan, side=Side.OLD), []) == []


def test_a_rule_is_tried_before_it_is_kept(ky_loi):
    for address in ("Thôn 1", "Thôn 1, Kỳ Lợi", "Thôn 12"):
        open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address=address)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    found = split_rules.trial(ky_loi.old, villages(ky_loi, SONG_TRI, "Thôn 1"))
    assert (found.decided, found.total) == (2, 3)
    assert not SplitRule.objects.exists()


def test_removing_a_rule_gives_its_cases_to_the_next(ky_loi):
    person = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1, Kỳ Lợi")
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    first = add(ky_loi, villages(ky_loi, SONG_TRI, "Thôn 1"))
    add(ky_loi, NewRule("everything", ky_loi.new[VUNG_ANG].pk))
    assert goes_to(person) == SONG_TRI
    split_rules.remove_rule(place=place(ky_loi), rule_id=first.pk, by=ky_loi.who("hatinh.quantri"), at=BEFORE_DAY)
    assert goes_to(person) == VUNG_ANG


def test_raising_a_rule_changes_who_decides(ky_loi):
    person = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1, Kỳ Lợi")
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    add(ky_loi, NewRule("everything", ky_loi.new[VUNG_ANG].pk))
    second = add(ky_loi, villages(ky_loi, SONG_TRI, "Thôn 1"))
    assert goes_to(person) == VUNG_ANG
    for _twice in range(2):
        split_rules.raise_rule(place=place(ky_loi), rule_id=second.pk, by=ky_loi.who("hatinh.quantri"), at=BEFORE_DAY)
    assert goes_to(person) == SONG_TRI
    assert rules_of(ky_loi.old)[0].pk == second.pk


def test_lists_of_villages_replace_those_loaded_before(ky_loi):
    who = ky_loi.who("hatinh.quantri")
    lists = {SONG_TRI: ["Thôn 1", "Thôn 2"], HOANH_SON: ["Thôn 12"]}
    assert split_rules.put_village_lists(place=place(ky_loi), lists=lists, by=who, at=BEFORE_DAY) == 3
    split_rules.put_village_lists(place=place(ky_loi), lists=lists, by=who, at=BEFORE_DAY)
    assert [(rule.goes_to.code, rule.values) for rule in rules_of(ky_loi.old)] == [
        (SONG_TRI, ["Thôn 1", "Thôn 2"]),
        (HOANH_SON, ["Thôn 12"]),
    ]
    with pytest.raises(Invalid):
        split_rules.put_village_lists(place=place(ky_loi), lists={"18583": ["Thôn 1"]}, by=who, at=BEFORE_DAY)


@pytest.mark.parametrize(
    ("by", "values"),
    [("village", ["12"]), ("village", []), ("parcel", ["thửa 3"]), ("village", ["thôn"]), ("other", ["Thôn 1"])],
)
def test_a_rule_that_can_decide_nothing_is_refused(ky_loi, by, values):
    with pytest.raises(Invalid) as refused:
        add(ky_loi, NewRule(by, ky_loi.new[SONG_TRI].pk, values))
    assert refused.value.errors[0]["field"] in {"values", "by"}


def test_a_rule_leads_only_to_where_the_commune_goes(ky_loi):
    with pytest.raises(Invalid):
        add(ky_loi, NewRule("everything", ky_loi.old.pk))


def test_every_change_of_rules_is_another_version_of_the_plan(ky_loi):
    before = ky_loi.plan.version
    add(ky_loi, villages(ky_loi, SONG_TRI, "Thôn 1"))
    assert Plan.objects.get(pk=ky_loi.plan.pk).version == before + 1


def test_leaders_of_the_commune_write_rules_and_its_specialists_do_not(ky_loi):
    add(ky_loi, villages(ky_loi, SONG_TRI, "Thôn 1"), who="kyloi.chutich")
    with pytest.raises(Forbidden):
        add(ky_loi, villages(ky_loi, SONG_TRI, "Thôn 2"), who="kyloi.hotich")
    with pytest.raises(NotFound):
        place(ky_loi, "mai.motcua")


def test_rules_stand_still_once_open_work_moves(ky_loi):
    was = place(ky_loi)
    state_is(ky_loi.plan, PlanState.EXECUTED)
    with pytest.raises(MoveNotAllowed):
        split_rules.add_rule(
            place=was, new=villages(ky_loi, SONG_TRI, "Thôn 1"), by=ky_loi.who("hatinh.quantri"), at=BEFORE_DAY
        )
