"""Ý kiến chỉ đạo thành việc: accepted, reported, given more time, done with the document that answers."""

from datetime import timedelta

import pytest

from tests.documents.incoming.conftest import LATER, part_of
from tests.factories.documents import AT, Office
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.documents.models import (
    Document,
    DocumentHolding,
    DocumentLink,
    IncomingOrigin,
    Part,
    Recipient,
    State,
)
from thongsuot.documents.services import answering, instructing, working
from thongsuot.documents.services.instructing import Hands
from thongsuot.tasks.models import OpenWork, Task
from thongsuot.tasks.services import claim, give

pytestmark = pytest.mark.django_db
DUE = AT + timedelta(days=5)


def verbs(document):
    return [one.verb for one in journal.timeline(document.province_id, "document", document.pk)]


def open_kinds(document):
    return sorted(OpenWork.objects.filter(subject_id=document.pk).values_list("kind", flat=True))


def instruct(document, office, **changes):
    given = {
        "lead": Hands(person_id=office.specialist.user_id),
        "text": "Làm ngay.",
        "due_at": DUE,
        "principal": office.chair,
        "at": LATER,
    }
    return instructing.instruct(uid=document.uid, **(given | changes))


def test_an_instruction_becomes_tasks_with_the_five_clears(in_hand, office):
    assert (in_hand.state, in_hand.lead_id, in_hand.due_at) == (State.IN_HAND, office.specialist.user_id, DUE)
    lead, helper = Task.objects.filter(subject_id=in_hand.pk, kind__in=("document.work", "document.help")).order_by(
        "id"
    )
    assert (lead.assignee_id, lead.accountable, lead.due_at) == (office.specialist.user_id, "Lê Văn Bình", DUE)
    assert "số 1" in lead.what
    assert helper.assignee_id == office.helper.user_id
    assert open_kinds(in_hand) == ["document.help", "document.work"]
    assert DocumentHolding.objects.get(document_id=in_hand.pk).due_at == DUE


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": " "}, "text"), ({"due_at": AT}, "due_at"), ({"lead": Hands(person_id=999_999)}, "lead")],
)
def test_an_instruction_that_cannot_be_carried_out_is_refused(presented, office, changes, field):
    with pytest.raises(Invalid) as refused:
        instruct(presented, office, **changes)
    assert refused.value.errors[0]["field"] == field
    assert not Part.objects.exists()


def test_people_of_another_commune_are_no_hands_here(presented, office, world):
    other = Office(world, world.thach_khe, "tk")
    with pytest.raises(Invalid):
        instruct(presented, office, lead=Hands(person_id=other.specialist.user_id))
    with pytest.raises(NotFound):
        instruct(presented, office, principal=other.chair)
    with pytest.raises(Forbidden):
        instruct(presented, office, principal=office.specialist)


def test_an_organ_may_lead_and_its_people_take_the_work(presented, office, world):
    organ = world.organ(world.mai_phu, "culture_social")
    instruct(presented, office, lead=Hands(organ_id=organ))
    part = part_of(presented)
    assert (part.organ_id, part.person_id, part.state) == (organ, None, Part.State.GIVEN)
    claim(task_id=part.task_id, principal=office.specialist, at=LATER)
    part.refresh_from_db()
    presented.refresh_from_db()
    assert (part.state, part.person_id) == (Part.State.STARTED, office.specialist.user_id)
    assert presented.lead_id == office.specialist.user_id
    assert verbs(presented)[-1] == "task_claimed" or "started" in verbs(presented)


def test_a_second_instruction_changes_who_leads(in_hand, office):
    instruct(in_hand, office, lead=Hands(person_id=office.helper.user_id), text="Đồng chí An chủ trì.")
    assert part_of(in_hand).person_id == office.helper.user_id
    assert Part.objects.filter(document=in_hand, state="dropped").get().person_id == office.specialist.user_id
    assert open_kinds(in_hand) == ["document.help", "document.work"]


def test_work_that_is_accepted_is_started_once(in_hand, office):
    part = part_of(in_hand)
    for _ in range(2):
        working.start(uid=in_hand.uid, part_id=part.pk, principal=office.specialist, at=LATER)
    assert verbs(in_hand).count("started") == 1
    with pytest.raises(Forbidden):
        working.start(uid=in_hand.uid, part_id=part.pk, principal=office.helper, at=LATER)


def test_work_given_on_in_the_list_of_tasks_is_in_the_other_hands_here_too(in_hand, office):
    part = part_of(in_hand)
    give(task_id=part.task_id, to="vp.phoihop", principal=office.chair, at=LATER)
    part.refresh_from_db()
    assert (part.person_id, part.name) == (office.helper.user_id, "Trần Thị An")


@pytest.mark.parametrize(("grant", "due"), [(True, DUE + timedelta(days=2)), (False, DUE)])
def test_more_time_is_asked_and_answered(in_hand, office, grant, due):
    part = part_of(in_hand)
    working.ask_more_time(
        uid=in_hand.uid,
        part_id=part.pk,
        until=DUE + timedelta(days=2),
        why="Thôn xa, chưa gặp đủ hộ.",
        to=office.chair.user_id,
        principal=office.specialist,
        at=LATER,
    )
    assert "document.more_time" in open_kinds(in_hand)
    working.answer_more_time(uid=in_hand.uid, part_id=part.pk, grant=grant, principal=office.chair, at=LATER)
    in_hand.refresh_from_db()
    assert in_hand.due_at == due
    assert OpenWork.objects.get(task_id=part.task_id).due_at == due
    assert "document.more_time" not in open_kinds(in_hand)
    with pytest.raises(MoveNotAllowed):
        working.answer_more_time(uid=in_hand.uid, part_id=part.pk, grant=grant, principal=office.chair, at=LATER)


def test_the_lead_is_done_with_the_document_that_answers(in_hand, office):
    answer = Document.objects.create(
        province_id=in_hand.province_id,
        unit_id=in_hand.unit_id,
        direction="out",
        type="BC",
        state="issued",
        number="08",
        notation="BC-UBND",
        summary="Kết quả rà soát",
        issued_on=AT.date(),
        signed_at=AT,
        created_at=AT,
        closed_at=AT,
    )
    part = part_of(in_hand)
    done = working.finish(
        uid=in_hand.uid,
        part_id=part.pk,
        text="Đã báo cáo tỉnh.",
        answer_uid=answer.uid,
        principal=office.specialist,
        at=LATER,
    )
    assert (done.state, done.closed_at) == (State.DONE, LATER)
    assert DocumentLink.objects.get().other_id == in_hand.pk
    assert not OpenWork.objects.exists()
    assert not DocumentHolding.objects.exists()
    entry = journal.timeline(done.province_id, "document", done.pk)[-1]
    assert (entry.verb, entry.data["answer"], entry.data["dropped"]) == ("done", "08/BC-UBND", ["Trần Thị An"])


def test_a_helper_who_is_done_leaves_the_document_in_hand(in_hand, office):
    part = part_of(in_hand, "help")
    working.finish(uid=in_hand.uid, part_id=part.pk, text="Đã góp ý.", principal=office.helper, at=LATER)
    in_hand.refresh_from_db()
    assert in_hand.state == State.IN_HAND
    assert open_kinds(in_hand) == ["document.work"]
    with pytest.raises(MoveNotAllowed):
        working.report(uid=in_hand.uid, part_id=part.pk, text="Thêm", principal=office.helper, at=LATER)


def test_nothing_is_done_without_words(in_hand, office):
    with pytest.raises(Invalid):
        working.finish(uid=in_hand.uid, part_id=part_of(in_hand).pk, text="  ", principal=office.specialist, at=LATER)


def test_an_answer_is_begun_from_the_letter_and_goes_back_the_way_it_came(in_hand, office):
    Document.objects.filter(pk=in_hand.pk).update(issuer_code="H27", way="axis")
    made = answering.draft_answer(uid=in_hand.uid, principal=office.specialist, at=LATER)
    assert made.summary == "Trả lời 120/UBND-NC: V/v rà soát hộ nghèo năm 2026"
    assert [(one.way, one.code) for one in made.recipients.order_by("position")] == [("axis", "H27"), ("file", "")]
    assert made.links.get().other_id == in_hand.pk
    assert made.versions.get().addressed_to == "UBND tỉnh Hà Tĩnh"


def test_a_paper_is_answered_on_paper(in_hand, office):
    Document.objects.filter(pk=in_hand.pk).update(way="paper")
    made = answering.draft_answer(uid=in_hand.uid, principal=office.specialist, at=LATER)
    assert made.recipients.order_by("position").first().way == "paper"


def test_what_nobody_was_told_to_do_is_not_answered_yet(presented, office):
    with pytest.raises(MoveNotAllowed):
        answering.draft_answer(uid=presented.uid, principal=office.specialist, at=LATER)


@pytest.mark.parametrize(("address", "way"), [("snv@hatinh.example", "mail"), ("", "paper"), ("không phải", "paper")])
def test_an_answer_to_a_letter_goes_back_by_mail_where_somebody_reads_it(in_hand, office, address, way):
    Document.objects.filter(pk=in_hand.pk).update(way="mail")
    IncomingOrigin.objects.filter(document_id=in_hand.pk).update(reply_to=address)
    made = answering.draft_answer(uid=in_hand.uid, principal=office.specialist, at=LATER)
    first = Recipient.objects.filter(document=made).order_by("position").first()
    assert (first.way, first.address) == (way, address if way == "mail" else "")
