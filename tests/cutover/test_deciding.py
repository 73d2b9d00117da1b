"""A decided plan stands in org, dated ahead; cancelled before its day it leaves no trace."""

from datetime import date, timedelta

import pytest

from tests.cutover.plans import known_plan, make_plan
from tests.factories.accounts import make_official, principal_for
from tests.factories.procedures import BIRTH, COPY, six_files
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.cutover import checks, hooks
from thongsuot.cutover.content import Content, NewUnit, Way, old_unit
from thongsuot.cutover.models import PlanKind, PlanOrgan, PlanState, Seat, Writing
from thongsuot.cutover.selectors.accounts import progress
from thongsuot.cutover.selectors.plans import communes
from thongsuot.cutover.selectors.routes import leaving_units
from thongsuot.cutover.services.deciding import RedLines, cancel, decide
from thongsuot.cutover.services.editing import editing
from thongsuot.cutover.services.filling import fill
from thongsuot.org import selectors
from thongsuot.org.models import Succession, Unit, UnitVersion
from thongsuot.procedures.load import load_catalogue
from thongsuot.procedures.models import UnitProcedure
from thongsuot.procedures.selectors import assigned
from thongsuot.procedures.services import assign

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
LAST = DAY - timedelta(days=1)


def merging(world, *, day=DAY, **more):
    """Mai Phụ and Thạch Khê become Xã Lộc Hà, which keeps the code of Mai Phụ."""
    plan = make_plan(world, on=day, kind=PlanKind.SOME, code="loc-ha", **more)
    content = Content(
        old={code: old_unit(code, day) for code in ("18583", "18604")},
        new={"18583": NewUnit("18583", "Lộc Hà", "Xã Lộc Hà", "commune")},
        ways={(old, "18583"): Way(old, "18583", "whole") for old in ("18583", "18604")},
    )
    fill(code=plan.code, content=content, whole=True, verb="plan_imported", words="Nạp", by=None, at=NOW)
    plan.refresh_from_db()
    return plan


def everything():
    """All that a decision may write, as it stands in the tables."""
    return (
        set(UnitVersion.objects.values_list("id", "unit_id", "valid", "code", "full_name")),
        set(Unit.objects.values_list("id", flat=True)),
        set(Succession.objects.values_list("id", "predecessor_id", "successor_id", "relation", "note")),
        set(UnitProcedure.objects.values_list("id", "unit_id", "procedure_id", "valid", "ended_in")),
    )


@pytest.fixture
def second(world):
    return principal_for(make_official(world, "hatinh.hai", Role.PROVINCE_ADMIN, world.province), NOW)


def test_the_new_unit_begins_on_the_day_and_the_old_ones_end(world, second):
    plan = decide(code=merging(world).code, by=second, at=NOW)
    new = plan.units.get(side="new")
    assert plan.state == PlanState.DECIDED
    assert selectors.in_force(world.mai_phu.id, LAST)
    assert not selectors.in_force(world.mai_phu.id, DAY)
    assert selectors.unit_by_code("18583", LAST).id == world.mai_phu.id
    now = selectors.unit_by_code("18583", DAY)
    assert (now.id, now.full_name, now.legal_basis) == (new.unit_id, "Xã Lộc Hà", plan.legal_basis)
    assert [heir.unit_id for heir in selectors.heirs(world.thach_chau.id, DAY)] == [new.unit_id]
    assert {heir.unit_id for heir in selectors.predecessors(new.unit_id, DAY)} == {world.mai_phu.id, world.thach_khe.id}
    assert len(selectors.children(new.unit_id, DAY)) == 6
    assert selectors.children(world.mai_phu.id, DAY) == ()
    assert journal.timeline(plan.province_id, "plan", plan.pk)[-1].verb == "plan_decided"


def test_organs_are_those_the_plan_names(world, second):
    plan = merging(world)
    new = plan.units.get(side="new")
    with editing(code=plan.code, verb="plan_organs_set", by=None, at=NOW) as edit:
        edit.create([PlanOrgan(plan=plan, new=new, organ_kind="office", name="Văn phòng Lộc Hà")])
    decide(code=plan.code, by=second, at=NOW)
    new.refresh_from_db()
    assert [organ.full_name for organ in selectors.children(new.unit_id, DAY)] == ["Văn phòng Lộc Hà"]


def test_the_new_unit_offers_what_its_predecessors_offered(world, second):
    load_catalogue(six_files())
    assign([world.mai_phu.id], since=date(2025, 7, 1), codes=[BIRTH])
    assign([world.thach_khe.id], since=date(2025, 7, 1), codes=[BIRTH, COPY])
    plan = decide(code=merging(world).code, by=second, at=NOW)
    new = plan.units.get(side="new")
    assert assigned(new.unit_id, DAY) == {BIRTH, COPY}
    assert assigned(new.unit_id, LAST) == frozenset()
    assert assigned(world.thach_khe.id, DAY) == frozenset()


def test_deciding_twice_changes_nothing(world, second):
    plan = decide(code=merging(world).code, by=second, at=NOW)
    before = everything()
    assert decide(code=plan.code, by=second, at=NOW + timedelta(hours=1)).decided_at == plan.decided_at
    assert everything() == before


def test_cancelled_before_its_day_everything_is_as_it_was(world, second):
    load_catalogue(six_files())
    assign([world.mai_phu.id, world.thach_khe.id], since=date(2025, 7, 1), codes=[BIRTH, COPY])
    plan = merging(world)
    before = everything()
    decide(code=plan.code, by=second, at=NOW)
    assert everything() != before
    cancel(code=plan.code, by=second, at=NOW + timedelta(days=1), reason="Nghị quyết hoãn")
    assert everything() == before
    plan.refresh_from_db()
    assert (plan.state, plan.decided_at) == (PlanState.DRAFT, None)
    assert not Writing.objects.exists()
    assert decide(code=plan.code, by=second, at=NOW + timedelta(days=2)).state == PlanState.DECIDED


def test_on_its_day_it_can_no_longer_be_cancelled(world, second):
    plan = decide(code=merging(world).code, by=second, at=NOW)
    with pytest.raises(MoveNotAllowed):
        cancel(code=plan.code, by=second, at=NOW + timedelta(days=56))


def test_where_org_knows_the_units_nothing_is_written_for_them(world, second):
    plan = known_plan(world)
    for code in ("436", "439", "445", "449"):
        assert plan.units.filter(side="old", code=code).exists()
    before = everything()
    decide(code=plan.code, by=second, at=NOW)
    assert everything() == before
    assert not Writing.objects.filter(kind__in=["units", "links", "ended"]).exists()


def test_who_drew_it_up_does_not_decide_it(world, second):
    drawn = merging(world)
    drawn.created_by_id = second.user_id
    drawn.save()
    with pytest.raises(Forbidden):
        decide(code=drawn.code, by=second, at=NOW)
    with pytest.raises(Forbidden):
        decide(code=drawn.code, by=None, at=NOW)
    drawn.is_exercise = True
    drawn.save()
    assert decide(code=drawn.code, by=second, at=NOW).state == PlanState.DECIDED


def test_what_was_edited_after_reading_is_not_decided(world, second):
    plan = merging(world)
    with editing(code=plan.code, verb="plan_seat_set", by=None, at=NOW) as edit:
        edit.create([Seat(plan=plan, new=plan.units.get(side="new"), organs="UBND", is_main=True)])
    with pytest.raises(MoveNotAllowed) as refused:
        decide(code=plan.code, by=second, at=NOW, seen_version=plan.version)
    assert refused.value.code == "plan_changed"


def test_red_lines_forbid_the_decision_and_are_named(world, second):
    plan = merging(world)
    plan.goings.first().delete()
    with pytest.raises(RedLines) as refused:
        decide(code=plan.code, by=second, at=NOW)
    assert any("Đơn vị cũ chưa có chỗ" in error["message"] for error in refused.value.errors)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_a_unit_of_another_decided_plan_is_refused(world, second):
    first = merging(world)
    again = make_plan(world, on=DAY, kind=PlanKind.SOME, code="lan-hai")
    content = Content(
        old={"18604": old_unit("18604", DAY)},
        new={"18999": NewUnit("18999", "Khác", "Xã Khác", "commune")},
        ways={("18604", "18999"): Way("18604", "18999", "renamed")},
    )
    fill(code=again.code, content=content, whole=True, verb="plan_imported", words="Nạp", by=None, at=NOW)
    decide(code=first.code, by=second, at=NOW)
    codes = {finding.code for finding in checks.red_lines(again, today=NOW.date())}
    assert "old_claimed" in codes
    with pytest.raises(RedLines):
        decide(code=again.code, by=second, at=NOW)


def test_today_is_refused_when_the_old_units_have_worked_since_midnight(world, second):
    plan = merging(world, day=NOW.date())
    entry = journal.Entry(world.province.id, "dossier", 1, "received", NOW, None, world.mai_phu.id)
    journal.append([entry])
    with pytest.raises(MoveNotAllowed) as refused:
        decide(code=plan.code, by=second, at=NOW)
    assert refused.value.code == "old_units_have_acted"
    plan.is_exercise = True
    plan.save()
    assert decide(code=plan.code, by=second, at=NOW).state == PlanState.DECIDED


def test_other_parts_write_and_take_back_in_the_same_act(world, second, monkeypatch):
    said = []
    monkeypatch.setattr(
        hooks, "_decide", {"thu": lambda plan, **_: said.append(("ghi", plan.units.get(side="new").unit_id))}
    )
    monkeypatch.setattr(hooks, "_cancel", {"thu": lambda plan, **_: said.append(("trả", plan.code))})
    plan = decide(code=merging(world).code, by=second, at=NOW)
    unit_id = plan.units.get(side="new").unit_id
    cancel(code=plan.code, by=second, at=NOW)
    assert said == [("ghi", unit_id), ("trả", "loc-ha")]


def test_a_post_given_in_the_new_unit_keeps_the_decision(world, second):
    plan = decide(code=merging(world).code, by=second, at=NOW)
    make_official(world, "locha.chutich", Role.CHAIR, plan.units.get(side="new").unit_id)
    with pytest.raises(MoveNotAllowed):
        cancel(code=plan.code, by=second, at=NOW)
    plan.refresh_from_db()
    assert plan.state == PlanState.DECIDED


def test_a_district_s_work_goes_where_people_have_chosen(world, second):
    plan = known_plan(world)
    province, district = plan.units.get(side="new", kind="province"), plan.units.get(side="old", code="445")
    assert district.unit_id not in {leaving.unit_id for leaving in leaving_units(plan)}
    district.caretaker = province
    district.save()
    (leaving,) = [one for one in leaving_units(plan) if one.unit_id == district.unit_id]
    assert leaving.heirs == (world.province.id,)
    decide(code=plan.code, by=second, at=NOW)
    assert selectors.heirs(world.district.id, date(2025, 7, 1)) == ()


def test_boards_of_communes_do_not_count_the_province(world):
    plan = known_plan(world)
    assert plan.units.filter(side="new", kind="province").exists()
    assert communes(plan, "new").count() == 8
    assert len(progress(plan)) == 8
