"""Trang của sảnh: what each person sees and what a press does, without a browser."""

import io
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import sign_in
from tests.factories.dossiers import moment
from tests.factories.hall import Centre
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.hall import services
from thongsuot.hall.models import Ticket

pytestmark = pytest.mark.django_db
AT = moment(7, 9, 30)
DESK = "/can-bo/hang-cho/goi-so/"


@pytest.fixture(autouse=True)
def half_past_nine():
    with frozen(AT):
        yield


def client_of(centre: Centre, name: str) -> PageClient:
    client = PageClient()
    sign_in(client, centre.office.users[name])
    return client


def press(client: PageClient, path: str, **values: object) -> str:
    response = client.post(f"/can-bo/hang-cho/{path}/", {"ve": "/can-bo/quay/", **values})
    assert response.status_code == 302, response.content.decode()[:2000]
    return str(response["Location"])


def test_a_clerk_opens_a_counter_calls_and_goes_on_with_that_number(centre: Centre) -> None:
    ticket = centre.take("A")
    clerk = client_of(centre, "motcua1")
    page = clerk.get("/can-bo/quay/").content.decode()
    assert "Mở quầy" in page
    press(clerk, "quay", viec="mo", quay=centre.counter(3))
    page = clerk.get("/can-bo/quay/").content.decode()
    assert "Gọi số tiếp theo" in page
    assert "1 người chờ quầy này" in page
    where = press(clerk, "goi", lan_bam=uuid4())
    assert where == f"/can-bo/quay/?so={ticket.uid}"
    page = clerk.get(where).content.decode()
    assert "A001" in page
    assert "Khách đã đến" in page
    assert press(clerk, f"so/{ticket.uid}", viec="bat-dau") == f"/can-bo/quay/?so={ticket.uid}&mo=1"
    assert "Xong, gọi số tiếp theo" in clerk.get("/can-bo/quay/").content.decode()
    press(clerk, f"so/{ticket.uid}", viec="xong")
    assert Ticket.objects.get().state == "finished"


def test_calling_an_empty_line_says_so(centre: Centre) -> None:
    centre.sit(at=AT)
    clerk = client_of(centre, "motcua1")
    where = press(clerk, "goi", lan_bam=uuid4())
    assert "Chưa có ai chờ ở quầy này" in clerk.get(where).content.decode()


def test_the_panel_costs_one_statement_however_long_the_line(centre: Centre) -> None:
    centre.sit(at=AT)
    clerk = client_of(centre, "motcua1")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get("/can-bo/hang-cho/bang-quay/", headers={"HX-Request": "true"}).status_code == 200
        return len(captured)

    asked()
    one = asked()
    for _person in range(15):
        centre.take("A", AT)
    assert asked() == one == 2, "who asks, and the line"


def test_a_page_of_before_that_is_pressed_twice_calls_once(centre: Centre) -> None:
    centre.take(), centre.take()
    centre.sit(at=AT)
    clerk, once = client_of(centre, "motcua1"), uuid4()
    assert press(clerk, "goi", lan_bam=once) == press(clerk, "goi", lan_bam=once)
    assert Ticket.objects.filter(state="waiting").count() == 1


def test_the_head_sees_the_hall_and_sets_it_up(centre: Centre) -> None:
    centre.take("B", AT)
    centre.sit("motcua2", 2, AT)
    head = client_of(centre, "vanphong")
    page = head.get("/can-bo/hang-cho/").content.decode()
    assert "B001" in page
    assert "mở từ 09:30" in page
    assert "Lấy số giúp" not in page, "he is no clerk"
    unit = centre.unit_id
    assert head.get("/can-bo/hang-cho/thiet-lap/").status_code == 200
    body = {"don-vi": unit, "letter": "E", "name": "Việc mới", "per_hour": "2", "active": "1"}
    assert head.post("/can-bo/hang-cho/thiet-lap/nhom/", body).status_code == 302
    assert [s.name for s in centre.hall.offered if s.letter == "E"] == ["Việc mới"]
    wrong = head.post("/can-bo/hang-cho/thiet-lap/nhom/", {**body, "letter": "1", "per_hour": "nhiều"})
    assert wrong.status_code == 422
    counter = {"don-vi": unit, "number": "4", "name": "Mới", "services": [centre.service("E")], "active": "1"}
    assert head.post("/can-bo/hang-cho/thiet-lap/quay/", counter).status_code == 302
    assert head.post("/can-bo/hang-cho/thiet-lap/luat/", {"don-vi": unit, "most_passes": "2", "grace_minutes": "5"})
    assert head.post("/can-bo/hang-cho/phat-so/", {"don-vi": unit, "viec": "ngung"}).status_code == 302
    assert "Hôm nay đã ngừng phát số" in head.get("/can-bo/hang-cho/").content.decode()
    assert head.post("/can-bo/hang-cho/dong-quay/", {"don-vi": unit, "quay": centre.counter(2)}).status_code == 302
    assert "mở từ" not in head.get("/can-bo/hang-cho/").content.decode()


def test_a_hall_that_nobody_set_up_says_what_to_do(centre: Centre) -> None:
    page = client_of(centre, "tk_motcua1").get("/can-bo/hang-cho/").content.decode()
    assert "chưa lập hàng chờ" in page


def test_the_board_shows_counters_and_the_words_to_be_spoken_and_no_person(centre: Centre) -> None:
    centre.take("A", AT, said={"name": "Nguyễn Thị Lan"})
    centre.sit("motcua1", 3, AT)
    centre.call(at=AT)
    page = PageClient().get("/bang/18583/").content.decode()
    assert "Mời số A không không một đến quầy số ba" in page
    assert "Lan" not in page
    assert "motcua" not in page
    answer = PageClient().get("/bang/18583/su-kien/").json()
    assert "ve=" in answer["url"]


def test_an_old_code_leads_to_what_the_unit_is_now(centre: Centre) -> None:
    assert PageClient().get("/bang/18670/").status_code == 422
    assert PageClient().get("/bang/18604/").status_code == 404, "no hall there"


def test_a_phone_takes_a_number_and_follows_it(centre: Centre) -> None:
    centre.take("A")
    phone = PageClient()
    page = phone.get("/hang-cho/18583/").content.decode()
    assert "1 người chờ" in page
    body = {"phieu": uuid4(), "dich-vu": centre.service("A"), "uu-tien": ""}
    where = phone.post("/hang-cho/18583/lay-so/", body)["Location"]
    assert phone.post("/hang-cho/18583/lay-so/", body)["Location"] == where, "pressed twice it is one number"
    page = phone.get(where).content.decode()
    assert "A002" in page
    assert "Còn 1 người trước bạn" in page
    centre.sit(at=AT)
    centre.serve(at=AT)
    assert "Sắp tới lượt bạn" in phone.get(where).content.decode()
    centre.call(at=AT)
    page = phone.get(where).content.decode()
    assert "Mời đến quầy 3" in page
    assert phone.get(f"{where}in/").status_code == 200


def test_a_phone_gives_its_turn_up(centre: Centre) -> None:
    ticket = centre.take("A", AT)
    phone = PageClient()
    assert phone.post(f"/so/{ticket.uid}/viec/", {"viec": "bo"}).status_code == 302
    assert "Bạn đã bỏ lượt này" in phone.get(f"/so/{ticket.uid}/").content.decode()
    assert phone.get(f"/so/{uuid4()}/").status_code == 404
    assert phone.post(f"/so/{ticket.uid}/viec/", {"viec": "x"}).status_code == 404


def test_an_hour_is_booked_and_kept_by_phone(centre: Centre) -> None:
    phone, service = PageClient(), centre.service("A")
    assert "Hẹn để làm việc gì?" in phone.get("/hang-cho/18583/hen/").content.decode()
    assert "Thứ hai, 07/07/2025" in phone.get(f"/hang-cho/18583/hen/?viec={service}").content.decode()
    page = phone.get(f"/hang-cho/18583/hen/?viec={service}&ngay=2025-07-07").content.decode()
    assert "10:00" in page
    assert "09:00" not in page, "that hour has begun"
    body = {"phieu": uuid4(), "dich-vu": service, "gio": moment(7, 10).isoformat()}
    where = phone.post("/hang-cho/18583/hen/", body)["Location"]
    assert "Tôi đã đến" in phone.get(where).content.decode()
    assert phone.post(f"{where}viec/", {"viec": "bao-den"}).status_code == 302
    assert "A001" in phone.get(where).content.decode()
    bent = phone.post("/hang-cho/18583/hen/", {**body, "phieu": uuid4(), "gio": "hôm nay"})
    assert bent.status_code == 302


@pytest.mark.parametrize("body", [{}, {"phieu": "x"}, {"phieu": str(uuid4()), "dich-vu": "9" * 30}])
def test_a_bent_form_is_refused_in_words(centre: Centre, body: dict[str, str]) -> None:
    assert PageClient().post("/hang-cho/18583/lay-so/", body).status_code in (404, 422)


def test_one_address_does_not_take_all_the_numbers(centre: Centre) -> None:
    phone = PageClient()
    codes = [
        phone.post("/hang-cho/18583/lay-so/", {"phieu": uuid4(), "dich-vu": centre.service("A")}).status_code
        for _n in range(21)
    ]
    assert codes[:20] == [302] * 20
    assert codes[20] == 429


def test_figures_say_how_long_people_waited_and_were_served(centre: Centre) -> None:
    for minute in range(3):
        centre.take("A", moment(7, 9, minute))
    centre.sit("motcua1", 3)
    for minute in (10, 16, 22):
        centre.serve("motcua1", moment(7, 9, minute))
    services.finish(uid=Ticket.objects.get(label="A003").uid, principal=centre.who("motcua1"), at=moment(7, 9, 25))
    centre.take("B", moment(7, 9, 26))
    head = client_of(centre, "chutich")
    page = head.get("/can-bo/hang-cho/so-lieu/").content.decode()
    assert "15 phút" in page, "(10 + 15 + 20) / 3"
    assert "5 phút" in page, "(6 + 6 + 3) / 3"
    file = head.get("/can-bo/hang-cho/so-lieu.xlsx?tu=01/07/2025&den=31/07/2025")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    rows = list(book.worksheets[0].values)
    assert rows[-1][1:6] == (4, 3, 0, 0, 15)
    assert [row[0] for row in list(book.worksheets[1].values)[1:]] == ["09:00"]
    hours = list(book["Giờ ngồi quầy"].values)
    assert hours[-1] == ("maiphu.motcua1", 30, 0), "since nine; it is half past nine"


def test_an_official_takes_a_number_for_somebody_and_prints_the_slip(centre: Centre) -> None:
    clerk = client_of(centre, "motcua1")
    body = {"lan_bam": uuid4(), "dich-vu": centre.service("D"), "uu-tien": "elderly", "ve": "/can-bo/hang-cho/"}
    where = clerk.post("/can-bo/hang-cho/lay-so/", body)["Location"]
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.source, ticket.priority) == ("D001", "desk", "elderly")
    page = clerk.get(where).content.decode()
    assert f"/so/{ticket.uid}/in/" in page
    assert "/kiosk/18583/" in page


def test_the_sheet_for_the_door_carries_the_address_of_the_queue(centre: Centre) -> None:
    assert "/hang-cho/18583/" in PageClient().get("/hang-cho/18583/ma-qr/").content.decode()


def test_demo_data_sets_a_hall_up_once_and_leaves_what_people_made_alone(centre: Centre) -> None:
    from thongsuot.hall import load

    assert (len(centre.hall.services), len(centre.hall.counters)) == (4, 3)
    assert not load.load_demo(centre.unit_id, AT)
    assert load.load_priorities() == load.load_priorities() == 5
