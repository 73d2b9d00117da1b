"""Hồ sơ ở hệ thống khác: listed, counted, back-entered; and the portal's catalogue, approved by the importer that exists."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simulators.national_portal.server import Server
from tests.dossiers.test_backdating import PNG
from tests.exchange.books import fault
from tests.exchange.inbound_samples import AT, SYSTEM, enveloped, kept, tell
from tests.exchange.test_stuck_list import page_of, provincial
from tests.factories.dossiers import Office, moment
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.now import frozen
from thongsuot.exchange import catalogue
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import CatalogueFetch, MirrorDossier
from thongsuot.procedures.models import ImportRow, ImportRun
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
LIST = "/can-bo/lien-thong/ho-so-noi-khac/"
FETCH = "/can-bo/lien-thong/danh-muc/"


def mirrored(number: int, unit: str = "18583", status: str = "4") -> MirrorDossier:
    code = f"G01-250707-{number:06d}"
    content = {"MaTTHC": "1.004222", "TenTTHC": "Đăng ký thường trú", "DonViXuLy": unit, "TrangThaiHoSo": status}
    message = kept(enveloped("HO_SO_PHAN_CHIEU", code, f"M-{number}", content))
    assert understanding.understand(message.pk, at=AT) == "done"
    return MirrorDossier.objects.get(code=code)


@pytest.fixture
def later():
    with frozen(moment(7, 14)) as at:
        yield at


def test_a_unit_sees_its_own_the_province_all_nobody_else_any(linked: Office, later: Any) -> None:
    mine, theirs = mirrored(1), mirrored(2, "18604")
    clerk = page_of(linked, "motcua1")
    text = clerk.get(LIST).content.decode()
    assert mine.code in text
    assert theirs.code not in text
    assert clerk.get(f"{LIST}{theirs.pk}/").status_code == 404
    admin = provincial(linked, "tinh.quantri", Role.PROVINCE_ADMIN)
    assert theirs.code in admin.get(LIST).content.decode()
    assert page_of(linked, "lan").get(LIST).status_code == 403


def test_the_list_pages_by_key_filters_and_counts(linked: Office, later: Any) -> None:
    for number in range(60):
        mirrored(number, status="9" if number % 2 else "4")
    clerk = page_of(linked, "motcua1")
    with CaptureQueriesContext(connection) as queries:
        first = clerk.get(LIST).content.decode()
    assert len(queries) <= 6
    assert first.count("G01-250707-") == 50
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert clerk.get(LIST + address).content.decode().count("G01-250707-") == 10
    assert clerk.get(f"{LIST}?tt=9").content.decode().count("G01-250707-") == 30
    assert clerk.get(f"{LIST}?tt=x&sau=y&he-thong=z").status_code == 200


def test_work_done_on_paper_there_is_entered_with_its_true_time_and_evidence(linked: Office, later: Any) -> None:
    mirror = mirrored(1)
    clerk = page_of(linked, "motcua1")
    typed = {
        "status": "9", "happened_date": "7/7/2025", "happened_time": "11:30", "happened_reason": "Hệ thống bộ mất mạng",
    }  # fmt: skip
    bare = clerk.post(f"{LIST}{mirror.pk}/", typed)
    assert bare.status_code == 422
    assert "bản chụp" in bare.content.decode()
    scan = SimpleUploadedFile("ket-qua.png", PNG, content_type="image/png")
    assert clerk.post(f"{LIST}{mirror.pk}/", {**typed, "happened_file": scan}).status_code == 302
    mirror.refresh_from_db()
    assert (mirror.national_status, mirror.changed_at) == (9, moment(7, 11, 30))
    entry = journal.timeline(mirror.province_id, "mirror", mirror.pk)[-1]
    assert entry.data["backdated"]["entered_by_name"]
    assert entry.data["happened_at"] == moment(7, 11, 30).isoformat()
    assert "nhập bù" in clerk.get(f"{LIST}{mirror.pk}/").content.decode()
    before = {**typed, "happened_time": "9:00", "happened_file": SimpleUploadedFile("b.png", PNG + b"1")}
    assert clerk.post(f"{LIST}{mirror.pk}/", before).status_code == 422  # before what is known
    admin = provincial(linked, "tinh.quantri", Role.PROVINCE_ADMIN)
    assert admin.post(f"{LIST}{mirror.pk}/", typed).status_code == 403


def publish(portal: Server, code: str, **more: Any) -> None:
    record = {
        "code": code,
        "name": "Thủ tục mới của cổng",
        "categories": [{"code": "G15-TP07", "name": "Hộ tịch"}],
        "executionMethods": [
            {"submissionMethod": "DIRECT", "processingTime": 3, "processingTimeUnit": "WORKING_DAY", "fees": []}
        ],
        **more,
    }
    tell(portal, "PUT", "/dieu-khien/thu-tuc", {"MaTTHC": code, "NoiDung": record})


def test_what_changed_at_the_portal_waits_as_a_diff_and_changes_nothing(linked: Office, portal: Server) -> None:
    publish(portal, "1.999999")
    found = catalogue.fetch(SYSTEM, by=None, at=AT)
    assert (found.failed, found.rows, found.differing) == ("", 1, 1)
    run = ImportRun.objects.get()
    assert (found.run_id, run.state) == (run.pk, "waiting")
    assert ImportRow.objects.get().outcome == "new"
    assert version_in_force("1.999999", AT.date()) is None
    again = catalogue.fetch(SYSTEM, by=None, at=moment(7, 11))
    assert (again.rows, again.run) == (0, None)
    whole = catalogue.fetch(SYSTEM, by=None, at=AT, everything=True)
    assert (whole.rows, ImportRun.objects.count()) == (1, 2 if whole.run_id != run.pk else 1)


def test_a_portal_away_or_talking_nonsense_is_noted_and_tried_from_the_same_place(
    linked: Office,
    portal: Server,
) -> None:
    publish(portal, "1.999999")
    fault(portal, "500_before", groups=["catalogue"])
    found = catalogue.fetch(SYSTEM, by=None, at=AT)
    assert (found.failed, found.version) == ("no_answer", 0)
    tell(portal, "DELETE", "/dieu-khien/loi")
    assert catalogue.fetch(SYSTEM, by=None, at=AT).differing == 1
    assert ImportRun.objects.count() == 1


def test_the_controller_asks_for_it_and_is_led_to_the_approval(linked: Office, portal: Server, later: Any) -> None:
    controller = provincial(linked, "tinh.kiemsoat", Role.PROCEDURE_CONTROLLER)
    assert "Chưa lấy lần nào" in controller.get(FETCH).content.decode()
    assert controller.post(FETCH).status_code == 302
    publish(portal, "1.999999")
    found = catalogue.fetch(SYSTEM, by=linked.who("tinh.kiemsoat", moment(7, 14)), at=moment(7, 14))
    text = controller.get(FETCH).content.decode()
    assert f"/can-bo/danh-muc/nap/{found.run_id}/" in text
    assert controller.get(f"/can-bo/danh-muc/nap/{found.run_id}/").status_code == 200
    assert page_of(linked, "motcua1").get(FETCH).status_code == 403
    assert CatalogueFetch.objects.count() == 1
