"""Trả lại, thu hồi: the reason goes with it, the same letter may come again, the sender is told."""

import pytest

from tests.documents.incoming.conftest import LATER
from tests.factories.documents import AT, a_letter, arrived
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.documents.models import Document, DocumentHolding, IncomingOrigin, Part, Recipient, State
from thongsuot.documents.services import arriving, noting, sending_back, taking_in, working
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db


def send_back(document, who, reason="Không thuộc thẩm quyền của xã."):
    return sending_back.send_back(uid=document.uid, reason=reason, principal=who, at=LATER)


@pytest.fixture
def from_inside(world):
    """A letter of Thạch Khê that this installation delivers to Mai Phụ."""
    sent = Document.objects.create(
        province_id=world.province.id,
        unit_id=world.thach_khe.id,
        direction="out",
        type="CV",
        state="issued",
        number="3",
        notation="UBND",
        summary="Phối hợp",
        issued_on=AT.date(),
        signed_at=AT,
        created_at=AT,
        closed_at=AT,
    )
    line = Recipient.objects.create(
        province_id=sent.province_id, document=sent, name="UBND xã Mai Phụ", way="inside", unit_id=world.mai_phu.id
    )
    document = arrived(world, way="inside", number="3", notation="UBND", recipient=(line.province_id, line.pk))
    return document, line


def test_what_is_sent_back_is_closed_with_its_reason_and_may_come_again(world, letter, office):
    assert send_back(letter, office.clerk).state == State.SENT_BACK
    entry = journal.timeline(letter.province_id, "document", letter.pk)[-1]
    assert (entry.verb, entry.data["reason"]) == ("sent_back", "Không thuộc thẩm quyền của xã.")
    assert not OpenWork.objects.exists()
    assert not DocumentHolding.objects.exists()
    assert arriving.arrive_once(unit_id=world.mai_phu.id, way="axis", facts=a_letter(), at=LATER).new


def test_nothing_goes_back_without_a_reason_or_by_a_specialist_or_once_in_hand(letter, office, in_hand):
    with pytest.raises(MoveNotAllowed):
        send_back(in_hand, office.clerk)
    with pytest.raises(Forbidden):
        send_back(letter, office.specialist)


def test_a_reason_is_asked_for(letter, office):
    with pytest.raises(Invalid) as refused:
        send_back(letter, office.clerk, " ")
    assert refused.value.code == "reason_missing"


def test_a_sender_of_this_installation_sees_how_far_his_letter_is(from_inside, office):
    document, line = from_inside
    assert IncomingOrigin.objects.get(document=document).confirmation == "waiting"
    taking_in.register(uid=document.uid, principal=office.clerk, at=LATER)
    line.refresh_from_db()
    assert (line.status, line.status_at) == ("03", LATER)
    origin = IncomingOrigin.objects.get(document=document)
    assert (origin.confirmation, origin.confirmed_at) == ("sent", LATER)
    send_back(document, office.clerk)
    line.refresh_from_db()
    assert (line.status, line.status_note) == ("02", "Không thuộc thẩm quyền của xã.")


def test_a_recalled_document_is_cancelled_and_confirmed(in_hand, office):
    assert sending_back.recall_asked(document_id=in_hand.pk, reason="Ban hành nhầm", at=LATER)
    assert not sending_back.recall_asked(document_id=in_hand.pk, reason="Ban hành nhầm", at=LATER)
    assert OpenWork.objects.filter(kind="document.recall").count() == 1
    document = sending_back.answer_recall(uid=in_hand.uid, agree=True, principal=office.clerk, at=LATER)
    assert document.state == State.RECALLED
    assert not OpenWork.objects.exists()
    assert set(Part.objects.values_list("state", flat=True)) == {"dropped"}
    assert journal.timeline(document.province_id, "document", document.pk)[-1].verb == "recall_agreed"


def test_a_recall_is_answered_even_when_the_work_has_ended_meanwhile(presented, in_hand, office):
    sending_back.recall_asked(document_id=in_hand.pk, reason="Ban hành nhầm", at=LATER)
    part = Part.objects.get(document=in_hand, role="lead")
    working.finish(uid=in_hand.uid, part_id=part.pk, text="Xong.", principal=office.specialist, at=LATER)
    assert list(OpenWork.objects.values_list("kind", flat=True)) == ["document.recall"]
    document = sending_back.answer_recall(uid=in_hand.uid, agree=True, principal=office.clerk, at=LATER)
    assert document.state == State.RECALLED
    assert not OpenWork.objects.exists()


def test_a_letter_that_is_only_noted_still_answers_its_recall(presented, office):
    sending_back.recall_asked(document_id=presented.pk, reason="Ban hành nhầm", at=LATER)
    noting.take_note(uid=presented.uid, words="", principal=office.chair, at=LATER)
    assert list(OpenWork.objects.values_list("kind", flat=True)) == ["document.recall"]


def test_a_recall_may_be_refused_with_a_reason_and_work_goes_on(in_hand, office):
    sending_back.recall_asked(document_id=in_hand.pk, reason="Ban hành nhầm", at=LATER)
    with pytest.raises(Invalid):
        sending_back.answer_recall(uid=in_hand.uid, agree=False, principal=office.clerk, at=LATER)
    document = sending_back.answer_recall(
        uid=in_hand.uid, agree=False, reason="Đã thi hành xong", principal=office.clerk, at=LATER
    )
    assert document.state == State.IN_HAND
    assert sorted(OpenWork.objects.values_list("kind", flat=True)) == ["document.help", "document.work"]


def test_nobody_answers_a_recall_nobody_asked_for(in_hand, office):
    with pytest.raises(MoveNotAllowed):
        sending_back.answer_recall(uid=in_hand.uid, agree=True, principal=office.clerk, at=LATER)
