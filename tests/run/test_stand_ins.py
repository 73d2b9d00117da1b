"""The simulators that run beside a demo: only where nothing else was given, never in the way."""

import socket

import pytest

from config.run import stand_ins
from config.run.places import Places


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.delenv(stand_ins.ADDRESSES, raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Places(tmp_path, port - stand_ins.POPULATION_PORT)


def test_the_other_parts_learn_its_addresses(places, monkeypatch):
    monkeypatch.setenv(stand_ins.ADDRESSES, "")
    monkeypatch.delenv(stand_ins.ADDRESSES)
    part = stand_ins.population(places, print)
    assert part is not None
    assert part.optional
    given = dict(pair.split("=") for pair in stand_ins.os.environ[stand_ins.ADDRESSES].split(","))
    assert set(given) == {"dan-cu", "ho-tich"}
    assert all(address.startswith("http://127.0.0.1:") for address in given.values())


@pytest.mark.parametrize(
    ("name", "value"), [("THONGSUOT_DATABASES", ""), ("DJANGO_SETTINGS_MODULE", "config.settings.prod")]
)
def test_it_stays_away_where_addresses_are_given_or_nothing_is_a_demo(places, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert stand_ins.population(places, print) is None


def test_a_taken_port_is_said_and_nothing_is_connected(places):
    said = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", places.port_base + stand_ins.POPULATION_PORT))
        other.listen()
        assert stand_ins.population(places, said.append) is None
    assert "đang có chương trình khác dùng" in said[0]
    assert stand_ins.ADDRESSES not in stand_ins.os.environ


def test_the_card_reader_is_told_who_may_ask_and_tells_the_root_of_its_cards(places, monkeypatch):
    for name in (stand_ins.READER, stand_ins.ANCHORS):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    part = stand_ins.card_reader(places, 8000, print)
    assert part is not None
    assert part.optional
    assert stand_ins.os.environ[stand_ins.READER].startswith("http://localhost:")
    assert stand_ins.os.environ[stand_ins.ANCHORS].endswith(".pem")
    assert stand_ins.card_reader(places, 8000, print) is None, "an address was given"


def test_the_demo_has_an_axis_of_documents_with_a_secret_of_its_own(places, monkeypatch):
    for name in ("", "_SYSTEM", "_SECRET", "_AGENCIES"):
        monkeypatch.setenv(f"{stand_ins.AXIS}{name}", "")
        monkeypatch.delenv(f"{stand_ins.AXIS}{name}")
    part = stand_ins.document_axis(places, print)
    assert part is not None
    assert part.name == "Trục văn bản mô phỏng"
    assert stand_ins.os.environ[stand_ins.AXIS].endswith(str(places.port_base + stand_ins.AXIS_PORT))
    assert len(stand_ins.os.environ[f"{stand_ins.AXIS}_SECRET"]) == 32
    assert stand_ins.document_axis(places, print) is None, "địa chỉ đã cho thì không chạy bộ mô phỏng"
