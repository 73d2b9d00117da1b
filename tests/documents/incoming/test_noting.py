"""Văn bản để biết, và điều văn thư sửa lúc vào sổ: closed by who may, with its words, told to the sender; nothing lost."""

import pytest
from django.urls import reverse

from tests.documents.incoming.conftest import LATER
from tests.documents.incoming.test_pages import act, client_of
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.documents.models import DocumentHolding, State
from thongsuot.documents.services import noting
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db


def test_a_letter_that_asks_for_nothing_is_closed_by_a_leader(presented, office):
    done = noting.take_note(uid=presented.uid, words="Lưu ở Văn phòng.", principal=office.chair, at=LATER)
    assert (done.state, done.closed_at) == (State.DONE, LATER)
    assert not DocumentHolding.objects.filter(document_id=done.pk).exists()
    assert not OpenWork.objects.filter(subject_id=done.pk, kind__startswith="document.").exists()
    last = journal.timeline(done.province_id, "document", done.pk)[-1]
    assert (last.verb, last.data["text"]) == ("done", "Lưu ở Văn phòng.")


def test_a_clerk_gives_no_such_word_and_what_is_worked_on_ends_with_its_work(presented, in_hand, office):
    with pytest.raises(Forbidden):
        noting.take_note(uid=presented.uid, words="", principal=office.clerk, at=LATER)
    with pytest.raises(MoveNotAllowed):
        noting.take_note(uid=in_hand.uid, words="", principal=office.chair, at=LATER)


def test_the_page_offers_it_to_the_leader_and_then_a_file_for_it(presented, office):
    chair = client_of(office, "chair")
    page = reverse("documents:incoming_document", args=[presented.uid])
    assert "Để biết, không phải giải quyết" in chair.get(page).content.decode()
    assert act(chair, presented, "de-biet", words="").status_code == 302
    shown = chair.get(page).content.decode()
    assert "Đã xem, không phải giải quyết" in shown
    assert "Lập hồ sơ" in shown


def test_the_clerk_puts_right_on_the_page_what_was_read_wrongly(letter, office):
    clerk = client_of(office, "clerk")
    page = reverse("documents:incoming_document", args=[letter.uid])
    assert "Sửa trước khi vào sổ" in clerk.get(page).content.decode()
    typed = {"to": "", "type": "BC", "urgency": "1", "due_on": "31/02/2026", "pages": "4"}
    refused = act(clerk, letter, "vao-so", summary="Rà soát hộ nghèo", **typed)
    assert refused.status_code == 422
    assert "Rà soát hộ nghèo" in refused.content.decode()
    assert act(clerk, letter, "vao-so", summary="", **typed | {"due_on": ""}).status_code == 422
    assert act(clerk, letter, "vao-so", summary="Rà soát hộ nghèo", **typed | {"due_on": ""}).status_code == 302
    letter.refresh_from_db()
    assert (letter.summary, letter.type, letter.urgency, letter.pages) == ("Rà soát hộ nghèo", "BC", 1, 4)
    assert (letter.number, letter.arrival) == ("120", 1)
