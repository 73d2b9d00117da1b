"""Thông báo không tới: the counter sees it with what to do, tells it otherwise or corrects the address; all journalled."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.common.notice_gateways import gateway
from tests.factories.accounts import sign_in
from tests.factories.dossiers import LAN_ID, MONDAY_9, moment, submit
from tests.page_client import PageClient
from thongsuot.common import journal
from thongsuot.common import notices as sending
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices.reports import sign
from thongsuot.common.now import frozen
from thongsuot.dossiers import notices
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.lost_notices import lost_notices
from thongsuot.dossiers.services import lost_work, telling
from thongsuot.dossiers.services.telling import ToldOtherwise
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
PHONE_ONLY = Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID, phone="0912345678")
LATER = MONDAY_9 + timedelta(hours=1)


@pytest.fixture
def sms(settings):
    with gateway() as one:
        settings.SMS_URL = one.url
        yield one


@pytest.fixture
def lost(office, sms):
    """A dossier whose "received" could not be told: the number does not exist."""
    sms.mode = "no-such-number"
    dossier = submit(office, applicant=PHONE_ONLY).dossier
    notices.tell_citizens(MONDAY_9)
    sending.send_due(lambda: MONDAY_9)
    sms.mode = ""
    return dossier


def row():
    return Notice.objects.get(needs_person=True)


def entries(dossier):
    return journal.timeline(dossier.province_id, "dossier", dossier.pk)


def test_the_counter_sees_whom_to_call_and_no_other_counter_does(office, lost):
    [found] = lost_notices(office.who("motcua1", LATER)).rows
    assert (found.code, found.name, found.phone) == (lost.code, "Nguyễn Thị Lan", "0912345678")
    assert found.notice.address == "091***678"
    assert lost_notices(office.who("tk_motcua1", LATER)).rows == []
    assert lost_notices(office.who("chutich", LATER)).rows == ()


def test_told_otherwise_is_kept_with_who_how_and_when(office, lost):
    told = ToldOtherwise("call", moment(7, 9, 30), "bà Lan đã biết")
    clerk = office.who("motcua1", LATER)
    telling.tell_otherwise(notice_id=row().pk, told=told, principal=clerk, at=LATER)
    notice = Notice.objects.get()
    assert (notice.needs_person, notice.settled_by_id) == (False, clerk.user_id)
    entry = entries(lost)[-1]
    assert (entry.verb, entry.actor_id, entry.at) == ("told_otherwise", clerk.user_id, LATER)
    assert entry.data["note"] == "gọi điện thoại: bà Lan đã biết"
    assert entry.data["told_at"] == moment(7, 9, 30).isoformat()
    assert "0912345678" not in str(entry.data)


def test_done_twice_the_second_hears_that_somebody_did_it(office, lost):
    told = ToldOtherwise("call", LATER)
    number = row().pk
    telling.tell_otherwise(notice_id=number, told=told, principal=office.who("motcua1", LATER), at=LATER)
    with pytest.raises(MoveNotAllowed):
        telling.tell_otherwise(notice_id=number, told=told, principal=office.who("motcua2", LATER), at=LATER)
    assert [entry.verb for entry in entries(lost)].count("told_otherwise") == 1


@pytest.mark.parametrize(("how", "at"), [("call", moment(7, 11)), ("call", moment(7, 8)), ("shout", moment(7, 9, 30))])
def test_a_telling_that_cannot_be_is_refused(office, lost, how, at):
    told = ToldOtherwise(how, at)
    with pytest.raises(Invalid):
        telling.tell_otherwise(notice_id=row().pk, told=told, principal=office.who("motcua1", LATER), at=LATER)
    assert row().needs_person


def test_another_commune_and_another_role_find_nothing(office, lost):
    for name in ("tk_motcua1", "chutich", "hotich"):
        with pytest.raises(NotFound):
            telling.correct_and_resend(
                notice_id=row().pk, email="", phone="0987654321", principal=office.who(name, LATER), at=LATER
            )


def test_a_corrected_number_stands_in_the_dossier_and_the_same_news_arrives(office, lost, sms):
    clerk = office.who("motcua1", LATER)
    telling.correct_and_resend(notice_id=row().pk, email="", phone="0987 654 321", principal=clerk, at=LATER)
    assert Dossier.objects.get().applicant["phone"] == "0987 654 321"
    assert sending.send_due(lambda: LATER) == 1
    first, second = Notice.objects.order_by("id")
    assert (first.state, first.needs_person, first.settled_note) == (NoticeState.FAILED, False, "sửa địa chỉ, gửi lại")
    assert (second.state, second.address, second.key) == (NoticeState.SENT, "+84987654321", f"{first.key}/2")
    assert second.body == first.body
    entry = entries(lost)[-1]
    assert (entry.verb, entry.data["wrong"]) == ("contact_corrected", "091***678")
    assert entry.data["right"] == {"sms": "098***321", "zalo": "098***321"}


def test_an_address_by_another_channel_is_told_by_that_channel(office, lost, settings, tmp_path):
    settings.SMS_URL, settings.NOTICE_ROOT = "", tmp_path
    clerk = office.who("motcua1", LATER)
    telling.correct_and_resend(notice_id=row().pk, email="lan@vi.example", phone="", principal=clerk, at=LATER)
    second = Notice.objects.latest("id")
    assert (second.channel, second.address, second.others) == ("mail", "lan@vi.example", [])
    assert "Kính gửi ông/bà Nguyễn Thị Lan" in second.body


@pytest.mark.parametrize(("email", "phone"), [("", ""), ("lan", ""), ("", "0239 385 5555"), ("", "12")])
def test_an_address_that_cannot_be_is_refused_and_nothing_changes(office, lost, email, phone):
    with pytest.raises(Invalid):
        telling.correct_and_resend(
            notice_id=row().pk, email=email, phone=phone, principal=office.who("motcua1", LATER), at=LATER
        )
    assert Dossier.objects.get().applicant["phone"] == "0912345678"
    assert Notice.objects.count() == 1


def test_many_become_one_task_of_the_counter_which_ends_with_the_list(office, sms):
    sms.mode = "no-such-number"
    for _number in range(lost_work.MANY):
        submit(office, applicant=PHONE_ONLY)
    notices.tell_citizens(MONDAY_9)
    sending.send_due(lambda: MONDAY_9)
    assert lost_work.watch(LATER) == 1
    assert lost_work.watch(LATER) == 0, "một việc thôi"
    [work] = OpenWork.objects.filter(kind=lost_work.KIND)
    assert (work.unit_id, work.role) == (office.world.mai_phu.id, "counter_clerk")
    Notice.objects.update(needs_person=False)
    lost_work.watch(LATER)
    assert not OpenWork.objects.filter(kind=lost_work.KIND).exists()


def page_of(office, name="motcua1"):
    client = PageClient()
    sign_in(client, office.users[name])
    return client


def test_the_pages_lead_from_the_dossier_to_the_list_and_back(office, lost):
    client = page_of(office)
    with frozen(LATER):
        page = client.get(f"/can-bo/ho-so/{lost.code}/").content.decode()
        assert f"/can-bo/thong-bao/#tin-{row().pk}" in page
        assert "địa chỉ hoặc số máy không có thật" in page
        shown = client.get("/can-bo/thong-bao/").content.decode()
        assert lost.code in shown
        assert "Gọi điện cho người dân" in shown
        posted = client.post(f"/can-bo/thong-bao/{row().pk}/da-bao/", {f"bao-{row().pk}-how": "visit"})
        assert posted.status_code == 302
        assert "Mọi thông báo đều đã tới" in client.get("/can-bo/thong-bao/").content.decode()
        told = client.get(f"/can-bo/ho-so/{lost.code}/").content.decode()
        assert "Đã báo cho người dân bằng cách khác" in told


def test_a_refused_form_comes_back_open_with_what_was_typed(office, lost):
    client = page_of(office)
    with frozen(LATER):
        number = row().pk
        answer = client.post(f"/can-bo/thong-bao/{number}/gui-lai/", {f"lai-{number}-phone": "0239 385 5555"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "0239 385 5555" in page
    assert "Số máy di động Việt Nam có 10 chữ số" in page


def test_the_list_takes_a_fixed_number_of_statements(office, sms, django_assert_max_num_queries):
    sms.mode = "no-such-number"
    for _number in range(12):
        submit(office, applicant=PHONE_ONLY)
    notices.tell_citizens(MONDAY_9)
    sending.send_due(lambda: MONDAY_9)
    client = page_of(office)
    with frozen(LATER):
        client.get("/can-bo/thong-bao/")
        with django_assert_max_num_queries(5):
            assert client.get("/can-bo/thong-bao/?nguyen-nhan=address").status_code == 200


def test_a_gateway_reports_what_it_could_not_deliver(office, lost, settings):
    settings.NOTICE_SECRETS = {"sms": "bi-mat"}
    with frozen(LATER):
        body = f'{{"reports": [{{"id": "thong-bao-{lost.province_id}-{row().key}-sms", "status": "delivered"}}]}}'
        stamp = str(int(LATER.timestamp()))
        headers = {"X-Timestamp": stamp, "X-Signature": sign("bi-mat", stamp, body.encode())}
        send = {"data": body, "content_type": "application/json"}
        answer = Client().post("/thong-bao/bao-phat/sms/", headers=headers, **send)
        assert (answer.status_code, answer.json()) == (200, {"noted": 1, "known": 0, "unknown": 0})
        assert Client().post("/thong-bao/bao-phat/sms/", headers=headers, **send).json()["known"] == 1
        assert Client().post("/thong-bao/bao-phat/sms/", **send).status_code == 403
        assert Client().post("/thong-bao/bao-phat/fax/", headers=headers, **send).status_code == 404
    assert Notice.objects.get().state == NoticeState.DELIVERED


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"reports": 5}', '{"reports": [' + "{}," * 500 + "{}]}", "\xff"])
def test_a_signed_report_that_makes_no_sense_is_refused_in_words(settings, body):
    settings.NOTICE_SECRETS = {"sms": "bi-mat"}
    with frozen(LATER):
        stamp = str(int(LATER.timestamp()))
        headers = {"X-Timestamp": stamp, "X-Signature": sign("bi-mat", stamp, body.encode())}
        answer = Client().post(
            "/thong-bao/bao-phat/sms/", data=body.encode(), content_type="application/json", headers=headers
        )
    assert answer.status_code == 400
