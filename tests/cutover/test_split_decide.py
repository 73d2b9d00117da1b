"""Người quyết việc chia: with a reason, many at once, taken back, and only by those who work there."""

import pytest

from tests.factories.cutover_split import BEFORE_DAY, SplitWorld, open_dossier, state_is
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import JournalEntry
from thongsuot.cutover.models import PlanState, SplitCase, SplitRule
from thongsuot.cutover.selectors.split_work import figures
from thongsuot.cutover.services.split_decide import decide, undo
from thongsuot.cutover.services.split_gather import gather
from thongsuot.cutover.split_permissions import place_of

pytestmark = pytest.mark.django_db
SONG_TRI, HOANH_SON, VUNG_ANG = "18754", "18832", "18823"
LATER = BEFORE_DAY.replace(hour=5)


@pytest.fixture
def cases(ky_loi: SplitWorld) -> list[SplitCase]:
    for _number in range(3):
        open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Kỳ Lợi")
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    return list(SplitCase.objects.filter(kind="dossier").order_by("pk"))


def decided(ky_loi, cases, code=SONG_TRI, *, who="kyloi.hotich", at=BEFORE_DAY, reason="sổ hộ khẩu ghi thôn 1"):
    by = ky_loi.who(who)
    place = place_of(by, ky_loi.plan.code, "18796")
    ids = [case.pk for case in cases]
    return decide(place=place, case_ids=ids, goes_to=ky_loi.new[code].pk, reason=reason, by=by, at=at)


def taken_back(ky_loi, act, who="kyloi.hotich"):
    by = ky_loi.who(who)
    return undo(place=place_of(by, ky_loi.plan.code, "18796"), act_id=act.pk, by=by, at=LATER)


def places(cases) -> list[str | None]:
    rows = SplitCase.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    return list(rows.values_list("goes_to__code", flat=True))


def test_many_are_decided_at_once_and_stand_in_the_journal(ky_loi, cases):
    assert decided(ky_loi, cases[:2]).number == 2
    assert places(cases) == [SONG_TRI, SONG_TRI, None]
    [row] = figures(ky_loi.plan)
    assert (row.by_people, row.undecided) == (2, 1)
    entry = JournalEntry.objects.filter(verb="split_decided").get()
    assert entry.actor_id == ky_loi.users["kyloi.hotich"].pk
    assert entry.data["kind_ids"] == {"dossier": [case.subject_id for case in cases[:2]]}


def test_a_decision_is_taken_back_to_what_stood_before(ky_loi, cases):
    decided(ky_loi, cases[:1], HOANH_SON)
    act = decided(ky_loi, cases, at=LATER).act
    assert taken_back(ky_loi, act) == 3
    assert places(cases) == [HOANH_SON, None, None]
    assert taken_back(ky_loi, act) == 0


def test_what_somebody_decided_again_stays(ky_loi, cases):
    act = decided(ky_loi, cases).act
    decided(ky_loi, cases[:1], HOANH_SON, who="kyloi.chutich", at=LATER)
    assert taken_back(ky_loi, act) == 2
    assert places(cases) == [HOANH_SON, None, None]


def test_only_who_decided_takes_it_back(ky_loi, cases):
    act = decided(ky_loi, cases).act
    with pytest.raises(NotFound):
        taken_back(ky_loi, act, who="kyloi.chutich")


def test_a_rule_never_overrules_a_person(ky_loi, cases):
    decided(ky_loi, cases[:1])
    SplitRule.objects.create(
        plan=ky_loi.plan, old=ky_loi.old, position=1, by="everything", goes_to=ky_loi.new[VUNG_ANG]
    )
    gather(ky_loi.plan, ky_loi.old, LATER)
    assert places(cases) == [SONG_TRI, VUNG_ANG, VUNG_ANG]


def test_the_province_sees_figures_and_decides_nothing(ky_loi, cases):
    with pytest.raises(Forbidden):
        decided(ky_loi, cases, who="hatinh.quantri")


@pytest.mark.parametrize("who", ["mai.motcua", "vungang.motcua"])
def test_who_works_elsewhere_does_not_see_the_place(ky_loi, cases, who):
    with pytest.raises(NotFound):
        decided(ky_loi, cases, who=who)


def test_a_decision_needs_a_reason_a_place_and_a_case(ky_loi, cases):
    for change in ({"reason": " "}, {"cases": []}, {"code": "old"}):
        ky_loi.new["old"] = ky_loi.old
        with pytest.raises(Invalid):
            decided(**{"ky_loi": ky_loi, "cases": cases, **change})
    assert places(cases) == [None] * 3


def test_nobody_decides_while_open_work_moves(ky_loi, cases):
    state_is(ky_loi.plan, PlanState.EXECUTING)
    with pytest.raises(MoveNotAllowed):
        decided(ky_loi, cases)
