"""Đăng ký, trình: a number of the register the same day, then the leader."""

import pytest

from tests.documents.incoming.conftest import LATER
from tests.factories.documents import AT, a_file, a_letter, arrived
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.documents.models import DocumentHolding, RegisterEntry, State
from thongsuot.documents.services import taking_in
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


def kinds_open(document):
    return sorted(OpenWork.objects.filter(subject_id=document.pk).values_list("kind", flat=True))


def test_arrival_numbers_of_a_year_follow_each_other(world, office):
    letters = [arrived(world, number=str(one)) for one in range(1, 4)]
    numbers = [taking_in.register(uid=one.uid, principal=office.clerk, at=LATER).arrival for one in letters]
    assert numbers == [1, 2, 3]
    assert set(RegisterEntry.objects.values_list("book", "state")) == {("in", "given")}


def test_registering_closes_its_task_and_asks_the_clerk_to_present(letter, office):
    taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER)
    assert kinds_open(letter) == ["document.present"]
    assert DocumentHolding.objects.get(document_id=letter.pk).state == State.REGISTERED
    [_arrived, entry] = journal.timeline(letter.province_id, "document", letter.pk)
    assert (entry.verb, entry.data["arrival"], entry.actor_id) == ("registered", 1, office.clerk.user_id)


def test_the_leader_gets_the_task_to_instruct(presented, office):
    assert presented.state == State.PRESENTED
    task = Task.objects.get(kind="document.instruct", subject_id=presented.pk)
    assert (task.assignee_id, task.role) == (office.chair.user_id, "chair")
    assert kinds_open(presented) == ["document.instruct"]


def test_presented_to_another_the_task_moves(presented, office, world):
    from tests.factories.accounts import make_official

    deputy = make_official(world, "vp.phochutich", "chair", world.mai_phu, full_name="Hồ Thị Phó")
    taking_in.present(uid=presented.uid, to=deputy.pk, principal=office.clerk, at=LATER)
    assert list(OpenWork.objects.filter(subject_id=presented.pk).values_list("assignee_id", flat=True)) == [deputy.pk]


def test_nobody_but_a_leader_is_presented_to(letter, office):
    with pytest.raises(Invalid) as refused:
        taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER, present_to=office.specialist.user_id)
    assert refused.value.code == "leader_not_found"
    letter.refresh_from_db()
    assert (letter.state, letter.arrival) == (State.ARRIVED, None)
    assert not RegisterEntry.objects.exists()


def test_only_a_clerk_registers_and_only_once(letter, office):
    with pytest.raises(Forbidden):
        taking_in.register(uid=letter.uid, principal=office.specialist, at=LATER)
    taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER)
    with pytest.raises(MoveNotAllowed):
        taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER)


def test_the_clerk_puts_right_what_the_machine_read_but_not_whose_letter_it_is(letter, office):
    facts = a_letter(summary="V/v rà soát hộ nghèo, hộ cận nghèo", urgency=1, type="BC", number="999")
    document = taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER, facts=facts)
    assert (document.summary, document.urgency, document.type) == (facts.summary, 1, "BC")
    assert document.number == "120"


def test_paper_is_in_the_book_with_one_act(office, world):
    came = taking_in.register_paper(
        unit_id=world.mai_phu.id,
        facts=a_letter(),
        files=[a_file(purpose="scan")],
        principal=office.clerk,
        at=AT,
        present_to=office.chair.user_id,
    )
    assert (came.new, came.document.state, came.document.arrival) == (True, State.PRESENTED, 1)
    assert kinds_open(came.document) == ["document.instruct"]


def test_paper_that_is_here_already_takes_no_second_number(letter, office, world):
    came = taking_in.register_paper(
        unit_id=world.mai_phu.id, facts=a_letter(), files=[], principal=office.clerk, at=LATER
    )
    assert (came.new, came.document.pk) == (False, letter.pk)
    assert not RegisterEntry.objects.exists()
