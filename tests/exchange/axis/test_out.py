"""Documents go out: each receiver once, in order, through an axis that fails; statuses come back by their rules."""

import datetime as dt

import pytest

from tests.exchange.axis import messages
from tests.exchange.axis.house import MINISTRY
from thongsuot.documents.models import DocumentLink, Recipient
from thongsuot.exchange.axis import stuck
from thongsuot.exchange.axis.edxml.messages import Answered
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode
from thongsuot.exchange.axis.statuses import follows
from thongsuot.exchange.models import AxisOut

pytestmark = pytest.mark.django_db
KEY = "H27.18583,2026/11/25,15/UBND-VP"


def status(code, *, at=None, about=KEY, sender=MINISTRY, **other):
    told = Answered("H27.18583", "15/UBND-VP", dt.date(2026, 11, 25), about)
    return messages.status(code, about=told, sender=sender, receiver=None, at=at or messages.SENT, **other)


def recipient():
    return Recipient.objects.get(code="G09")


def test_an_issued_document_reaches_its_receivers_with_its_files_and_its_row_says_so(house):
    document = house.issued("G09")
    assert house.send().sent == 1
    [found] = house.ministry_hears()
    assert (found.doc_type, found.document_id, found.number) == (DocType.NEW, KEY, "15")
    assert (found.sender.organ_id, found.sender.name) == ("H27.18583", "Xã Mai Phụ")
    assert found.attachments[0].content == messages.PDF
    assert (found.competence, found.signer) == ("TM.", "Nguyễn Văn A")
    assert recipient().sending == Recipient.Sending.SENT
    assert AxisOut.objects.get(document_id=document.pk).state == AxisOut.State.SENT


def test_news_read_again_make_no_second_message(house):
    house.issued("G09")
    house.send()
    house.send()
    assert len(house.ministry_hears()) == 1


def test_receivers_of_one_message_are_at_most_fifty(house):
    house.issued(*[f"H27.{n}" for n in range(120)])
    house.send()
    assert sorted(len(row.to) for row in AxisOut.objects.all()) == [20, 50, 50]


def test_a_recall_goes_behind_what_it_recalls_and_an_answer_names_what_it_answers(house):
    document = house.outgoing("G09")
    house.put(_letter())
    incoming = house.arrived().get()
    DocumentLink.objects.create(
        province_id=document.province_id,
        document_id=document.pk,
        kind="answers",
        other_id=incoming.pk,
        made_at=house.clock(),
    )
    house.tell(document, "issued")
    house.tell(document, "recalled", reason="Sai số liệu")
    house.send()
    new, recall = [one for one in house.ministry_hears() if hasattr(one, "doc_type")]
    assert new.answers[0].document_id == "G09,2026/11/24,77/BNV-CQĐP"
    assert (recall.doc_type, recall.reason, recall.business_document_id) == (DocType.RECALL, "Sai số liệu", KEY)


def _letter():
    from tests.exchange.axis.house import from_ministry
    from thongsuot.exchange.axis import edxml

    return edxml.write(from_ministry())


def test_a_replacement_names_what_it_replaces(house):
    old = house.issued("G09")
    house.send()
    new = house.outgoing("G09", number="16")
    DocumentLink.objects.create(
        province_id=new.province_id, document_id=new.pk, kind="replaces", other_id=old.pk, made_at=house.clock()
    )
    house.tell(new, "issued", reason="Sai phụ lục")
    house.send()
    found = house.ministry_hears()[-1]
    assert (found.doc_type, found.replaced[0].document_id, found.reason) == (DocType.REPLACE, KEY, "Sai phụ lục")


@pytest.mark.parametrize("mode", ["down", "500_before", "500_after", "503"])
def test_while_the_axis_fails_nothing_is_lost_and_nothing_goes_twice(house, mode):
    house.issued("G09")
    house.axis.faults.put({"mode": mode, "count": 3, "seconds": 1})
    for _turn in range(12):
        house.send()
        house.clock.move(minutes=10)
    assert len(house.ministry_hears()) == 1
    assert recipient().sending == Recipient.Sending.SENT


def test_an_axis_that_is_away_rests_and_is_asked_with_one_message(house):
    for number in range(1, 5):
        house.issued("G09", number=str(number))
    house.axis.faults.put({"mode": "down"})
    house.send()
    asked = house.axis.faults.struck["down"]
    house.send()
    assert house.axis.faults.struck["down"] == asked
    house.clock.move(hours=1)
    house.send()
    assert house.axis.faults.struck["down"] <= asked + 2  # a line that was closed is opened once more
    house.axis.faults.clear()
    house.clock.move(hours=1)
    assert house.send().sent == 4


def test_a_worker_that_died_leaves_a_message_that_is_sent_when_its_lease_ends(house):
    from thongsuot.exchange.axis import queueing, sending

    house.issued("G09")
    queueing.queue_news(house.clock())
    assert sending._take(house.clock()) is not None
    assert house.send().sent == 0
    house.clock.move(minutes=7)
    assert house.send().sent == 1


def test_what_cannot_be_made_up_is_stuck_with_words_and_holds_up_only_its_own_document(house):
    house.issued("G09", notation="")
    house.issued("G09", number="16")
    outcome = house.send()
    assert (outcome.sent, outcome.stuck) == (1, 1)
    row = AxisOut.objects.get(state=AxisOut.State.STUCK)
    assert (row.cause, row.last_answer) == ("cannot_build", "văn bản chưa có ký hiệu")


def test_a_receiver_that_the_axis_does_not_know_is_stuck_and_the_others_have_it(house):
    document = house.issued("G09", "X99.1")
    house.send()
    assert len(house.ministry_hears()) == 1
    row = AxisOut.objects.get(state=AxisOut.State.STUCK)
    assert (row.cause, row.to) == ("receiver_unknown", ["X99.1"])
    assert Recipient.objects.get(code="X99.1").sending == Recipient.Sending.STUCK
    house.tell(document, "recalled", reason="Nhầm")
    house.send()
    assert [one.doc_type for one in house.ministry_hears()] == [DocType.RECALL]


def test_a_stuck_message_is_sent_again_or_solved_by_a_person(house, office):
    house.issued("G09", notation="")
    house.send()
    row, clerk = AxisOut.objects.get(), office.who("vanphong", house.clock())
    assert stuck.send_again(row.pk, clerk, house.clock())
    house.send()
    assert stuck.solve_out(row.pk, "Đã gửi giấy", clerk, house.clock())
    assert not stuck.solve_out(row.pk, "Đã gửi giấy", clerk, house.clock())
    row.refresh_from_db()
    assert (row.state, row.note) == ("solved", "Đã gửi giấy")


def test_statuses_come_back_to_the_receiver_and_none_leads_backwards(house):
    house.issued("G09")
    house.send()
    for place, code in enumerate(["01", "04", "03", "06", "05"]):
        house.ministry_sends(status(StatusCode(code), description=f"tin {code}"), f"s{place}")
    house.receive()
    assert (recipient().status, recipient().status_note) == ("06", "tin 06")


def test_a_status_that_overtakes_its_document_waits_for_it(house):
    house.ministry_sends(status(StatusCode.RECEIVED), "s")
    house.receive()
    house.issued("G09")
    house.send()
    house.clock.move(minutes=30)
    house.receive()
    assert recipient().status == "03"


def test_a_status_of_a_merged_communes_new_code_finds_the_old_receiver(house):
    document = house.issued("H27.445.18493", issued_on=dt.date(2025, 6, 20))
    house.send()
    key = "H27.18583,2026/11/25,15/UBND-VP"
    assert document.pk
    from thongsuot.exchange.models import AxisTie

    AxisTie.objects.update(document_key=key)
    from thongsuot.exchange.axis.edxml.messages import Agency

    house.ministry_sends(status(StatusCode.DONE, about=key, sender=Agency("H27.18583", "UBND xã Mai Phụ")), "s")
    house.receive()
    assert Recipient.objects.get(code="H27.445.18493").status == "06"


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("", "06", True), ("01", "03", True), ("06", "03", False), ("05", "02", True), ("06", "02", False), ("02", "03", True),
        ("06", "15", True), ("15", "13", True), ("13", "15", False), ("13", "06", False), ("15", "05", False), ("16", "06", True),
    ],
)  # fmt: skip
def test_which_status_may_follow_which(old, new, may):
    later = messages.SENT + dt.timedelta(minutes=1)
    assert follows(old, StatusCode(new), old_at=messages.SENT, new_at=later) is may


def test_an_older_acceptance_does_not_undo_a_refusal():
    assert not follows("02", StatusCode.RECEIVED, old_at=messages.SENT, new_at=messages.SENT - dt.timedelta(minutes=1))
