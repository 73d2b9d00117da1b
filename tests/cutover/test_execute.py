"""Chuyển: open work changes hands at the instant, with code, due day and past; twice changes nothing."""

from datetime import timedelta

import pytest

from tests.factories.cutover import Change, merge_two, midnight
from tests.factories.dossiers import Office, finished, in_processing, moment, submit
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Batch, PlanState, Run
from thongsuot.cutover.services.executing import execute
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.usefixtures("eve")

FRIDAY_8 = moment(1, 8, month=8)


@pytest.fixture
def change(office: Office) -> Change:
    return merge_two(office)


def test_open_dossiers_go_to_the_new_unit_with_code_and_due_day(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    before = Dossier.objects.get(code=code)
    with frozen(FRIDAY_8):
        run = execute(change.plan)
    after = Dossier.objects.get(code=code)
    assert (after.code, after.due_at, after.clock) == (before.code, before.due_at, before.clock)
    assert after.competent_unit_id == office.world.mai_phu.id
    assert Holding.objects.get(dossier_id=before.pk).unit_id == change.heir.id
    assert OpenWork.objects.get(subject_id=before.pk).unit_id == change.heir.id
    assert run.state == Run.State.DONE
    assert run.report["moved"] == {"dossier": 1, "task": 1}


def test_the_journal_says_it_and_the_chain_holds(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    with frozen(FRIDAY_8):
        execute(change.plan)
        loaded = dossier_for(office.who("motcua1", FRIDAY_8), code)
    from thongsuot.dossiers.selectors.timeline import timeline_of

    last = timeline_of(loaded)[-1]
    assert last.verb == "transferred"
    assert last.unit_id == change.heir.id
    assert last.data == {
        "plan": "sap-xep",
        "from": office.world.mai_phu.id,
        "to": change.heir.id,
        "legal_basis": change.plan.legal_basis,
    }
    assert verify().ok


def test_who_has_a_fitting_post_keeps_his_task_and_the_others_fall_to_the_pool(office: Office, change: Change) -> None:
    kept = in_processing(office, at=moment(30, 9))
    lost = submit(office, at=moment(30, 9)).dossier.code
    services.assign(code=lost, principal=office.who("vanphong", moment(30, 9)), at=moment(30, 10), to="maiphu.kinhte")
    with frozen(FRIDAY_8):
        execute(change.plan)
    holders = {
        code: OpenWork.objects.get(subject_id=Dossier.objects.get(code=code).pk).assignee_id for code in (kept, lost)
    }
    assert holders == {kept: office.users["hotich"].pk, lost: None}


def test_the_new_unit_finishes_what_the_old_one_began(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    with frozen(FRIDAY_8):
        execute(change.plan)
    later = FRIDAY_8 + timedelta(hours=1)
    services.complete_step(code=code, principal=office.who("hotich", later), at=later, step="verify", decision="pass")
    services.finish(code=code, principal=office.who("tk_chutich", later), at=later, outcome="granted")
    assert Dossier.objects.get(code=code).status == "FINISHED"


def test_closed_dossiers_stay_where_they_were_closed(office: Office, change: Change) -> None:
    code = finished(office, at=moment(28, 9))
    clerk = office.who("motcua1", moment(29, 9))
    services.return_result(code=code, principal=clerk, at=moment(29, 9), method="COUNTER", taken_by="Lan")
    with frozen(FRIDAY_8):
        run = execute(change.plan)
    assert run.report["moved"] == {"paper_to_sign": 1}  # nobody here has a certificate: the heir may sign the result
    assert Dossier.objects.get(code=code).competent_unit_id == office.world.mai_phu.id


def test_a_second_time_changes_nothing(office: Office, change: Change) -> None:
    in_processing(office, at=moment(30, 9))
    with frozen(FRIDAY_8):
        first = execute(change.plan)
    entries = Batch.objects.count()
    with frozen(FRIDAY_8 + timedelta(hours=1)):
        again = execute(change.plan)
    assert (again.pk, Batch.objects.count()) == (first.pk, entries)


def test_not_before_the_instant_and_not_undecided(office: Office, change: Change) -> None:
    in_processing(office, at=moment(30, 9))
    with frozen(midnight() - timedelta(seconds=1)), pytest.raises(MoveNotAllowed) as refused:
        execute(change.plan)
    assert refused.value.code == "too_early"
    change.plan.state = PlanState.DRAFT
    change.plan.save()
    with frozen(FRIDAY_8), pytest.raises(MoveNotAllowed) as refused:
        execute(change.plan)
    assert refused.value.code == "plan_not_decided"
    assert not Batch.objects.exists()
