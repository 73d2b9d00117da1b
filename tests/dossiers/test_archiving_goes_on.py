"""Handing in a year goes on after a fault and after what the archive returned; nobody hands in by a slip of the hand."""

import pytest

from tests.dossiers.test_archiving import LATER, PAGE, closed, handed_in, run_of, signs  # noqa: F401
from tests.factories.accounts import principal_for, sign_in
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.dossiers import jobs
from thongsuot.dossiers.models import ArchiveRun
from thongsuot.dossiers.selectors import archiving as selectors
from thongsuot.dossiers.services import archiving
from thongsuot.records import services as records
from thongsuot.records.models import HandIn

pytestmark = pytest.mark.django_db


def _full_disk(*_given, **_more):
    raise OSError("ổ đĩa đầy")


def test_a_run_whose_job_ended_by_a_fault_is_taken_up_again_by_the_clock(office, signs, monkeypatch):  # noqa: F811
    closed(office, signs)
    run = run_of(office)
    with monkeypatch.context() as patched:
        patched.setattr(archiving.files, "store", _full_disk)
        with pytest.raises(OSError, match="đầy"):
            archiving.carry_out(run.pk, clock=lambda: LATER)
    assert selectors.progress_of(run).offered == 0
    assert jobs.go_on_handing_in(0) == 1
    assert jobs.go_on_handing_in(0) == 0  # it stands in the queue
    archiving.carry_out(run.pk, clock=lambda: LATER)
    assert selectors.progress_of(run).offered == 1
    assert archiving.unfinished() == []


@pytest.mark.parametrize("year", ["0000", "0001", "1999", "2027", "9999", "²", "hai"])
def test_a_year_that_is_none_is_said_and_nothing_of_another_year_goes(office, signs, year):  # noqa: F811
    closed(office, signs)
    with frozen(LATER):
        client = sign_in(PageClient(), office.users["luutru"])
        assert client.get(f"{PAGE}?nam={year}").status_code == 200
        answer = client.post(PAGE, {"nam": year})
        assert answer.status_code == 422
        assert "Năm không đúng." in answer.content.decode()
    assert not ArchiveRun.objects.exists()


def test_a_unit_that_is_not_his_is_not_taken_for_his_own(office, signs):  # noqa: F811
    closed(office, signs)
    with frozen(LATER):
        client = sign_in(PageClient(), office.users["luutru"])
        answer = client.post(PAGE, {"nam": "2025", "don-vi": str(office.world.thach_khe.id)})
    assert answer.status_code == 404
    assert not ArchiveRun.objects.exists()


def test_what_the_archive_returned_can_be_handed_in_from_the_page(office, signs):  # noqa: F811
    closed(office, signs)
    handed_in(office)
    hand, archivist = HandIn.objects.get(), principal_for(office.users["luutru"], LATER)
    with frozen(LATER):
        client = sign_in(PageClient(), office.users["luutru"])
        assert "Không còn hồ sơ nào" in client.get(f"{PAGE}?nam=2025").content.decode()
        records.return_line(uid=hand.uid, line=hand.lines.get().pk, reason="Thiếu trang", principal=archivist, at=LATER)
        assert "Nộp lưu 1 hồ sơ" in client.get(f"{PAGE}?nam=2025").content.decode()
