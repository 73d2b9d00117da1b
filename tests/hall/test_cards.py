"""Thẻ căn cước: what the reader says is believed only when everything about it holds."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from simulators.card_reader.cards import Issuer, load
from tests.factories.dossiers import moment
from tests.factories.units import World
from tests.page_client import PageClient
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.hall import cards

AT = moment(7, 9)


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def trusted(issuer: Issuer, tmp_path: Any, settings: Any) -> Issuer:
    anchor = tmp_path / "anchor.pem"
    anchor.write_bytes(issuer.anchor)
    settings.CARD_ANCHORS, settings.CARD_READER = str(anchor), "http://localhost:1"
    return issuer


@pytest.fixture
def read(trusted: Issuer) -> Callable[..., dict[str, Any]]:
    return lambda name="lan", **more: load(trusted)[name].read(cards.challenge(), **more)


@pytest.mark.django_db
def test_five_facts_are_kept_and_the_address_bears_both_names(world: World, read: Any) -> None:
    found = cards.read(read(), AT)
    assert (found.name, found.id_number, found.birth_date, found.gender) == (
        "Nguyễn Thị Lan",
        "042190001234",
        "20/05/1990",
        "Nữ",
    )
    assert found.address.startswith("Thôn Mai Lâm, Thạch Châu, Thạch Hà, Hà Tĩnh")
    assert "nay là Xã Mai Phụ" in found.address
    assert not {"religion", "ethnic", "motherName"} & set(found.as_said())


def refused(answer: Any, at: Any = AT) -> str:
    with pytest.raises(Invalid) as refusal:
        cards.read(answer, at)
    return refusal.value.code


def test_a_fact_changed_after_signing_is_found(read: Any) -> None:
    assert refused(read(tampered=True)) == "card_not_genuine"


def test_an_answer_of_an_hour_ago_is_stale(read: Any, monkeypatch: Any) -> None:
    answer = read()
    import time

    later = time.time() + 400
    monkeypatch.setattr("time.time", lambda: later)
    assert refused(answer) == "card_stale"


def test_a_challenge_of_somebody_else_or_another_chip_is_refused(trusted: Issuer, read: Any) -> None:
    assert refused(load(trusted)["lan"].read("khong-phai-cua-ta")) == "card_stale"
    first, second = read("lan"), read("binh")
    assert refused({**first, "chipSignature": second["chipSignature"]}) == "card_not_genuine"
    assert refused({**first, "groups": {**first["groups"], "DG15": second["groups"]["DG15"]}}) == "card_not_genuine"


def test_a_card_of_an_unknown_issuer_is_not_believed(trusted: Issuer) -> None:
    stranger = load(Issuer())["lan"].read(cards.challenge())
    assert refused(stranger) == "card_untrusted"


def test_without_a_root_no_card_is_believed(read: Any, settings: Any) -> None:
    answer = read()
    settings.CARD_ANCHORS = ""
    assert refused(answer) == "card_untrusted"


def test_an_expired_card_is_refused_by_its_day(read: Any) -> None:
    assert refused(read("het-han")) == "card_expired"


@pytest.mark.parametrize(
    "bent",
    [
        None, [], "x", {}, {"groups": {}}, {"groups": {"DG13": "***"}},
        {"groups": {"DG13": "e30=", "DG15": "e30="}, "sod": {}, "challenge": "x", "chipSignature": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_and_no_fault(bent: Any) -> None:
    assert refused(bent) in ("card_unreadable", "card_stale")


def test_a_bent_key_or_certificate_is_refused_and_no_fault(read: Any) -> None:
    answer = read()
    for change in ({"certificate": "x"}, {"hashes": "{"}, {"signature": "!"}, {"hashes": "[]"}):
        assert refused({**answer, "sod": {**answer["sod"], **change}}) in ("card_unreadable", "card_not_genuine")


@pytest.mark.parametrize("address", ["", "Hà Tĩnh", "Thôn 1, Không Có Xã Này, Thạch Hà, Hà Tĩnh"])
@pytest.mark.django_db
def test_an_address_that_is_not_known_stays_as_it_is(world: World, address: str) -> None:
    assert cards.with_new_name(address, date(2025, 7, 7)) == address


@pytest.mark.django_db
def test_the_server_answers_facts_or_words_and_keeps_nothing(world: World, read: Any) -> None:
    client = PageClient()
    with frozen(AT):
        told = client.get("/the-can-cuoc/cau-do/")
        assert told.json()["challenge"]
        good = client.post("/the-can-cuoc/kiem/", json.dumps(read()), content_type="application/json")
        assert good.status_code == 200
        assert good.json()["name"] == "Nguyễn Thị Lan"
        assert good["Cache-Control"] == "no-store"
        bad = client.post("/the-can-cuoc/kiem/", json.dumps(read(tampered=True)), content_type="application/json")
        assert (bad.status_code, bad.json()["code"]) == (422, "card_not_genuine")
        assert client.post("/the-can-cuoc/kiem/", b"{", content_type="application/json").status_code == 422
        big = client.post("/the-can-cuoc/kiem/", b"x" * 40_000, content_type="application/json")
        assert big.status_code == 422
        assert not client.cookies


@pytest.mark.django_db
def test_without_a_reader_nobody_is_asked_to_lay_a_card(settings: Any) -> None:
    settings.CARD_READER = ""
    assert PageClient().get("/the-can-cuoc/cau-do/").status_code == 404
