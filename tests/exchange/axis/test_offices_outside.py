"""Nơi ngoài của bản dùng thử: they write, answer, give every status, take a recall; and misbehave when told to."""

import json
import urllib.request

import pytest

from simulators.axis.offices import Offices
from tests.exchange.axis.house import OURS, THEIRS, from_ministry
from thongsuot.documents.models import DocumentFile, Recipient, State
from thongsuot.exchange.axis import edxml
from thongsuot.exchange.models import AxisIn

pytestmark = pytest.mark.django_db
TOLD = {
    "system": THEIRS["id"], "agencies": THEIRS["agencies"], "pace": 20, "every": 900, "first": 30,
    "to": [{"organ_id": "H27.18583", "name": "Xã Mai Phụ"}],
}  # fmt: skip


@pytest.fixture
def outside(house):
    """The ministry, on the simulator of the axis, with the clock of the house."""
    made = Offices(house.axis.post, TOLD, lambda: house.clock().timestamp())
    house.axis.offices = made
    yield made
    house.axis.offices = None


def go_on(house, outside, times=10, seconds=25):
    for _turn in range(times):
        house.send()
        outside.tick()
        house.receive()
        house.clock.move(seconds=seconds)


def tell(house, **said):
    request = urllib.request.Request(
        f"{house.axis.address}/dieu-khien/noi-ngoai", json.dumps(said).encode(), method="PUT"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_a_letter_comes_now_and_then_but_no_more_than_three_lie_unread(house, outside, monkeypatch):
    monkeypatch.setattr(house, "send", lambda: None)  # nobody here tells that anything arrived
    go_on(house, outside, times=30, seconds=300)
    assert house.arrived().count() == 3
    first = house.arrived().first()
    assert (first.issuer_code, first.issuer_name, first.number, first.notation) == ("G09", "Bộ Nội vụ", "101", "VP-TH")
    kept = DocumentFile.objects.select_related("file").filter(document=first).get()
    assert (kept.file.media_type, kept.file.name) == ("application/pdf", "Văn bản.pdf")
    assert not AxisIn.objects.exclude(state="done").exists()


def test_what_we_send_goes_its_way_and_is_answered(house, outside):
    outside.next_letter = float("inf")
    document = house.issued("G09")
    seen = []
    for _turn in range(10):
        go_on(house, outside, times=1)
        seen.append(Recipient.objects.get().status)
    assert [one for place, one in enumerate(seen) if one and one != (seen[place - 1] if place else "")] == [
        "01", "03", "04", "05", "06",
    ]  # fmt: skip
    answer = house.arrived().get()
    assert answer.summary == f"Trả lời văn bản {document.sign}"
    assert answer.links.get().other_id == document.pk


def test_a_recall_of_ours_is_agreed_to_and_one_of_theirs_is_carried_out(house, outside):
    outside.next_letter = float("inf")
    document = house.issued("G09")
    go_on(house, outside, times=2)
    house.tell(document, "recalled", reason="Sai số liệu")
    go_on(house, outside, times=4)
    assert Recipient.objects.get().status == "13"
    tell(house, send=True)
    house.receive()
    tell(house, recall=True)
    house.receive()
    assert list(AxisIn.objects.values_list("kind", "state", "cause").order_by("id"))[-1] == ("recall", "done", "")
    assert house.arrived().last().state == State.RECALLED


@pytest.mark.parametrize(
    ("said", "status"),
    [({"refuse": 1}, "02"), ({"silent": True}, ""), ({"disorder": True}, "06"), ({"twice": True}, "06")],
)
def test_it_misbehaves_when_it_is_told_to(house, outside, said, status):
    outside.next_letter = float("inf")
    shown = tell(house, **said)
    assert shown.items() >= said.items()
    house.issued("G09")
    go_on(house, outside, times=14)
    row = Recipient.objects.get()
    assert row.status == status
    assert (row.status_note == "Gửi không đúng nơi nhận") is (status == "02")


def test_what_it_does_not_know_is_said(house, outside):
    with pytest.raises(urllib.error.HTTPError) as refused:
        tell(house, explode=True)
    with refused.value as answer:
        assert answer.code == 400


def test_errands_outlive_the_program(house, outside):
    outside.next_letter = float("inf")
    house.issued("G09")
    house.send()
    outside.tick()
    house.axis.offices = again = Offices(house.axis.post, TOLD, outside.clock)
    again.next_letter = float("inf")
    go_on(house, again)
    assert Recipient.objects.get().status == "06"


def test_it_reads_what_nobody_can_read_without_stopping(house, outside):
    house.axis.post.put(THEIRS["id"], b"\x00 rac", "document", "x", OURS["id"])
    house.axis.post.put(THEIRS["id"], edxml.write(from_ministry()), "document", "x", "G09")
    outside.tick()
    assert house.axis.post.waiting(THEIRS["id"], 10) == []
