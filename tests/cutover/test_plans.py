"""Drawing up a plan, the list, and the home page with its cards."""

from datetime import date

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.page_client import PageClient
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.now import frozen
from thongsuot.cutover import steps
from thongsuot.cutover.models import Plan
from thongsuot.cutover.services.plans import NewPlan, draw_up

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def a_monday():
    with frozen(NOW):
        yield


def planner(world, name="hatinh.quantri"):
    return make_official(world, name, Role.PROVINCE_ADMIN, world.province)


def wanted(world, **more):
    facts = {"title": "Sắp xếp Hà Tĩnh", "province_id": world.province.id, "effective_on": DAY, "legal_basis": "NQ 1"}
    return NewPlan(**facts | more)


def test_a_plan_without_a_code_gets_one_from_province_and_year(world):
    first = draw_up(new=wanted(world), by=None, at=NOW)
    second = draw_up(new=wanted(world), by=None, at=NOW)
    assert (first.code, second.code) == ("ha-tinh-2026", "ha-tinh-2026-2")
    assert [entry.verb for entry in journal.timeline(first.province_id, "plan", first.pk)] == ["plan_drawn_up"]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": "  "}),
        ("legal_basis", {"legal_basis": ""}),
        ("code", {"code": "Hà Tĩnh"}),
        ("rollback_hours", {"rollback_hours": 0}),
    ],
)
def test_what_is_not_filled_in_is_named(world, field, more):
    with pytest.raises(Invalid) as refused:
        draw_up(new=wanted(world, **more), by=None, at=NOW)
    assert [error["field"] for error in refused.value.errors] == [field]
    assert not Plan.objects.exists()


def test_a_code_is_used_once(world):
    draw_up(new=wanted(world, code="mot"), by=None, at=NOW)
    with pytest.raises(Invalid) as refused:
        draw_up(new=wanted(world, code="mot"), by=None, at=NOW)
    assert refused.value.errors[0]["field"] == "code"


def test_another_province_s_planner_is_refused(world):
    other = make_official(world, "thanhhoa.quantri", Role.PROVINCE_ADMIN, world.other_province)
    with pytest.raises(Forbidden):
        draw_up(new=wanted(world), by=principal_for(other, NOW), at=NOW)


def test_the_page_draws_up_and_leads_home(world):
    client = sign_in(PageClient(), planner(world))
    assert "Chưa có kế hoạch sắp xếp nào" in client.get("/quan-tri/chuyen-doi/").content.decode()
    sent = {
        "title": "Sắp xếp Hà Tĩnh",
        "kind": "province",
        "province_id": world.province.id,
        "effective_on": "01/01/2026",
        "legal_basis": "Nghị quyết số 1",
        "rollback_hours": "72",
    }
    refused = client.post("/quan-tri/chuyen-doi/lap-moi/", sent | {"effective_on": "31/02/2026"})
    assert refused.status_code == 422
    answer = client.post("/quan-tri/chuyen-doi/lap-moi/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/quan-tri/chuyen-doi/ha-tinh-2026/")
    home = client.get(answer["Location"]).content.decode()
    assert "00:00 ngày 01/01/2026" in home
    assert "Nghị quyết số 1" in home


def test_a_registered_step_is_a_card(world, monkeypatch):
    monkeypatch.setattr(steps, "_steps", {})
    steps.register(
        steps.Step(
            "thu", 10, "Bước thử", "Để thử", lambda plan: f"/x/{plan.code}/", lambda plan: steps.Progress(2, 5, "xã")
        )
    )
    plan = draw_up(new=wanted(world), by=None, at=NOW)
    page = sign_in(PageClient(), planner(world)).get(f"/quan-tri/chuyen-doi/{plan.code}/").content.decode()
    for words in ("Bước thử", f"/x/{plan.code}/", "2/5", "đang làm"):
        assert words in page


@pytest.mark.parametrize(
    ("progress", "state"),
    [
        (steps.Progress(0, 0), "waiting"),
        (steps.Progress(0, 3), "waiting"),
        (steps.Progress(1, 3), "doing"),
        (steps.Progress(3, 3), "done"),
        (steps.Progress(3, 3, state=steps.State.TROUBLE), "trouble"),
    ],
)
def test_a_step_says_how_far_it_is(progress, state):
    assert progress.shown_state == state


@pytest.mark.parametrize(
    ("state", "key"),
    [("draft", "data"), ("decided", "data"), ("executing", "run"), ("verified", "run"), ("rolled_back", None)],
)
def test_what_should_have_been_prepared_is_no_next_step_once_the_move_began(state, key):
    shown = [
        steps.Card(
            steps.Step(name, order, name, name, str, lambda plan: steps.Progress(0, 1)), steps.Progress(0, 1), "/x/"
        )
        for name, order in (("data", 20), ("run", steps.THE_MOVE))
    ]
    found = steps.following(shown, state)
    assert (found.step.key if found else None) == key
