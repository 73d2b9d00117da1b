"""Báo nơi gửi bằng thư: the same day, with proof, through a real mail server; never to a program; shown on the document."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.common.test_notice_smtp import smtp_server
from tests.documents.mail.letters import a_letter, an_auto_reply
from tests.factories.accounts import sign_in
from tests.factories.documents import AT, Office
from tests.page_client import PageClient
from thongsuot.common import notices
from thongsuot.common.models import Notice
from thongsuot.documents.models import IncomingOrigin, State
from thongsuot.documents.services import mail_taking, sending_back, taking_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world):
    return Office(world, world.mai_phu)


@pytest.fixture
def smtp(settings):
    with smtp_server() as one:
        settings.SMTP_URL = one.url
        yield one


def came(office, message=None):
    content = (message or a_letter(31)).as_bytes()
    return mail_taking.take(content, unit_id=office.unit.id, at=AT)[0]


def page_of(office, document):
    client = sign_in(PageClient(), office.users["clerk"])
    return client.get(reverse("documents:incoming_document", args=[document.uid])).content.decode()


def test_the_sender_is_told_the_number_when_the_letter_is_registered(office, smtp):
    document = came(office)
    assert "Chưa báo." in page_of(office, document)
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    assert "chờ gửi" in page_of(office, document)
    assert notices.send_due(lambda: AT) == 1
    [got] = smtp.mails
    assert (got["To"], got["Auto-Submitted"], got["In-Reply-To"]) == (
        "snv@hatinh.example",
        "auto-replied",
        "<31@snv.example>",
    )
    assert "Số đến: 1." in got.get_content()
    shown = page_of(office, document)
    assert "đã gửi" in shown
    assert "s***@hatinh.example" in shown


def test_what_came_to_the_wrong_office_goes_back_with_the_reason(office, smtp):
    document = came(office)
    sending_back.send_back(uid=document.uid, reason="Không thuộc thẩm quyền của xã.", principal=office.clerk, at=AT)
    notices.send_due(lambda: AT)
    [got] = smtp.mails
    assert got["Subject"].startswith("Trả lại văn bản: V/v góp ý")
    assert "Lý do: Không thuộc thẩm quyền của xã." in got.get_content()
    document.refresh_from_db()
    assert document.state == State.SENT_BACK


def test_it_goes_out_at_night_too_and_again_when_the_server_was_away(office, smtp):
    night = AT.replace(hour=15)  # 22:00 in Hà Nội
    document = came(office)
    taking_in.register(uid=document.uid, principal=office.clerk, at=night)
    smtp.hangs_up, smtp.times = "DATA", 1
    assert notices.send_due(lambda: night) == 0
    assert "chờ gửi" in page_of(office, document)
    assert notices.send_due(lambda: night + timedelta(minutes=2)) == 1
    assert len(smtp.mails) == 1


def test_an_address_that_does_not_exist_is_shown_on_the_document(office, smtp):
    smtp.refused = {"snv@hatinh.example": "550 khong co nguoi nay"}
    document = came(office)
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    notices.send_due(lambda: AT)
    assert "địa chỉ hoặc số máy không có thật" in page_of(office, document)
    assert Notice.objects.get().needs_person


@pytest.mark.parametrize(
    "message",
    [
        a_letter(41, **{"Auto-Submitted": "auto-generated"}),
        a_letter(42, **{"Precedence": "list"}),
        a_letter(43, **{"In-Reply-To": "<thong-bao-42-document-7-registered-mail@xa.example>"}),
    ],
)
def test_a_program_is_never_answered(office, message):
    document = came(office, message)
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    assert not Notice.objects.exists()
    assert IncomingOrigin.objects.get(document=document).confirmation == ""
    assert "Không báo:" in page_of(office, document)


def test_two_programs_do_not_go_on_talking(office, smtp):
    """What we say about a letter, sent to ourselves, is no letter; its answer by a program neither."""
    document = came(office)
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    notices.send_due(lambda: AT)
    ours = smtp.mails[0]
    answer = an_auto_reply(**{"In-Reply-To": str(ours["Message-ID"])})
    for content in (ours.as_bytes(), answer.as_bytes()):
        with pytest.raises(mail_taking.Invalid) as refused:
            mail_taking.take(content, unit_id=office.unit.id, at=AT)
        assert refused.value.code == "mail_automatic"
    assert Notice.objects.count() == 1


def test_a_letter_is_confirmed_once_however_often_it_comes(office):
    document = came(office)
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    assert came(office) == document
    assert Notice.objects.count() == 1


def test_an_answer_id_that_is_no_id_is_not_written_into_a_head(office, smtp):
    document = came(office, a_letter(44, **{"Message-ID": "khong phai ma"}))
    taking_in.register(uid=document.uid, principal=office.clerk, at=AT)
    assert notices.send_due(lambda: AT) == 1
    assert smtp.mails[0]["In-Reply-To"] is None
