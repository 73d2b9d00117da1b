"""Nhắn tin ở sảnh: near one's turn and the day before an appointment; the telephone serves for nothing else and goes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.dossiers import MONDAY_9, moment
from tests.factories.hall import Centre
from tests.page_client import PageClient
from thongsuot.common import journal, notices
from thongsuot.common.crypto import recrypt_all
from thongsuot.common.errors import Invalid
from thongsuot.common.models import Notice, NoticePolicy, NoticeState
from thongsuot.common.notices.words import faults
from thongsuot.common.now import frozen
from thongsuot.hall import services, telling
from thongsuot.hall.models import Ticket

pytestmark = pytest.mark.django_db
PHONE, REACHED = "0912 345 678", "+84912345678"
TEN = moment(8, 10)


def told():
    """Events and addresses of what was laid out."""
    return list(Notice.objects.order_by("id").values_list("event", "address", "subject_id"))


def book(centre: Centre, at=MONDAY_9, slot=TEN, phone=PHONE) -> Ticket:
    return services.book(
        unit_id=centre.unit_id, service_id=centre.service("A"), slot_at=slot, uid=uuid4(), at=at, phone=phone
    )


def test_the_fourth_in_line_is_told_when_the_first_is_called(centre: Centre) -> None:
    centre.sit("motcua1", 3)
    others = [centre.take() for _n in range(4)]
    mine = centre.take(phone=PHONE)
    assert telling.tell_near(MONDAY_9) == 0, "còn bốn người"
    assert centre.call() == others[0]
    assert telling.tell_near(MONDAY_9 + timedelta(minutes=1)) == 1
    assert told() == [("turn_near", REACHED, mine.pk)]
    notice = Notice.objects.get()
    assert notice.body.startswith(f"Số {mine.label}: còn 3 người trước bạn")
    assert f"/so/{mine.uid}/" in notice.body
    assert telling.tell_near(MONDAY_9 + timedelta(minutes=2)) == 0, "một lần"


def test_who_gave_no_number_is_not_told_and_another_service_does_not_count(centre: Centre) -> None:
    centre.take("A")
    for _n in range(5):
        centre.take("B")
    mine = centre.take("A", phone=PHONE)
    assert telling.tell_near(MONDAY_9) == 1
    assert [row[2] for row in told()] == [mine.pk]


def test_priority_numbers_that_come_before_count_as_people_before(centre: Centre) -> None:
    mine = centre.take(phone=PHONE)
    for _n in range(4):
        centre.take(priority="pregnant")
    assert telling.tell_near(MONDAY_9) == 0
    assert Ticket.objects.get(pk=mine.pk).near_told_at is None


def test_it_goes_out_at_once_even_in_quiet_hours(centre: Centre) -> None:
    at = moment(7, 6, 30)
    centre.take(at=at, phone=PHONE)
    telling.tell_near(at)
    assert Notice.objects.get().next_try_at == at, "muộn hơn thì vô ích"


def test_an_appointment_is_reminded_once_the_day_before(centre: Centre) -> None:
    ticket = book(centre)
    assert telling.remind(MONDAY_9) == 1
    assert telling.remind(MONDAY_9 + timedelta(hours=1)) == 0
    assert told() == [("booking_tomorrow", REACHED, ticket.pk)]
    assert "10:00 08/07/2025" in Notice.objects.get().body


def test_nobody_is_reminded_two_days_before_or_of_what_was_given_up(centre: Centre) -> None:
    book(centre, slot=moment(9, 10))
    given_up = book(centre)
    services.cancel(uid=given_up.uid, at=MONDAY_9)
    assert telling.remind(MONDAY_9) == 0
    assert Ticket.objects.get(pk=given_up.pk).phone is None


@pytest.mark.parametrize(("at", "reminded"), [(moment(7, 20, 59), 1), (moment(7, 21), 0), (moment(7, 6, 59), 0)])
def test_quiet_hours_are_respected(centre: Centre, at, reminded) -> None:
    book(centre, at=moment(6, 9))
    assert telling.remind(at) == reminded


def test_the_communes_own_quiet_hours_hold(centre: Centre) -> None:
    from thongsuot.common import stamps

    own = {"quiet_from": "08:00", "quiet_to": "10:00", "made_at": MONDAY_9}
    NoticePolicy.objects.create(unit_id=centre.unit_id, valid=("2025-01-01", None), **own)
    stamps.bump("notices")
    book(centre)
    assert telling.remind(MONDAY_9) == 0
    assert telling.remind(moment(7, 10)) == 1


@pytest.mark.parametrize("typed", ["123", "0239 385 5555", "abc", "+1 202 555 0100"])
def test_a_number_that_no_message_reaches_is_refused_with_words(centre: Centre, typed) -> None:
    with pytest.raises(Invalid) as refused:
        centre.take(phone=typed)
    assert (refused.value.code, refused.value.errors[0]["field"]) == ("phone_unreachable", "dien-thoai")
    assert not Ticket.objects.exists()


def test_the_number_lies_encrypted_and_the_journal_does_not_know_it(centre: Centre) -> None:
    ticket = centre.take(phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM hall_ticket")
        kept = bytes(cursor.fetchone()[0])
    assert b"912345678" not in kept
    assert telling.number_of(Ticket.objects.get()) == REACHED
    assert "912345678" not in str([e.data for e in journal.timeline(ticket.province_id, "ticket", ticket.pk)])
    assert "hall_ticket.phone" in str(recrypt_all()), "khoá đổi thì số này cũng được đổi"


@pytest.mark.parametrize("way", ["finish", "cancel", "midnight", "taken_back"])
def test_the_number_goes_when_it_has_served(centre: Centre, way) -> None:
    ticket = centre.take(phone=PHONE)
    if way == "cancel":
        services.cancel(uid=ticket.uid, at=MONDAY_9)
    elif way == "taken_back":
        services.tell_no_more(uid=ticket.uid, at=MONDAY_9)
    elif way == "finish":
        centre.sit("motcua1", 3)
        centre.serve()
        services.finish(uid=ticket.uid, principal=centre.who("motcua1"), at=MONDAY_9)
    else:
        services.close_past_everywhere(moment(8, 0, 7))
    assert Ticket.objects.get().phone is None


def test_a_turn_that_ended_cannot_keep_a_number(centre: Centre) -> None:
    ticket = centre.take(phone=PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(state="finished", ended_at=MONDAY_9)


def test_after_the_day_only_the_ends_of_the_number_remain_where_it_was_sent(centre: Centre) -> None:
    absent = centre.take(phone=PHONE)
    telling.tell_near(MONDAY_9)
    assert notices.send_due(lambda: MONDAY_9) == 1
    assert telling.forget(MONDAY_9) == 0
    Ticket.objects.filter(pk=absent.pk).update(state="no_show", ended_at=MONDAY_9)
    assert telling.forget(moment(8, 0, 17)) == 1
    assert Ticket.objects.get().phone is None
    assert (Notice.objects.get().address, Notice.objects.get().state) == ("091***678", NoticeState.SENT)
    assert telling.forget(moment(8, 0, 18)) == 0


def test_the_words_are_whole_in_every_channel() -> None:
    assert faults(telling.BOOK) == []


def test_the_page_asks_keeps_shows_and_gives_the_number_back(centre: Centre) -> None:
    client = PageClient()
    with frozen(MONDAY_9):
        asked = client.get("/hang-cho/18583/").content.decode()
        assert "dien-thoai" in asked
        body = {"phieu": str(uuid4()), "dich-vu": centre.service("A"), "dien-thoai": PHONE}
        page = client.post("/hang-cho/18583/lay-so/", body, follow=True).content.decode()
        assert "091***678" in page
        assert "912345678" not in page.replace("091***678", "")
        address = f"/so/{Ticket.objects.get().uid}/viec/"
        page = client.post(address, {"viec": "thoi-nhan"}, follow=True).content.decode()
        assert "091***678" not in page
        wrong = {**body, "phieu": str(uuid4()), "dien-thoai": "12"}
        page = client.post("/hang-cho/18583/lay-so/", wrong, follow=True).content.decode()
    assert "không nhận được tin nhắn" in page
    assert Ticket.objects.count() == 1


def test_the_kiosk_asks_too(centre: Centre) -> None:
    client = PageClient()
    with frozen(MONDAY_9):
        page = client.get("/kiosk/18583/lay-so/").content.decode()
        assert 'name="dien-thoai"' in page
        mark = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        body = {"csrfmiddlewaretoken": mark, "dich-vu": centre.service("A"), "dien-thoai": PHONE}
        client.post("/kiosk/18583/lay-so/", body, follow=True)
    assert telling.number_of(Ticket.objects.get()) == REACHED
