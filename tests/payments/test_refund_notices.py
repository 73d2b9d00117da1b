"""Hoàn tiền báo tới người dân: from the press of the button, through the journal, to a mail that a real server takes."""

import pytest

from tests.common.test_notice_smtp import smtp_server
from tests.factories.dossiers import Office, moment
from tests.payments.copies import copies
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.notices import tell_citizens
from thongsuot.payments.models import Receipt, Refund
from thongsuot.payments.services import collecting, refunding

pytestmark = pytest.mark.django_db
AT, LATER = moment(7, 9, 30), moment(7, 10)


def by(office: Office, name: str = "motcua1") -> dict:
    return {"principal": office.who(name), "at": AT}


@pytest.fixture
def asked(office: Office) -> Refund:
    """Paid in cash, then asked back; the citizen can be reached by mail."""
    code = copies(office)
    Dossier.objects.filter(code=code).update(applicant={"email": "lan@vi.example"})
    collecting.collect_cash(code=code, **by(office))
    wish = refunding.Wish("Thu nhầm hai bản", "Nguyễn Thị Lan", "cash")
    refund = refunding.ask_back(code=code, receipt_id=Receipt.objects.get().pk, amount=4_000, wish=wish, **by(office))
    with frozen(LATER):
        while tell_citizens(LATER):
            pass
    Notice.objects.all().delete()
    return refund


def told(settings):
    """What the citizen gets; queued from the journal and sent as the jobs do."""
    with smtp_server() as server, frozen(LATER):
        settings.SMTP_URL = server.url
        while tell_citizens(LATER):
            pass
        notices.send_due(lambda: LATER)
        assert set(Notice.objects.values_list("state", flat=True)) <= {NoticeState.SENT}
        return server.mails


def test_the_citizen_reads_how_much_went_back(office, asked, settings):
    refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    refunding.pay_out(refund_id=asked.pk, **by(office))
    [mail] = told(settings)
    assert mail["To"] == "lan@vi.example"
    assert mail["Subject"] == f"Hồ sơ {asked.dossier_code}: đã hoàn 4.000 đ"
    assert "đã hoàn lại 4.000\xa0đ" in mail.get_content()
    assert "Xã Mai Phụ" in mail.get_content()


def test_the_citizen_reads_that_it_was_refused_and_not_why_insiders_said_so(office, asked, settings):
    refunding.decide(refund_id=asked.pk, approve=False, decision="Thu đúng, ghi chú nội bộ", **by(office, "vanphong"))
    [mail] = told(settings)
    assert mail["Subject"] == f"Hồ sơ {asked.dossier_code}: khoản 4.000 đ không được hoàn"
    assert "không được duyệt" in mail.get_content()
    assert "ghi chú nội bộ" not in mail.get_content()


def test_what_happens_between_is_not_told(office, asked, settings):
    """Asked and approved are work of the office; the citizen is told of the end alone."""
    refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    assert told(settings) == []


def test_told_once_however_often_the_feed_and_the_sender_run(office, asked, settings):
    refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    refunding.pay_out(refund_id=asked.pk, **by(office))
    assert len(told(settings)) == 1
    assert told(settings) == []
    assert Notice.objects.count() == 1
