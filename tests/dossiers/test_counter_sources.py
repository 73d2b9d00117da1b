"""At the counter: what is held already, helpers, the post, and two windows with one draft."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import sign_in
from tests.factories.dossiers import LAN_ID, MONDAY_9, Office
from tests.factories.results import PDF, issued, population  # noqa: F401
from tests.page_client import PageClient
from thongsuot.common.errors import TooMany
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.dossiers import held
from thongsuot.dossiers.models import Dossier, DossierComponent, Draft, Lookup

pytestmark = pytest.mark.django_db
NEW = "/can-bo/quay/moi/1.001193/"
PERSON = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID, "birth_date": "20/05/1990", "phone": "0912345678"}
PAPERS = {"component": ["1.001193-TK", "1.001193-CS", "1.001193-TT"], "source-1.001193-TT": "SHOWN"}
KH, TT = "1.001193-KH", "1.001193-TT"


@pytest.fixture
def clerk(office: Office):
    client = PageClient()
    sign_in(client, office.users["motcua1"])
    with frozen(MONDAY_9):
        yield client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def opened(client) -> dict[str, str]:
    page = client.get(NEW).content.decode()
    return {name: hidden(page, name) for name in ("draft", "autosave_revision", "cua_so")}


def made() -> Dossier:
    return Dossier.objects.latest("id")


def test_a_typed_number_finds_results_and_databases_and_the_form_is_received_with_them(clerk, office, population):  # noqa: F811
    issued(office)
    kept = opened(clerk)
    page = clerk.post(NEW, {**PERSON, **PAPERS, **kept, "act": "sources"}).content.decode()
    assert "Kho kết quả: 1 kết quả dùng được." in page
    assert "Cơ sở dữ liệu quốc gia về dân cư: thông tin khớp." in page
    assert "số 12/2025, Xã Mai Phụ cấp ngày 03/07/2025" in page
    assert "Nguyễn Thị Lan" in page
    found = {name: hidden(page, name) for name in (f"reference-{KH}", f"reference-{TT}")}
    codes = [*PAPERS["component"], KH]
    sent = {**PERSON, **kept, **found, "component": codes, f"source-{KH}": "REUSED", f"source-{TT}": "FROM_DATABASE"}
    answer = clerk.post(NEW, {**sent, "act": "receive"})
    assert answer.status_code == 302, answer.content.decode()
    rows = {row.code: row for row in DossierComponent.objects.filter(dossier_id=made().pk)}
    assert rows[KH].origin["number"] == "12/2025"
    assert rows[TT].origin["database"] == "dan-cu"
    assert set(Lookup.objects.values_list("unit_id", "role")) == {(office.world.mai_phu.id, "counter_clerk")}
    shown = clerk.get(f"/can-bo/ho-so/{made().code}/").content.decode()
    assert "số 12/2025, Xã Mai Phụ cấp ngày 03/07/2025" in shown


def test_who_looks_too_often_keeps_what_was_typed(clerk, monkeypatch):
    def look(**asked):
        raise TooMany(retry_after=60)

    monkeypatch.setattr(held, "look", look)
    page = clerk.post(NEW, {**PERSON, **PAPERS, **opened(clerk), "act": "sources"})
    assert page.status_code == 429
    assert 'value="Nguyễn Thị Lan"' in page.content.decode()


def test_without_a_number_nothing_is_looked_up(clerk):
    answer = clerk.post(NEW, {**PERSON, "id_number": "", **opened(clerk), "act": "sources"})
    assert answer.status_code == 422
    assert "Nhập số định danh rồi tra." in answer.content.decode()
    assert not Lookup.objects.exists()


def test_a_database_that_is_away_is_said_and_the_paper_is_taken(clerk, population):  # noqa: F811
    population.fault = {"mode": "500", "seconds": 0}
    kept = opened(clerk)
    page = clerk.post(NEW, {**PERSON, **PAPERS, **kept, "act": "sources"}).content.decode()
    assert "Cơ sở dữ liệu quốc gia về dân cư: đang không trả lời." in page
    assert clerk.post(NEW, {**PERSON, **PAPERS, **kept, "act": "receive"}).status_code == 302


def test_a_helper_with_a_mandate_is_recorded(clerk, office):
    told = {
        "submitter_name": "Trần Văn Giúp",
        "submitter_relation": "hàng xóm",
        "submitter_id_number": "042088006815",
        "submitter_consent": "authorised",
    }
    sent = {**PERSON, **PAPERS, **opened(clerk), **told, "act": "receive"}
    refused = clerk.post(NEW, sent)
    assert refused.status_code == 422
    assert "Cần kèm văn bản ủy quyền" in refused.content.decode()
    scan = SimpleUploadedFile("uy-quyen.pdf", PDF, content_type="application/pdf")
    assert clerk.post(NEW, {**sent, "submitter_evidence_id": scan}).status_code == 302
    dossier = made()
    assert dossier.submitter["id_last"] == "6815"
    assert "042088006815" not in str(dossier.submitter)
    first = timeline(dossier.province_id, "dossier", dossier.pk)[0]
    assert first.data["helper_consent"] == "authorised"
    assert first.data["helper_evidence"] == dossier.submitter["evidence_sha256"]
    lan = PageClient()
    sign_in(lan, office.users["lan"])
    seen = lan.get(f"/cong-dan/ho-so/{dossier.code}/").content.decode()
    assert seen.count("Trần Văn Giúp, hàng xóm, có văn bản ủy quyền") == 2  # the notice and the timeline
    listed = lan.get("/cong-dan/ho-so/").content.decode()
    assert "Người nộp thay bạn: Trần Văn Giúp" in listed


POST = {
    "channel": "POSTAL",
    "postal_sender": "Nguyễn Thị Lan",
    "postal_item_number": "EM123456789VN",
    "postal_posted_on": "05/07/2025",
    "postal_company": "Bưu điện Hà Tĩnh",
}


def test_what_came_by_post_says_who_sent_it_and_when(clerk):
    sent = {**PERSON, **PAPERS, **opened(clerk), **POST, "act": "receive"}
    wish = {"return_method": "POSTAL", "return_address": "Thôn Mai Lâm, xã Mai Phụ"}
    assert clerk.post(NEW, {**sent, **wish}).status_code == 302
    dossier = made()
    assert (dossier.channel, dossier.status) == ("POSTAL", "RECEIVED")
    assert dossier.delivery["postal"]["item_number"] == "EM123456789VN"
    page = clerk.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert "Nguyễn Thị Lan gửi ngày 05/07/2025, số hiệu EM123456789VN, Bưu điện Hà Tĩnh" in page
    assert "qua bưu chính, Thôn Mai Lâm, xã Mai Phụ" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"postal_item_number": ""}, "số hiệu bưu gửi"),
        ({"postal_posted_on": "08/07/2025"}, "không sau hôm nay"),
        ({"postal_posted_on": ""}, "không sau hôm nay"),
        ({"return_method": "POSTAL"}, "cần địa chỉ nhận"),
    ],
)
def test_half_a_postal_item_is_refused_with_everything_typed_kept(clerk, changed, words):
    refused = clerk.post(NEW, {**PERSON, **PAPERS, **opened(clerk), **POST, **changed, "act": "receive"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert words in text
    assert "Bưu điện Hà Tĩnh" in text
    assert not Dossier.objects.exists()


def autosave(clerk, kept, **fields):
    data = {**PERSON, **kept, **fields}
    return clerk.post(f"/can-bo/quay/nhap/{kept['draft']}/", data).json()


def test_two_windows_with_one_draft_are_put_together_field_by_field(clerk):
    first = opened(clerk)
    second = {**first, "cua_so": "cua-so-hai"}
    autosave(clerk, first, address="Thôn Mai Lâm", phone="0911111111")
    sent = {**PERSON, **PAPERS, **second, "address": "Thôn Liên Tiến", "act": "receive"}
    page = clerk.post(NEW, sent)
    text = page.content.decode()
    assert page.status_code == 409
    for words in ("Thôn Mai Lâm", "Thôn Liên Tiến", "0911111111", "0912345678"):
        assert words in text
    assert not Dossier.objects.exists()
    chosen = {"chon:address": "kia", "chon:phone": "day", "chon:component": "day"}
    newest = {"autosave_revision": hidden(text, "autosave_revision")}
    assert clerk.post(NEW, {**sent, **newest, **chosen}).status_code == 302
    assert made().applicant["address"] == "Thôn Mai Lâm"
    assert made().applicant["phone"] == "0912345678"
    again = clerk.post(NEW, sent)
    assert again["Location"].endswith(f"/{made().code}/")
    assert Dossier.objects.count() == 1


def test_its_own_save_under_way_is_nobody_elses(clerk):
    kept = opened(clerk)
    autosave(clerk, kept, address="Thôn Mai")
    assert clerk.post(NEW, {**PERSON, **PAPERS, **kept, "address": "Thôn Mai Lâm", "act": "receive"}).status_code == 302
    assert Draft.objects.get().submitted_code
