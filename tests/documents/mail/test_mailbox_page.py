"""Trang hộp thư: the clerk connects, sees whether it is read, decides about letters laid aside; nobody else sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.documents.mail.letters import an_auto_reply
from tests.factories.accounts import sign_in
from tests.factories.documents import AT, Office
from tests.page_client import PageClient
from thongsuot.common import crypto, journal
from thongsuot.documents.models import Document, MailArrival, Mailbox
from thongsuot.documents.services import mail_taking, mailboxes

pytestmark = pytest.mark.django_db
SERVER = "imaps://thu.hatinh.example:993"
TYPED = {
    "server": SERVER,
    "address": "maiphu@hatinh.example",
    "username": "maiphu",
    "password": "bí mật 1",
    "since": "01/03/2026",
}


@pytest.fixture
def office(world, settings):
    settings.MAIL_SERVERS = [SERVER]
    return Office(world, world.mai_phu)


@pytest.fixture
def client(office):
    return sign_in(PageClient(), office.users["clerk"])


def do(client, verb, **data):
    return client.post(reverse("documents:mailbox_act", args=[verb]), data)


def shown(client):
    return client.get(reverse("documents:mailboxes")).content.decode()


def aside(box, content, number=1, **more):
    return MailArrival.objects.create(
        province_id=box.province_id, unit_id=box.unit_id, mailbox=box, validity=1, number=number, sender="a@b.example",
        subject=f"Thư {number}", result="aside", reason="mail_automatic", detail="Thư trả lời tự động của máy",
        file=mail_taking.keep(content, AT) if content else None, came_at=AT, **more,
    )  # fmt: skip


def test_the_clerk_connects_and_the_password_is_sealed(office, client):
    assert "Chưa nối hộp thư nào" in shown(client)
    assert do(client, "noi", unit=office.unit.id, **TYPED).status_code == 302
    box = Mailbox.objects.get()
    assert "bí mật 1".encode() not in bytes(box.secret)
    assert mailboxes.password_of(box) == "bí mật 1"
    page = shown(client)
    assert "chưa đọc lần nào" in page
    assert "bí mật 1" not in page
    entry = journal.timeline(box.province_id, "mailbox", box.pk)[-1]
    assert (entry.verb, "password" in entry.data) == ("connected", False)
    crypto.rotate()
    box.refresh_from_db()
    assert mailboxes.password_of(box) == "bí mật 1"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"server": "imaps://khac.example"}, "chọn một máy chủ thư"),
        ({"server": "imap://thu.hatinh.example"}, "chọn một máy chủ thư"),
        ({"address": "maiphu"}, "Địa chỉ thư chưa đúng"),
        ({"password": ""}, "Cần mật khẩu"),
        ({"since": "32/13/2026"}, "Ngày không đúng"),
        ({"since": "01/01/2199"}, "không thể ở tương lai"),
        ({"username": "x" * 300}, "tối đa 250"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_connected(office, client, changed, word):
    answer = do(client, "noi", **{"unit": office.unit.id} | TYPED | changed)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Mailbox.objects.exists()


def test_one_mailbox_is_read_by_one_unit(office, client, world):
    do(client, "noi", unit=office.unit.id, **TYPED)
    other = Office(world, world.thach_khe, prefix="tk")
    answer = do(sign_in(PageClient(), other.users["clerk"]), "noi", unit=other.unit.id, **TYPED)
    assert "đã nối vào một đơn vị khác" in answer.content.decode()


def test_an_empty_password_keeps_the_old_one_and_another_name_begins_anew(office, client):
    do(client, "noi", unit=office.unit.id, **TYPED)
    do(client, "noi", unit=office.unit.id, **TYPED | {"password": "", "address": "vt@hatinh.example"})
    box = Mailbox.objects.get()
    assert (box.address, mailboxes.password_of(box)) == ("vt@hatinh.example", "bí mật 1")
    do(client, "noi", unit=office.unit.id, **TYPED | {"username": "moi"})
    assert list(Mailbox.objects.order_by("id").values_list("username", "active")) == [("maiphu", False), ("moi", True)]


def test_a_letter_laid_aside_is_taken_or_settled_by_the_clerk(office, client):
    do(client, "noi", unit=office.unit.id, **TYPED)
    box = Mailbox.objects.get()
    content = an_auto_reply().as_bytes()
    first, second, gone = aside(box, content), aside(box, content, 2), aside(box, None, 3)
    assert "3 thư để riêng" in client.get(reverse("documents:incoming")).content.decode()
    got = client.get(reverse("documents:mailbox_letter", args=[first.pk]))
    assert b"".join(got.streaming_content) == content
    assert do(client, "nhan", letter=first.pk).status_code == 302
    assert Document.objects.get().way == "mail"
    assert do(client, "bo", letter=second.pk).status_code == 302
    assert do(client, "bo", letter=second.pk).status_code == 409
    assert do(client, "nhan", letter=gone.pk).status_code == 409
    verbs = [e.verb for e in journal.timeline(box.province_id, "mailbox", box.pk)]
    assert verbs == ["connected", "letter_taken", "letter_settled"]


def test_a_fault_is_shown_and_the_clerk_may_try_at_once_or_stop(office, client):
    do(client, "noi", unit=office.unit.id, **TYPED)
    later = AT + timedelta(days=3650)
    Mailbox.objects.update(problem="refused", problem_words="AUTHENTICATIONFAILED", next_look_at=later)
    assert "không nhận tên hoặc mật khẩu" in shown(client)
    assert "hộp thư không đọc được" in client.get(reverse("documents:incoming")).content.decode()
    box = Mailbox.objects.get()
    do(client, "doc-lai", box=box.uid)
    box.refresh_from_db()
    assert box.next_look_at < later
    do(client, "ngung", box=box.uid)
    assert not Mailbox.objects.filter(active=True).exists()


def test_others_do_not_find_it(office, world):
    client = sign_in(PageClient(), office.users["specialist"])
    assert client.get(reverse("documents:mailboxes")).status_code == 403
    do(sign_in(PageClient(), office.users["clerk"]), "noi", unit=office.unit.id, **TYPED)
    row = aside(Mailbox.objects.get(), b"x")
    other = sign_in(PageClient(), Office(world, world.thach_khe, prefix="tk").users["clerk"])
    assert other.get(reverse("documents:mailbox_letter", args=[row.pk])).status_code == 404
    assert do(other, "nhan", letter=row.pk).status_code == 404
    assert do(other, "ngung", box=Mailbox.objects.get().uid).status_code == 404
    assert do(other, "noi", unit=office.unit.id, **TYPED).status_code == 404


def test_without_a_server_the_page_says_who_can_help(office, client, settings):
    settings.MAIL_SERVERS = []
    assert "THONGSUOT_MAIL_SERVERS" in shown(client)


def test_the_page_costs_the_same_however_many_letters_wait(office, client, django_assert_max_num_queries):
    do(client, "noi", unit=office.unit.id, **TYPED)
    box = Mailbox.objects.get()
    for number in range(1, 8):
        aside(box, None, number)
    shown(client)
    with django_assert_max_num_queries(5):
        page = shown(client)
    assert all(f"Thư {number}<" in page for number in range(1, 8))
