"""The pages: the shell that the browser keeps carries nobody's name; lists say what waits and what to do."""

from dataclasses import replace

import pytest

from tests.factories.accounts import sign_in
from tests.factories.dossiers import moment
from tests.offline.conftest import BACK_AT, written
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.offline import shell

pytestmark = pytest.mark.django_db
HERE = "/can-bo/quay-ngoai-tuyen/"


@pytest.fixture
def as_(counter):
    def client(name="motcua1"):
        return sign_in(PageClient(), counter.office.users[name])

    with frozen(BACK_AT):
        yield client


def test_the_shell_is_the_same_for_everybody_and_names_nobody(counter, as_):
    first, second = as_("motcua1").get(HERE).content, as_("motcua2").get(HERE).content
    assert first == second
    assert b"motcua" not in first
    assert b"csrf" not in first


def test_the_worker_knows_every_file_of_the_shell_and_its_version(as_):
    text = as_().get(f"{HERE}sw.js").content.decode()
    page = as_().get(HERE).content.decode()
    for address in [*shell.SHEETS, *shell.SCRIPTS]:
        assert address in text
        assert address in page
    assert f'"{shell._version()}"' in text


def test_the_manifest_keeps_the_app_to_the_counter(as_):
    told = as_().get(f"{HERE}ung-dung.webmanifest").json()
    assert told["scope"] == told["start_url"] == HERE


def test_the_heartbeat_tells_time_person_and_counters_and_no_person_to_strangers(as_):
    told = as_().get(f"{HERE}nhip/").json()
    assert (told["user"], [unit["code"] for unit in told["counters"]]) == ("maiphu.motcua1", ["18583"])
    stranger = PageClient().get(f"{HERE}nhip/").json()
    assert (stranger["user"], stranger["counters"]) == (None, [])


def test_the_list_of_machines_says_where_the_numbers_went_and_how_to_begin(counter, as_):
    counter.merge(counter.sent())
    page = as_("quantri").get(f"{HERE}may/").content.decode()
    assert "thành hồ sơ 1, chờ xử lý 0, huỷ 0, chưa dùng 49" in page
    assert "Chưa có máy quầy nào" in as_("tk_motcua1").get(f"{HERE}may/").content.decode()


def test_an_administrator_revokes_with_a_reason(counter, as_):
    client = as_("quantri")
    address = f"{HERE}may/{counter.device.uid}/thu-hoi/"
    assert "Ghi vì sao thu hồi" in client.post(address, {"why": ""}, follow=True).content.decode()
    assert "Đã thu hồi Máy quầy số 1" in client.post(address, {"why": "mất máy"}, follow=True).content.decode()
    assert "đã thu hồi" in client.get(f"{HERE}may/").content.decode()


def test_what_waits_is_listed_with_reason_and_settled_on_its_page(counter, as_):
    waiting = counter.merge(replace(counter.sent(), dossier=written(procedure_code="9.999999")))
    client = as_("motcua2")
    assert "1 hồ sơ chờ xử lý" in client.get("/can-bo/quay/").content.decode()
    page = client.get(f"{HERE}cho-xu-ly/").content.decode()
    assert waiting.provisional in page
    assert "Nguyễn Thị Lan" in page
    address = f"{HERE}cho-xu-ly/{waiting.uid}/"
    assert "Không có thủ tục mang mã" in client.get(address).content.decode()
    answer = client.post(address, {"solution": "today", "note": "", "procedure": "1.001193"})
    assert answer.status_code == 422
    answer = client.post(address, {"solution": "today", "note": "thủ tục đúng", "procedure": "1.001193"})
    assert answer["Location"] == f"/can-bo/ho-so/{Dossier.objects.get().code}/"
    shown = client.get(answer["Location"]).content.decode()
    assert "Nhận khi mất mạng" in shown
    assert waiting.provisional in shown
    assert client.get(address).status_code == 200


def test_a_due_moment_that_differs_is_explained_and_told(counter, as_):
    done = counter.merge(replace(counter.sent(), printed_due_at=moment(20, 17)))
    client = as_()
    page = client.get(f"{HERE}cho-xu-ly/").content.decode()
    assert "Giấy ghi 17:00 20/07/2025" in page
    assert f"/can-bo/ho-so/{done.dossier_code}/vi-sao/" in page
    assert "Giấy tạm hẹn 17:00 20/07/2025" in client.get(f"/can-bo/ho-so/{done.dossier_code}/").content.decode()
    client.post(f"{HERE}cho-xu-ly/{done.uid}/da-bao/", {"note": "đã gọi"})
    assert "Không có hồ sơ nào chờ xử lý" in client.get(f"{HERE}cho-xu-ly/").content.decode()


def test_the_page_of_a_dossier_is_reached_by_its_provisional_number(counter, as_):
    done = counter.merge(counter.sent())
    answer = as_().get(f"/can-bo/ho-so/{done.provisional}/")
    assert answer["Location"] == f"/can-bo/ho-so/{done.dossier_code}/"
