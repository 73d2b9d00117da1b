"""Trang: what was sent stands on the dossier's page for who may see it; the mapping for who keeps it."""

import io
import json
from contextlib import redirect_stdout

import pytest

from config import cli
from config.commands import exchange as commands
from tests.exchange.books import PORTAL, Clock, ask, exchange, fault, until_empty
from tests.exchange.test_faults import AFTER
from tests.factories.accounts import make_official
from tests.factories.dossiers import moment, submit
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.models import OutMessage

pytestmark = pytest.mark.django_db


def page(user, address):
    """The text of a page as this person sees it."""
    client = PageClient()
    client.force_login(user)
    with frozen(moment(7, 15)):
        response = client.get(address)
    return response.status_code, response.content.decode()


def dossier_page(office, who, dossier):
    return page(office.users[who], f"/can-bo/ho-so/{dossier.code}/")


def test_the_page_says_when_it_was_sent_and_confirmed(office, portal):
    dossier = submit(office).dossier
    until_empty(Clock(AFTER))
    status, text = dossier_page(office, "motcua1", dossier)
    assert status == 200
    assert "Đã gửi lúc 14:00 07/07/2025, xác nhận lúc 14:00 07/07/2025" in text
    assert "đã khớp" in text


def test_the_page_says_why_it_waits_and_that_nothing_has_to_be_done(office, portal):
    dossier = submit(office).dossier
    fault(portal, "down")
    exchange(Clock(AFTER))
    _status, text = dossier_page(office, "motcua1", dossier)
    assert "3 tin chưa gửi được" in text
    assert "Hệ thống nhận không trả lời" in text
    assert "Không cần làm gì" in text
    assert "Gửi lại lúc" in text


def test_the_page_says_what_to_do_when_it_is_stuck(office, portal):
    dossier = submit(office).dossier
    Dossier.objects.update(applicant_name="")
    exchange(Clock(AFTER))
    Dossier.objects.update(applicant_name="Nguyễn Thị Lan")
    _status, text = dossier_page(office, "motcua1", dossier)
    assert "bổ sung rồi bấm gửi lại" in text
    assert "ChuHoSo: thiếu" in text
    assert f"/can-bo/ket/out/{OutMessage.objects.get(state='stuck').pk}/" in text


def test_who_may_not_see_the_dossier_learns_nothing(office, portal):
    dossier = submit(office).dossier
    until_empty(Clock(AFTER))
    status, text = dossier_page(office, "tk_motcua1", dossier)
    assert status == 404
    assert "Liên thông" not in text


def test_without_a_portal_the_page_is_silent_and_nothing_is_queued(office):
    dossier = submit(office).dossier
    exchange(Clock(AFTER))
    assert not OutMessage.objects.exists()
    _status, text = dossier_page(office, "motcua1", dossier)
    assert "phan-lien-thong" not in text


def test_the_mapping_is_shown_with_examples_to_who_keeps_the_catalogue(world):
    controller = make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province)
    status, text = page(controller, "/can-bo/lien-thong/anh-xa/")
    assert status == 200
    for words in ("TrangThaiHoSo", "Ngày hẹn trả", "20261126091500", "chưa xác minh", "Danh mục thủ tục"):
        assert words in text
    assert page(controller, "/can-bo/lien-thong/anh-xa/?ngay=hom-qua")[0] == 200


def test_metrics_tell_what_waits_and_for_how_long(office, portal, client):
    submit(office)
    fault(portal, "down")
    exchange(Clock(AFTER))
    with frozen(moment(7, 15)):
        text = client.get("/metrics").content.decode()
    assert f'thongsuot_exchange_waiting{{system="{PORTAL}"}} 3.0' in text
    assert f'thongsuot_exchange_oldest_seconds{{system="{PORTAL}"}} 3600.0' in text
    assert f'thongsuot_exchange_stuck{{system="{PORTAL}"}} 0.0' in text


@pytest.fixture
def compare(monkeypatch):
    """The command, inside the test's database; its exit code and lines."""
    from contextlib import nullcontext

    monkeypatch.setattr(commands, "django_session", lambda: nullcontext())

    def run(*words):
        output = io.StringIO()
        with redirect_stdout(output):
            code = cli.main(["exchange", "compare", *words])
        return code, output.getvalue().splitlines()

    return run


def test_the_command_finds_what_differs_and_puts_it_right(office, portal, compare):
    kept, changed, lost = (submit(office).dossier for _ in range(3))
    until_empty(Clock(AFTER))
    assert compare() == (0, [])
    ask(portal, "POST", f"/dieu-khien/ho-so/{changed.code}/trang-thai", {"TrangThaiHoSo": "9", "silent": True})
    with portal.storage.change() as base:
        for table in ("dossiers", "arrivals", "progress"):
            base.execute(f"DELETE FROM {table} WHERE code = ?", (lost.code,))
        base.execute("DELETE FROM arrivals WHERE code = ?", (changed.code,))
    code, lines = compare("--json", "--requeue")
    assert code == 1
    assert {(one["code"], one["kind"]) for one in map(json.loads, lines)} == {
        (changed.code, "status"), (lost.code, "missing_there"),
    }  # fmt: skip
    until_empty(Clock(moment(7, 16, year=2027)))
    assert compare() == (0, [])
    assert kept.code


def test_the_command_says_when_it_cannot_compare(office, portal, compare, settings):
    submit(office)
    until_empty(Clock(AFTER))
    fault(portal, "down")
    assert compare()[0] == 2
    settings.OUTSIDE_SYSTEMS = {}
    assert compare()[0] == 2
