"""Our transport against the simulated axis, which keeps what it is given, hands it on, and fails when told to."""

import json
import time
import urllib.request

import pytest

from tests.exchange.axis import messages
from thongsuot.exchange.axis.edxml import read, write, write_status
from thongsuot.exchange.axis.transport import AxisFailed, HttpTransport

HA_TINH = {"id": "ha-tinh", "secret": "bi-mat", "agencies": [{"organ_id": "H27", "name": messages.PROVINCE.name}]}
COMMUNES = {
    "id": "xa",
    "secret": "khac",
    "agencies": [{"organ_id": one.organ_id, "name": one.name} for one in (messages.COMMUNE, messages.OTHER)],
}


@pytest.fixture
def axis(axis):
    axis.post.connect(HA_TINH)
    axis.post.connect(COMMUNES)
    return axis


@pytest.fixture
def province(axis):
    line = HttpTransport(axis.address, "ha-tinh", "bi-mat")
    yield line
    line.close()


@pytest.fixture
def commune(axis):
    line = HttpTransport(axis.address, "xa", "khac")
    yield line
    line.close()


def fault(axis, **said):
    asked = urllib.request.Request(f"{axis.address}/dieu-khien/loi", json.dumps(said).encode(), method="PUT")
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 200


def test_a_document_goes_to_the_system_of_its_receivers_once(province, commune):
    told = write(messages.replacement())
    assert province.send(told, "k1").unknown == ()
    [offered] = commune.poll(10)
    assert (offered.kind, offered.document_id, offered.sender) == (
        "document",
        messages.replacement().document_id,
        "H27",
    )
    assert commune.fetch(offered.id) == told
    commune.acknowledge([offered.id])
    assert commune.poll(10) == []
    assert province.poll(10) == []


def test_a_status_goes_back_to_who_issued_the_document(province, commune):
    commune.status(write_status(messages.status()), "k1")
    [offered] = province.poll(10)
    assert offered.kind == "status"
    assert read(province.fetch(offered.id)).status == "03"


def test_the_directory_is_read_page_by_page(axis, province, monkeypatch):
    monkeypatch.setattr("thongsuot.exchange.axis.transport.PAGE", 2)
    assert [one.organ_id for one in province.agencies()] == ["G09", "H27", "H27.9.71", "H27.9.72"]


def test_receivers_that_the_axis_does_not_know_are_told(province):
    stranger = messages.Agency("H99.1", "Nơi lạ")
    assert province.send(write(messages.new(receivers=(messages.COMMUNE, stranger))), "k1").unknown == ("H99.1",)


def test_an_answer_that_was_lost_after_accepting_makes_no_second_message(axis, province, commune):
    fault(axis, mode="500_after", count=1)
    told = write(messages.new())
    with pytest.raises(AxisFailed) as lost:
        province.send(told, "k1")
    assert (lost.value.cause, lost.value.passes) == ("no_answer", True)
    province.send(told, "k1")
    assert len(commune.poll(10)) == 1


@pytest.mark.parametrize(
    ("mode", "cause"), [("down", "no_answer"), ("500_before", "server_error"), ("503", "busy"), ("429", "busy")]
)
def test_a_failing_axis_is_a_reason_to_try_later(axis, province, mode, cause):
    fault(axis, mode=mode, count=2, seconds=7)
    with pytest.raises(AxisFailed) as problem:
        province.poll(10)
    assert (problem.value.cause, problem.value.passes) == (cause, True)
    assert problem.value.retry_after == (7 if cause == "busy" else None)


def test_a_slow_axis_is_waited_for(axis, province):
    fault(axis, mode="slow", count=1, seconds=0.3)
    begun = time.monotonic()
    assert province.poll(10) == []
    assert time.monotonic() - begun >= 0.3


def test_a_wrong_secret_is_told_and_what_is_no_edxml_is_refused_for_good(axis, province):
    stranger = HttpTransport(axis.address, "ha-tinh", "sai")
    with pytest.raises(AxisFailed) as problem:
        stranger.poll(1)
    stranger.close()
    assert problem.value.cause == "not_allowed"
    with pytest.raises(AxisFailed) as problem:
        province.send(b"<x/>", "k")
    assert (problem.value.cause, problem.value.passes) == ("refused", False)


def test_it_can_hand_out_twice_and_in_disorder(axis, province, commune):
    province.send(write(messages.new()), "k1")
    province.send(write(messages.recall()), "k2")
    fault(axis, mode="disorder", count=1)
    fault(axis, mode="twice", count=1)
    found = commune.poll(10)
    assert len({one.id for one in found}) == 4
    assert [one.document_id for one in found] == [messages.new().document_id] * 4
