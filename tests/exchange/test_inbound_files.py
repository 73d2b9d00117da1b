"""Files of messages: from the system's own origin alone, of kinds and sizes we take, into our store."""

import hashlib
from typing import Any

import pytest

from simulators.national_portal.server import Server
from tests.exchange.inbound_samples import PDF, filed, lay, paper, tell
from tests.exchange.test_inbound_understanding import understood
from tests.factories.dossiers import Office, moment
from tests.factories.procedures import BIRTH
from thongsuot.dossiers.models import Dossier, DossierComponent, DossierFile
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import InMessage

pytestmark = pytest.mark.django_db
State = InMessage.State


def test_files_come_from_the_portal_into_our_store(linked: Office, portal: Server) -> None:
    path = lay(portal, "cs.pdf")
    other = lay(portal, "khac.pdf", PDF + b"2")
    message = filed(TaiLieuNop=[paper(path)], DanhSachTepDinhKemKhac=[{"TenTepDinhKem": "khac.pdf", "DuongDan": other}])
    assert understood(message).state == State.DONE
    component = DossierComponent.objects.get()
    assert (component.code, component.files[0]["size"]) == (f"{BIRTH}-CS", len(PDF))
    assert set(DossierFile.objects.values_list("code", flat=True)) == {f"{BIRTH}-CS", "KHAC"}


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("http://127.0.0.1:1/bi-mat", "file_foreign_origin"),
        ("//127.0.0.1:1/bi-mat", "file_foreign_origin"),
        ("http://localhost/etc", "file_foreign_origin"),
        ("file:///etc/passwd", "file_foreign_origin"),
        ("http://user@{host}/tep/cs.pdf", "file_foreign_origin"),
        ("/tep/khong-co", "file_gone"),
        ("/tep/a b", "file_foreign_origin"),
        ("/tep/doi-duoi.png", "file_type_mismatch"),
        ("/tep/trang.html", "file_type_not_allowed"),
        ("/tep/rong.pdf", "file_empty"),
    ],
)
def test_no_other_origin_and_no_bad_file_comes_in(
    linked: Office,
    portal: Server,
    path: str,
    cause: str,
) -> None:
    lay(portal, "cs.pdf")
    lay(portal, "doi-duoi.png")
    lay(portal, "trang.html", b"<html><script>1</script></html>")
    lay(portal, "rong.pdf", b"")
    path = path.replace("{host}", portal.address.removeprefix("http://"))
    message = understood(filed(TaiLieuNop=[paper(path, name="")]))
    assert (message.state, message.cause) == (State.STUCK, cause), message.detail
    assert Dossier.objects.count() == 0


def test_a_file_too_large_is_stuck_and_the_portal_away_is_waited_for(
    linked: Office,
    portal: Server,
    settings: Any,
) -> None:
    path = lay(portal, "cs.pdf", PDF + b"x" * 5_000)
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "500_before"})
    waiting = understood(filed(TaiLieuNop=[paper(path)]))
    assert (waiting.state, waiting.cause) == (State.WAITING, "file_unavailable")
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "down"})
    assert understanding.understand(waiting.pk, at=moment(7, 11)) == State.WAITING
    tell(portal, "DELETE", "/dieu-khien/loi")
    settings.UPLOAD_LIMIT_BYTES = 1_000
    assert understanding.understand(waiting.pk, at=moment(7, 12)) == State.STUCK
    waiting.refresh_from_db()
    assert waiting.cause == "file_too_large"
    settings.UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
    assert understanding.read_again(waiting.pk, at=moment(7, 13), by=None)
    assert understanding.understand(waiting.pk, at=moment(7, 13)) == State.DONE


def test_a_hash_that_the_portal_told_is_checked(linked: Office, portal: Server) -> None:
    path = lay(portal, "cs.pdf")
    wrong = understood(filed(TaiLieuNop=[paper(path) | {"MaBam": "0" * 64}]))
    assert (wrong.state, wrong.cause) == (State.STUCK, "file_hash_differs")
    assert Dossier.objects.count() == 0
    told = hashlib.sha256(PDF).hexdigest().upper()
    right = understood(filed(message_id="2", TaiLieuNop=[paper(path) | {"MaBam": told}]))
    assert right.state == State.DONE
