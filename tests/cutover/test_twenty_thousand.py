"""Hà Tĩnh, 209 communes with 20,000 dossiers, becomes 69 in one night: killed, gone on, verified, taken back.

One load for all of it; the tests are steps of one night and stand in its order.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cutover.test_killed import killed_after, patiently
from tests.factories.dossiers import moment
from tests.factories.ha_tinh import DOSSIERS, HaTinh, ha_tinh
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify as verify_journal
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.selectors import books
from thongsuot.cutover.selectors.plans import Size, size
from thongsuot.cutover.selectors.routes import leaving_units
from thongsuot.cutover.services.executing import Pace, execute
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.cutover.services.verifying import verify
from thongsuot.dossiers.models import Dossier, Holding

NIGHT, MORNING = moment(1, 0, 5), moment(1, 9)
PACE = Pace(chunk=500, rest=0)


@pytest.fixture(scope="module")
def night(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HaTinh]:
    with django_db_blocker.unblock(), ha_tinh(tmp_path_factory.mktemp("hatinh")) as one:
        yield one


def by_unit(lines: list[books.Line]) -> dict[tuple[str, int, str], tuple[int, str]]:
    return {(kind, unit, state): (count, total) for kind, unit, state, count, total in lines}


def test_the_plan_is_the_real_one_and_everything_split_is_decided(night: HaTinh) -> None:
    assert size(night.plan) == Size(old=209, new=69, split=2, districts=12)
    assert "1665" in night.plan.legal_basis
    assert night.plan.state == PlanState.DECIDED
    assert (night.loaded["dossiers"], night.loaded["units"]) == (DOSSIERS, 209)
    assert night.by_rule > 0
    assert night.by_people > 0


def test_it_is_killed_goes_on_is_verified_and_taken_back(night: HaTinh) -> None:
    plan = night.plan
    leaving = leaving_units(plan)
    before = books.of_plan(plan, leaving)
    holdings = set(Holding.objects.values_list("dossier_id", "unit_id"))
    chance = random.Random(20250701)

    def act() -> None:
        with frozen(NIGHT), stamps.of_one_request():
            patiently(lambda: execute(Plan.objects.get(), pace=PACE))

    assert [killed_after(chance.randrange(100, 900), act) for _n in range(3)] == [True] * 3
    with frozen(NIGHT), stamps.of_one_request():
        run = patiently(lambda: execute(plan, pace=PACE))
        assert run.starts > 1
        assert execute(plan, pace=PACE).pk == run.pk, "twice changes nothing"
        after = books.of_plan(plan, leaving)
        assert books.totals(after) == books.totals(before)
        heirs = {heir for one in leaving for heir in one.heirs}
        assert set(Holding.objects.values_list("unit_id", flat=True)) <= heirs
        told = JournalEntry.objects.filter(verb="transferred", subject_kind="dossier")
        assert sorted(told.values_list("subject_id", flat=True)) == sorted(h for h, _unit in holdings)
        assert [c for c in verify(plan, whole_journal=True).report["checks"] if not c["ok"]] == []
        assert Plan.objects.get().state == PlanState.VERIFIED
    with frozen(MORNING), stamps.of_one_request():
        roll_back(plan)
        assert by_unit(books.of_plan(plan, leaving)) == by_unit(before)
        assert set(Holding.objects.values_list("dossier_id", "unit_id")) == holdings
    assert not Run.objects.filter(state=Run.State.RUNNING).exists()
    assert verify_journal().ok
    assert Dossier.objects.count() == DOSSIERS
