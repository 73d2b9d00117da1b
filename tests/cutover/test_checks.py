"""The check of a plan: every rule finds its fault and nothing else; red lines are those that forbid the decision."""

import json
from datetime import date

import pytest

from config.cli import main
from tests.cutover.plans import known_plan, make_plan
from tests.cutover.test_deciding import merging
from tests.factories.accounts import make_official
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.cutover import checks
from thongsuot.cutover.checks import Finding, Severity
from thongsuot.cutover.models import DataRequest, Going, Plan, PlanKind, PlanUnit, Seat
from thongsuot.cutover.services.posts import PostFacts, put_post

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def found(plan, today=TODAY):
    return {finding.code: finding for finding in checks.check(plan, today=today)}


def words(finding):
    return " | ".join(thing.words for thing in finding.things)


def red(plan):
    return {finding.code for finding in checks.red_lines(plan, today=TODAY)}


def test_a_complete_plan_has_no_red_line(world):
    plan = known_plan(world)
    assert red(plan) == set()
    told = found(plan)
    assert {"no_main_seat", "no_chair", "no_clerk", "no_signer", "split_unprepared", "district_unplaced"} <= set(told)
    assert "Xã Kỳ Lợi" in words(told["split"])
    assert "Phường Đại Nài" in words(told["split"])
    assert "mã của Xã Thạch Châu" in words(told["code_reused"])


def test_an_empty_plan_is_a_red_line(world):
    assert red(make_plan(world)) == {"empty"}


def test_units_without_a_place_are_found(world):
    plan = known_plan(world)
    plan.goings.filter(old__code="18196").delete()
    assert red(plan) == {"old_unplaced", "new_without_predecessor"}
    assert "Xã Sơn Kim 1" in words(found(plan)["old_unplaced"])


def test_a_unit_of_the_province_that_is_left_out_is_found(world):
    plan = known_plan(world)
    plan.units.filter(side="old", code="18493").delete()
    assert red(plan) == {"old_missing"}
    plan.kind = PlanKind.SOME
    plan.save()
    assert red(plan) == set()
    assert "Xã Phù Lưu" in words(found(plan)["untouched"])


@pytest.mark.parametrize(
    ("old", "new", "relation", "code"),
    [
        ("18583", "18604", "whole", "whole_and_other"),
        ("18583", "18604", "part", "whole_and_other"),
        ("18796", "18604", "whole_area", "whole_and_other"),
    ],
)
def test_contradictory_ways_are_red_lines(world, old, new, relation, code):
    plan = known_plan(world)
    units = {(unit.side, unit.code): unit for unit in plan.units.all()}
    Going.objects.create(plan=plan, old=units["old", old], new=units["new", new], relation=relation)
    assert code in red(plan)


@pytest.mark.parametrize(
    ("relation", "code", "severity"),
    [
        ("part_people", "part_and_nothing", Severity.RED),
        ("renamed", "relation_wrong", Severity.WARN),
        ("retyped", "relation_wrong", Severity.WARN),
        ("district_to_special", "relation_wrong", Severity.WARN),
    ],
)
def test_a_manner_that_does_not_fit_its_units_is_found(world, relation, code, severity):
    plan = known_plan(world)
    plan.goings.filter(old__code="18196").update(relation=relation)
    assert found(plan)[code].severity is severity


def test_unchanged_with_several_predecessors_is_a_red_line(world):
    plan = known_plan(world)
    plan.goings.filter(old__code="18583").update(relation="unchanged")
    assert red(plan) == {"alone_and_others"}


def test_split_units_ask_for_a_rule_or_a_caretaker_among_their_heirs(world):
    plan = known_plan(world)
    ky_loi = plan.units.get(side="old", code="18796")
    assert "Xã Kỳ Lợi" in words(found(plan)["split_unprepared"])
    ky_loi.caretaker = plan.units.get(side="new", code="18823")
    ky_loi.save()
    assert "Xã Kỳ Lợi" not in words(found(plan)["split_unprepared"])
    ky_loi.caretaker = plan.units.get(side="new", code="18604")
    ky_loi.save()
    assert red(plan) == {"caretaker_elsewhere"}


def test_a_district_is_placed_by_a_caretaker(world):
    plan = known_plan(world)
    PlanUnit.objects.filter(plan=plan, kind="district").update(caretaker=plan.units.get(side="new", kind="province"))
    assert "district_unplaced" not in found(plan)


def test_codes_and_names_of_others_are_found(world):
    plan = merging(world)
    new = plan.units.get(side="new")
    PlanUnit.objects.filter(pk=new.pk).update(code="18073")
    assert red(plan) == {"code_taken"}
    PlanUnit.objects.filter(pk=new.pk).update(code="1807")
    assert red(plan) == {"code_unfit"}
    PlanUnit.objects.filter(pk=new.pk).update(code="18583", identifier="H27.18073")
    assert red(plan) == {"identifier_taken"}
    whole = known_plan(world, code="ca-tinh")
    whole.units.filter(side="new", code="18754").update(name="Thạch Mỹ", full_name="Phường Thạch Mỹ")
    assert "Xã Thạch Mỹ đã đi nơi khác" in words(found(whole)["name_of_another"])
    whole.units.filter(side="new", code="18652").update(name="Thạch Mỹ", full_name="Phường Thạch Mỹ")
    assert len(found(whole)["name_twice"].things) == 2


def test_a_unit_on_both_sides_is_a_circle(world):
    plan = merging(world)
    plan.units.filter(side="new").update(unit_id=world.mai_phu.id)
    assert "circle" in red(plan)


def test_days_and_exercises(world, settings):
    plan = merging(world)
    late = {finding.code for finding in checks.red_lines(plan, today=date(2025, 10, 1))}
    assert late == {"day_is_past"}
    settings.DEMO = False
    assert red(plan) == set()
    plan.is_exercise = True
    assert red(plan) == {"exercise_here"}
    Plan.objects.filter(pk=plan.pk).update(effective_on=date(2025, 6, 1))
    plan.refresh_from_db()
    assert {"before_two_tiers", "old_not_in_force"} <= red(plan)


def test_people_posts_and_seats(world):
    plan = merging(world)
    new, old = plan.units.get(side="new"), plan.units.get(side="old", code="18583")
    make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu)
    make_official(world, "maiphu.cu", Role.SPECIALIST, world.mai_phu, until=NOW)
    assert words(found(plan)["people_without_post"]) == "Xã Mai Phụ: 1 người"
    put_post(code=plan.code, facts=PostFacts(new.pk, "chair", username="maiphu.chutich"), by=None, at=NOW)
    put_post(code=plan.code, facts=PostFacts(new.pk, "counter_clerk", title="Một cửa 1"), by=None, at=NOW)
    told = found(plan)
    assert "people_without_post" not in told
    assert "Một cửa 1" in words(told["post_without_person"])
    assert {"no_chair", "no_signer"}.isdisjoint(told)
    assert "no_clerk" in told
    Seat.objects.create(plan=plan, new=new, old=old, organs="UBND", is_main=True)
    assert "no_main_seat" not in found(plan)
    stranger = PlanUnit.objects.create(
        plan=plan,
        side="old",
        unit_id=world.thanh_sen.id,
        code="18073",
        name="Thành Sen",
        full_name="Phường Thành Sen",
        kind="ward",
    )
    Seat.objects.create(plan=plan, new=new, old=stranger, organs="Mặt trận")
    assert "Mặt trận" in words(found(plan)["seat_elsewhere"])


def test_units_that_have_not_delivered_are_named(world):
    plan = merging(world)
    asker = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    new = plan.units.get(side="new")
    DataRequest.objects.create(
        plan=plan, unit=new, kind="staff", answered_by_id=world.mai_phu.id, due_at=NOW, asked_by=asker, asked_at=NOW
    )
    assert words(found(plan)["data_not_delivered"]) == "Xã Lộc Hà: nhân sự"


def test_another_part_adds_its_rule(world, monkeypatch):
    monkeypatch.setattr(checks, "_rules", dict(checks._rules))
    checks.register("thu", lambda facts: [Finding("thu", Severity.RED, facts.plan.code, "Sửa")])
    assert red(merging(world)) == {"thu"}


def test_the_command_line_checks_and_says_what_forbids(world, capsys, monkeypatch):
    plan = known_plan(world)
    quiet(monkeypatch)
    assert main(["cutover", "check", plan.code, "--json"]) == 0
    codes = {finding["code"] for finding in json.loads(capsys.readouterr().out)}
    assert "split" in codes
    plan.goings.filter(old__code="18493").delete()
    assert main(["cutover", "check", plan.code]) == 1
    assert "Xã Phù Lưu (18493)" in capsys.readouterr().out
    assert main(["cutover", "check", "khong-co"]) == 2


def test_the_command_line_draws_up_and_decides(world, capsys, monkeypatch):
    quiet(monkeypatch)
    assert main(["cutover", "plan", "ha-tinh-2025", "--province", "42", "--on", "2025-07-01"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["old"], made["new"], made["split"], made["version"]) == (11, 8, 2, 2)
    assert main(["cutover", "plan", "ha-tinh-2025"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == {"add": 0, "change": 0, "remove": 0}
    make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    assert main(["cutover", "decide", "ha-tinh-2025"]) == 2
    assert "--by" in capsys.readouterr().err
    assert main(["cutover", "decide", "ha-tinh-2025", "--by", "hatinh.quantri"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "decided"
    assert main(["cutover", "plan", "moi"]) == 2


def quiet(monkeypatch):
    """Commands use the test's own database."""
    from contextlib import contextmanager

    from config.commands import cutover_plan

    @contextmanager
    def here(**_options):
        yield

    monkeypatch.setattr(cutover_plan, "django_session", here)
