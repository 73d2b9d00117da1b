"""Ủy quyền at work: a delegate signs and assigns for the holder, in his own name, with the paper in the journal."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import Office, in_processing, moment, submit
from thongsuot.accounts import services as accounts
from thongsuot.accounts.models import Delegation, Role
from thongsuot.accounts.services import NewDelegation
from thongsuot.common.errors import Forbidden
from thongsuot.dossiers import services
from thongsuot.dossiers.present import entry_out
from thongsuot.dossiers.results import signer_of
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.selectors.timeline import people_of, timeline_of
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import Task
from thongsuot.tasks.selectors import TaskFilter, open_work
from thongsuot.tasks.specs import TaskSpec

pytestmark = pytest.mark.django_db


def hand_over(office: Office, giver: str, to: str) -> Delegation:
    post = office.users[giver].posts.get()
    wanted = NewDelegation(post.pk, office.users[to].username, moment(7, 8), moment(14, 0), "15/GUQ-UBND")
    return accounts.delegate(by=office.who(giver), wanted=wanted, at=moment(7, 8))


def verified(office: Office, by: str = "hotich") -> str:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to=f"maiphu.{by}")
    services.complete_step(code=code, principal=office.who(by), at=moment(7, 10), step="verify", decision="pass")
    return code


def actors(office: Office, code: str) -> dict[str, str | None]:
    loaded = dossier_for(office.who("chutich"), code)
    entries = timeline_of(loaded)
    return {e.verb: entry_out(e, loaded, people_of(entries, loaded.sight))["actor"] for e in entries}


def test_a_delegate_of_the_chair_sees_the_signing_and_signs_in_his_own_name(office: Office) -> None:
    code = verified(office)
    with pytest.raises(Forbidden):
        services.finish(code=code, principal=office.who("vanphong"), at=moment(7, 11), outcome="granted")
    hand_over(office, "chutich", "vanphong")
    delegate = office.who("vanphong")
    assert [row.subject_code for row in open_work(delegate, TaskFilter(view="pool"))] == [code]
    signer = signer_of(dossier_for(delegate, code), delegate)
    assert (signer.authority, signer.name) == ("TUQ. CHỦ TỊCH", "maiphu.vanphong")
    services.finish(code=code, principal=delegate, at=moment(7, 11), outcome="granted")
    assert actors(office, code)["finished"] == "maiphu.vanphong (thay maiphu.chutich, theo ủy quyền số 15/GUQ-UBND)"
    assert actors(office, code)["assigned"] == "maiphu.vanphong"  # before, as the leader he is


def test_a_step_the_holder_had_taken_is_done_by_his_delegate(office: Office) -> None:
    code = verified(office)
    step = dossier_for(office.who("chutich"), code).open_steps()[0]
    tasks.claim(task_id=step.task_id, principal=office.who("chutich"), at=moment(7, 10, 30))
    hand_over(office, "chutich", "vanphong")
    services.complete_step(
        code=code,
        principal=office.who("vanphong"),
        at=moment(7, 11),
        step=step.key,
        decision="return",
        note="Thiếu chữ ký của mẹ",
    )
    assert "thay maiphu.chutich" in str(actors(office, code)["step_returned"])


def test_four_eyes_count_the_person_not_the_post(office: Office) -> None:
    code = verified(office, by="hotich")
    hand_over(office, "chutich", "hotich")
    with pytest.raises(Forbidden, match="không được tự ký"):
        services.finish(code=code, principal=office.who("hotich"), at=moment(7, 11), outcome="granted")
    services.finish(code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="granted")


def test_a_delegate_of_a_leader_assigns_and_his_own_work_stays_his_own(office: Office) -> None:
    hand_over(office, "vanphong", "hotich")
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("hotich"), at=moment(7, 9, 5), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    found = actors(office, code)
    assert found["assigned"] == "maiphu.hotich (thay maiphu.vanphong, theo ủy quyền số 15/GUQ-UBND)"
    assert found["step_completed"] == "maiphu.hotich"


def test_after_revocation_nothing_more_can_be_done(office: Office) -> None:
    code = verified(office)
    made = hand_over(office, "chutich", "vanphong")
    accounts.revoke(by=office.who("chutich"), delegation_id=made.pk, at=moment(7, 8, 30))
    with pytest.raises(Forbidden):
        services.finish(code=code, principal=office.who("vanphong"), at=moment(7, 11), outcome="granted")


def test_work_sent_back_returns_to_the_delegate_who_did_it_while_he_is_one(office: Office) -> None:
    hand_over(office, "vanphong", "hotich")
    spec = {"unit_id": office.world.mai_phu.id, "role": Role.UNIT_LEADER}
    assert held_by(office, spec, moment(7, 10)) == office.users["hotich"].pk
    assert held_by(office, spec, moment(15, 10)) is None


def held_by(office: Office, spec: dict[str, Any], at: datetime) -> int | None:
    """Who holds a task that is opened for the delegate by name."""
    dossier = submit(office).dossier
    named = TaskSpec(
        province_id=dossier.province_id,
        kind="dossier.step",
        what="Kiểm tra",
        result="Ý kiến",
        accountable="Lãnh đạo",
        subject_kind="dossier",
        subject_id=dossier.pk,
        subject_code=dossier.code,
        subject_title="x",
        page="/",
        assignee_id=office.users["hotich"].pk,
        state=2,
        **spec,
    )
    [task_id] = tasks.open_tasks([named], at=at)
    return Task.objects.get(pk=task_id).assignee_id


def test_a_question_withdrawn_as_the_leaders_delegate_says_so(office: Office) -> None:
    code = in_processing(office)
    hand_over(office, "vanphong", "motcua1")
    asked = {"to": "42-STP", "question": "Có được không?", "due_at": moment(8, 11)}
    services.consult(code=code, principal=office.who("hotich"), at=moment(7, 10), **asked)
    services.withdraw_consultation(code=code, principal=office.who("motcua1"), at=moment(7, 11), reason="đã rõ")
    told = actors(office, code)
    assert told["consulted"] == "maiphu.hotich"
    assert told["consultation_withdrawn"] == "maiphu.motcua1 (thay maiphu.vanphong, theo ủy quyền số 15/GUQ-UBND)"
