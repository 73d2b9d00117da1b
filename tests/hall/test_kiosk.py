"""Ki-ốt: from a wish to a number, without anything being kept by the screen."""

import json
import re
from typing import Any
from uuid import UUID

import pytest

from simulators.card_reader.cards import Issuer, load
from tests.factories.dossiers import LAN_ID, moment, submit
from tests.factories.hall import Centre
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.hall import cards, prefill, services
from thongsuot.hall.models import Ticket
from thongsuot.hall.selectors.line import short_code

pytestmark = pytest.mark.django_db
AT = moment(7, 9, 30)
K = "/kiosk/18583/"


@pytest.fixture(autouse=True)
def half_past_nine():
    with frozen(AT):
        yield


@pytest.fixture
def screen(centre: Centre) -> PageClient:
    return PageClient()


def mark_in(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def send(screen: PageClient, path: str, page: str, **values: Any) -> Any:
    return screen.post(path, {"csrfmiddlewaretoken": mark_in(page), **values})


def test_from_a_life_event_to_a_number_for_it(screen: PageClient) -> None:
    assert "Làm thủ tục" in screen.get(K).content.decode()
    assert "Sinh con" in screen.get(f"{K}viec/").content.decode()
    assert "/viec/1.001193/" in screen.get(f"{K}viec/?q=khai sinh").content.decode()
    assert "/viec/1.001193/" in screen.get(f"{K}viec/?q=lam giay khai sinh").content.decode(), "without marks"
    page = screen.get(f"{K}viec/1.001193/").content.decode()
    assert "Cần mang gì" in page
    where = send(screen, f"{K}lay-so/", page, **{"thu-tuc": "1.001193"})["Location"]
    assert send(screen, f"{K}lay-so/", page, **{"thu-tuc": "1.001193"})["Location"] == where, "touched twice"
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.source, ticket.procedure_code) == ("A001", "kiosk", "1.001193")
    page = screen.get(where).content.decode()
    assert "A001" in page
    assert "In phiếu số" in page
    assert not screen.cookies, "nothing is kept by the screen"


def test_the_guide_of_a_procedure_can_be_read_printed_and_taken_along(screen: PageClient) -> None:
    assert f'href="{K}viec/1.001193/huong-dan/"' in screen.get(f"{K}viec/1.001193/").content.decode()
    page = screen.get(f"{K}viec/1.001193/huong-dan/").content.decode()
    for words in ("Bạn cần có", "Giấy chứng sinh", "lấy số thứ tự", "data-kiosk-print", "Mã QR mở trang hướng dẫn"):
        assert words in page
    assert "<img" in page
    assert "/guide/" not in page, "ảnh trang mạng không có chỗ ở ki-ốt"
    assert screen.get(f"{K}viec/9.999999/huong-dan/").status_code == 404


def test_every_screen_forbids_the_browser_to_keep_it(screen: PageClient) -> None:
    for path in ("", "viec/", "viec/1.001193/", "lay-so/", "khai-truoc/", "den-hen/", "hen/", "tra-cuu/"):
        response = screen.get(K + path)
        assert response["Cache-Control"] == "no-store", path
        assert "http-equiv" in response.content.decode(), "without script it goes home by itself"
    assert not screen.cookies


def test_a_number_for_a_service_with_priority(screen: PageClient, centre: Centre) -> None:
    page = screen.get(f"{K}lay-so/").content.decode()
    send(screen, f"{K}lay-so/", page, **{"dich-vu": centre.service("B"), "uu-tien": "pregnant"})
    assert (Ticket.objects.get().label, Ticket.objects.get().priority) == ("B001", "pregnant")


@pytest.mark.parametrize("mark", ["", "x", "ImFiYyI:abc:def"])
def test_a_form_that_is_not_ours_makes_no_number(screen: PageClient, centre: Centre, mark: str) -> None:
    response = screen.post(f"{K}lay-so/", {"csrfmiddlewaretoken": mark, "dich-vu": centre.service("A")})
    assert response.status_code == 422
    assert "Về trang đầu" in response.content.decode()
    assert not Ticket.objects.exists()


def test_what_is_said_beforehand_goes_with_the_number(screen: PageClient) -> None:
    page = screen.get(f"{K}khai-truoc/?thu-tuc=1.001193").content.decode()
    said = {"thu-tuc": "1.001193", "name": "Nguyễn Thị Lan", "birth_date": "20/5/1990", "id_number": LAN_ID}
    wrong = send(screen, f"{K}khai-truoc/", page, **said, helper="Trần Văn Giúp")
    assert wrong.status_code == 422
    assert "cần đồng ý" in wrong.content.decode()
    assert LAN_ID not in wrong.content.decode(), "the number is not written back onto a screen in a hall"
    right = send(screen, f"{K}khai-truoc/", page, **said, helper="Trần Văn Giúp", consent="1")
    assert right.status_code == 302
    ticket = Ticket.objects.get()
    kept = prefill.opened(ticket.uid, ticket.prefill)
    assert kept == {
        "name": "Nguyễn Thị Lan",
        "id_number": LAN_ID,
        "birth_date": "20/05/1990",
        "helper": "Trần Văn Giúp",
    }
    assert LAN_ID not in right["Location"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "Hãy cho biết họ và tên"),
        ({"name": "An", "birth_date": "31/02/2000"}, "Ngày sinh ghi"),
        ({"name": "An", "id_number": "123"}, "12 chữ số"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(screen: PageClient, values: dict[str, str], told: str) -> None:
    page = screen.get(f"{K}khai-truoc/?thu-tuc=1.001193").content.decode()
    answer = send(screen, f"{K}khai-truoc/", page, **{"thu-tuc": "1.001193", **values})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_card_counts_as_read_only_while_its_facts_stand(screen: PageClient, settings: Any, tmp_path: Any) -> None:
    issuer = Issuer()
    (tmp_path / "a.pem").write_bytes(issuer.anchor)
    settings.CARD_ANCHORS, settings.CARD_READER = str(tmp_path / "a.pem"), "http://localhost:1"
    card = load(issuer)["lan"]
    for name, expected in (("Nguyễn Thị Lan", "chip"), ("Trần Khác", "")):
        page = screen.get(f"{K}khai-truoc/?thu-tuc=1.001193").content.decode()
        assert "Đọc thẻ căn cước" in page
        proof = json.dumps(card.read(cards.challenge()))
        values = {"thu-tuc": "1.001193", "name": name, "id_number": "042190001234", "the": proof}
        assert send(screen, f"{K}khai-truoc/", page, **values).status_code == 302
        ticket = Ticket.objects.latest("pk")
        assert prefill.opened(ticket.uid, ticket.prefill).get("card", "") == expected
    page = screen.get(f"{K}khai-truoc/?thu-tuc=1.001193").content.decode()
    tampered = json.dumps(card.read(cards.challenge(), tampered=True))
    refused = send(screen, f"{K}khai-truoc/", page, **{"thu-tuc": "1.001193", "name": "An", "the": tampered})
    assert refused.status_code == 422
    assert "không khớp chữ ký" in refused.content.decode()


def test_a_dossier_is_followed_by_code_or_by_the_scanned_address(screen: PageClient, centre: Centre) -> None:
    code = submit(centre.office).dossier.code
    for typed in (code, code.lower(), f"http://localhost:8000/tra-cuu/{code}/"):
        page = screen.get(f"{K}tra-cuu/", {"ma": typed}).content.decode()
        assert code in page
        assert "Được tiếp nhận" in page or "tiếp nhận" in page
        assert "Lan" not in page
    assert screen.get(f"{K}tra-cuu/", {"ma": "H42-000000-0000"}).status_code == 404


def test_an_appointment_is_kept_at_the_kiosk(screen: PageClient, centre: Centre) -> None:
    service = centre.service("A")
    page = screen.get(f"{K}hen/?viec={service}&ngay=2025-07-07").content.decode()
    answer = send(screen, f"{K}hen/", page, **{"dich-vu": service, "gio": moment(7, 10).isoformat()})
    uid = UUID(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    shown = screen.get(answer["Location"]).content.decode()
    assert short_code(uid) in shown
    page = screen.get(f"{K}den-hen/").content.decode()
    assert send(screen, f"{K}den-hen/", page, ma="ZZZZZZ").status_code == 404
    assert send(screen, f"{K}den-hen/", page, ma=short_code(uid).lower()).status_code == 302
    assert Ticket.objects.get(uid=uid).state == "waiting"


def test_a_number_of_another_hall_is_not_shown(screen: PageClient) -> None:
    assert screen.get(f"{K}so/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert screen.get("/kiosk/18604/").status_code == 404


def test_when_numbers_are_stopped_the_screen_says_so(screen: PageClient, centre: Centre) -> None:
    services.give_numbers(unit_id=centre.unit_id, giving=False, principal=centre.who("vanphong"), at=AT)
    page = screen.get(f"{K}lay-so/").content.decode()
    answer = send(screen, f"{K}lay-so/", page, **{"dich-vu": centre.service("A")})
    assert answer.status_code == 409
    assert "ngừng phát số" in answer.content.decode()
