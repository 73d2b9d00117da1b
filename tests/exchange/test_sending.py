"""Gửi hồ sơ đi: every change of state reaches the portal, in order, once, and the row says when it was confirmed."""

import pytest

from tests.exchange.books import Clock, there, until_empty
from tests.factories.dossiers import finished, moment, submit
from thongsuot.exchange.models import OutMessage, SentDossier

pytestmark = pytest.mark.django_db


def test_a_received_dossier_stands_in_the_portals_books_with_its_progress(office, portal):
    loaded = submit(office)
    clock = Clock(moment(7, 9, 1))
    until_empty(clock)
    book = there(portal, loaded.dossier.code)
    assert book["status"] == "2"
    assert [(a["kind"], a["status"]) for a in book["arrivals"]] == [
        ("dossier", "1"),
        ("dossier", "2"),
        ("progress", "2"),
    ]
    assert book["data"]["NgayTiepNhan"] == "20250707090000"
    assert book["progress"][0]["NoiDungXuLy"] == "Tiếp nhận hồ sơ"
    sent = SentDossier.objects.get()
    assert (sent.status, sent.messages, sent.confirmed_at) == ("RECEIVED", 3, clock.at)


def test_a_whole_life_arrives_in_the_order_it_happened(office, portal):
    code = finished(office)
    until_empty(Clock(moment(9, 9)))
    book = there(portal, code)
    statuses = [int(a["status"]) for a in book["arrivals"] if a["kind"] == "dossier"]
    assert statuses == sorted(statuses)
    assert statuses[-1] == 9
    assert book["data"]["DanhSachGiayToKetQua"]
    assert [step["NoiDungXuLy"] for step in book["progress"]][-1] == "Giải quyết xong"
    assert not OutMessage.objects.exists()
