"""The task list reads a page of an index, whatever is chosen and however much is open: the plan is asserted, not the time."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories.dossiers import Office
from tests.tasks.test_list import AT, spec
from thongsuot.common import prepared
from thongsuot.tasks import services
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.selectors import TaskFilter, question

pytestmark = pytest.mark.django_db
THREE = (int(TaskState.NEW), int(TaskState.IN_PROGRESS), int(TaskState.RETURNED))
AFTER = (AT + timedelta(minutes=900), 0)
MOST_READ = 3 * 21  # a page and the row that says whether there is another one, from each of the branches


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in nodes(part))]


def plan_of(office: Office, who: str, chosen: TaskFilter, after: Any) -> list[dict[str, Any]]:
    """What PostgreSQL does for the statement as the web process sends it: prepared, with one plan for all values."""
    sql, params = question(office.who(who), chosen, after=after, limit=20)
    for _ in range(4):
        with prepared.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
    return nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


@pytest.mark.parametrize("after", [None, AFTER], ids=["first page", "deep page"])
@pytest.mark.parametrize(
    ("who", "chosen"),
    [
        ("hotich", TaskFilter()),
        ("hotich", TaskFilter(states=THREE)),
        ("vanphong", TaskFilter(view="unit", states=THREE)),
        ("hotich", TaskFilter(kinds=("test.work",), due_before=AT + timedelta(days=9))),
    ],
    ids=["all", "three states", "unit", "kind and due"],
)
def test_a_page_of_the_index_is_read_and_nothing_is_scanned(
    office: Office, who: str, chosen: TaskFilter, after: Any
) -> None:
    specs = [spec(office, due_at=AT + timedelta(minutes=m), subject_id=m) for m in range(1_500)]
    services.open_tasks(specs, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tasks_openwork, tasks_task, accounts_post, accounts_user")
    for node in plan_of(office, who, chosen, after):
        if str(node.get("Relation Name", "")).startswith("tasks_"):
            assert node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0) <= MOST_READ, node
