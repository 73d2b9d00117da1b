"""Cuộc đi thử quyền: everybody knocks at every door, and each answer is the one that rule and scope say.

401 (API) or the sign-in page for strangers · 403 where the rule or the verb says no · 404 outside one's scope, never
403 there · otherwise let in. Doors come from the URL conf and the API, so a new one is walked as soon as it exists.
"""

import pytest
from django.db import transaction

from tests.house.doors import API_PREFIX, Door, operations, pages
from tests.walks.samples import OPERATIONS, PAGES, Sample
from tests.walks.stage import NOW, Persona, Stage, set_stage
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen

pytestmark = [
    pytest.mark.django_db,
    # A file that a door answers with is read and closed by a server; the client of these tests leaves it to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
PARTS = 6


@pytest.fixture
def stage(world):
    return set_stage(world)


@pytest.mark.parametrize(("doors", "samples"), [(pages, PAGES), (operations, OPERATIONS)])
def test_every_door_has_a_sample(doors, samples):
    found = {door.key for door in doors()}
    missing = sorted(found - set(samples))
    assert not missing, f"cửa chưa có mẫu: thêm vào tests/walks/samples/ (tham số, ai thấy, ai được làm): {missing}"
    left_over = sorted(set(samples) - found)
    assert not left_over, f"mẫu của cửa không còn nữa: bỏ khỏi tests/walks/samples/: {left_over}"


# In parts, so that no worker walks alone at the end: every PARTS-th door, beginning with the part's number.
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_the_answer_that_rule_and_scope_say_on_pages(stage, part):
    assert wrong_answers(stage, [*pages()][part::PARTS], PAGES) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_the_answer_that_rule_and_scope_say_in_the_api(stage, part):
    assert wrong_answers(stage, [*operations()][part::PARTS], OPERATIONS) == []


def test_strangers_read_a_problem_in_vietnamese(stage):
    stranger = stage.personas[0]
    response = stranger.client.get("/api/v1/dossiers")
    assert response.status_code == 401
    assert response["Content-Type"].startswith("application/problem+json")
    assert response["WWW-Authenticate"] == "Bearer"
    problem = response.json()
    assert problem["code"] == "not_signed_in"
    assert "đăng nhập" in problem["detail"]


def test_no_administrator_reads_the_contents_of_a_dossier(stage):
    address = f"/api/v1/dossiers/{stage.dossier.code}"
    for persona in stage.personas:
        if persona.roles and persona.roles <= {Role.UNIT_ADMIN, Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER}:
            with frozen(NOW):
                assert persona.client.get(address).status_code == 404, persona.name


def wrong_answers(stage: Stage, doors: list[Door], samples: dict[str, Sample]) -> list[str]:
    """Every persona tries every method of every door; all that were answered otherwise than rule and scope say."""
    wrong = []
    for door in doors:
        sample = samples.get(door.key)
        if sample is None:
            continue  # test_every_door_has_a_sample speaks of it
        address = "/" + fill(door.route, sample.params(stage))
        for persona in stage.personas:
            for method in sample.methods:
                status, place = knock(stage, persona, method, address, sample)
                if problem := judge(door, sample, stage, persona, status, place):
                    wrong.append(f"{method} {door.key} · {persona.name} ({persona.place}): {problem}")
    return wrong


def knock(stage: Stage, persona: Persona, method: str, address: str, sample: Sample) -> tuple[int, str]:
    """Try a door and undo whatever came of it."""
    cookies = persona.client.cookies.copy()
    arguments: dict = {"headers": {"Idempotency-Key": "walk"}}
    if method == "POST":
        api = address.startswith(f"/{API_PREFIX}") and sample.content_type == "application/json"
        arguments |= {"data": sample.body(stage)} | ({"content_type": "application/json"} if api else {})
    with frozen(NOW), transaction.atomic():
        response = (
            persona.client.generic("GET", address) if method == "GET" else persona.client.post(address, **arguments)
        )
        transaction.set_rollback(True)
    persona.client.cookies = cookies
    if file := getattr(response, "file_to_stream", None):
        file.close()  # a download that nobody reads
    return response.status_code, response.get("Location", "")


def judge(door: Door, sample: Sample, stage: Stage, persona: Persona, status: int, place: str) -> str:
    """What is wrong with an answer; empty when it is right."""
    rule = door.rule
    if persona.principal is None and not rule.anonymous:
        if door.is_api:
            return "" if status == 401 else f"{status} thay vì 401"
        return "" if status == 302 and place.startswith("/dang-nhap/") else f"{status} thay vì trang đăng nhập"
    if not rule.allows(persona.principal):
        return "" if status == 403 else f"{status} thay vì 403 (luật {rule})"
    if not sample.sees(stage, persona):
        return "" if status == 404 else f"{status} thay vì 404 (ngoài phạm vi)"
    if not sample.hands(stage, persona):
        return "" if status == 403 else f"{status} thay vì 403 (thấy nhưng không được làm)"
    return "" if status in sample.fine else f"{status}, lẽ ra được vào"


def fill(route: str, params: dict) -> str:
    """A route with its parameters: both `<uuid:uid>` of pages and `{code}` of operations."""
    for name, value in params.items():
        for shape in (
            f"<uuid:{name}>",
            f"<slug:{name}>",
            f"<int:{name}>",
            f"<str:{name}>",
            f"<path:{name}>",
            f"<{name}>",
            f"{{{name}}}",
        ):
            route = route.replace(shape, str(value))
    assert "<" not in route, f"thiếu tham số cho {route}"
    assert "{" not in route, f"thiếu tham số cho {route}"
    return route
