"""Somebody reads the pages in English: what the office writes, keeps and hands on is Vietnamese all the same."""

import pytest
from django.utils import translation

from tests.documents.copies.conftest import Desk
from tests.documents.outgoing_story import AT
from thongsuot.common import journal
from thongsuot.documents.models import BookYear
from thongsuot.documents.services import checking, closing_books, noting, taking_in
from thongsuot.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_copy_is_called_in_vietnamese(office):
    copy = Desk(office).ask(office.issued("QD"))
    assert copy.summary.startswith("Bản sao y: Quyết định số 01/QĐ-UBND ngày ")
    assert " của " in copy.summary


def test_tasks_of_a_letter_that_came_and_what_is_said_of_it(office):
    desk = Desk(office)
    letter = desk.arrived("axis")
    taking_in.present(uid=letter.uid, to=office.chair.pk, principal=desk.clerk, at=AT)
    done = noting.take_note(uid=letter.uid, words="", principal=office.who(office.chair), at=AT)
    last = journal.timeline(done.province_id, "document", done.pk)[-1]
    assert last.data["text"] == "Đã xem, không phải giải quyết."
    whats = list(Task.objects.filter(subject_id=letter.pk).order_by("pk").values_list("what", flat=True))
    assert whats == [
        "Đăng ký văn bản đến của Ủy ban nhân dân tỉnh Hà Tĩnh",
        "Trình văn bản đến số 1",
        "Cho ý kiến chỉ đạo văn bản đến số 1",
    ]


def test_what_follows_a_document_and_what_answers_one(office):
    from thongsuot.documents.services import issuing

    after = issuing.follow(office.issued("QD").uid, kind="recalls", principal=office.who(office.clerk), at=AT)
    assert after.summary.startswith("Thu hồi 01/QĐ-UBND: ")


def test_tasks_of_a_draft_and_the_reason_of_a_closed_book(office):
    draft = office.draft()
    checking.send_to_check(draft.uid, principal=office.who(office.drafter), at=AT)
    assert Task.objects.filter(subject_id=draft.pk).latest("pk").what == "Kiểm tra nội dung văn bản"
    closing_books.close(unit_id=office.unit.id, book="out", year=AT.year - 1, principal=office.who(office.clerk), at=AT)
    assert BookYear.objects.get().reason == "Hết năm"
