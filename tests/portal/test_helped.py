"""Nộp thay trên cổng: agreement by a code, page by page; the applicant says that nobody was asked."""

import pytest

from tests.portal.conftest import client_of
from tests.portal.filing_walk import CONTACT, Walk
from thongsuot.common.models import Notice
from thongsuot.dossiers.models import Dossier, HelperFiling

pytestmark = pytest.mark.django_db
FOR_LAN = {
    "whose": "other",
    "shown": "other",
    "name": "Nguyễn Thị Lan",
    "id_number": "042190001234",
    "birth_date_0": "",
    "birth_date_1": "",
    "birth_date_2": "",
    "relation": "hàng xóm",
    **CONTACT,
    "phone": "0999888777",
}


@pytest.fixture
def walk(office):
    """Binh at the page that asks by whose leave he files for Lan."""
    begun = Walk(client_of(office.users["binh"])).begin()
    begun.answer("noi-nhan", {"receiving_unit": "18583"})
    assert begun.answer("nguoi-nop", FOR_LAN)["Location"].endswith("/dong-y/")
    return begun


def code_sent():
    return Notice.objects.filter(event="consent_code").latest("id").body.split()[0]


def test_a_code_goes_to_the_number_of_her_own_account_not_to_the_one_the_helper_typed(office, walk):
    asked = walk.answer("dong-y", {"consent": "code"})
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "máy hoặc thư người đó đã đăng ký" in page
    assert Notice.objects.get().address == "+84912345678"
    assert "678" not in page.split("Mã người đó vừa nhận")[1][:200], "người nộp thay không biết số của bà"


def test_the_right_code_leads_on_and_the_applicant_reads_by_what_she_agreed(office, walk):
    walk.answer("dong-y", {"consent": "code"})
    wrong = f"{(int(code_sent()) + 1) % 1_000_000:06d}"
    refused = walk.answer("dong-y", {"consent": "code", "code": wrong})
    assert refused.status_code == 422
    assert "Mã không đúng hoặc đã hết hạn" in refused.content.decode()
    assert walk.answer("dong-y", {"consent": "code", "code": code_sent()}).status_code == 302
    assert "đã đồng ý bằng mã" in walk.page("dong-y").content.decode()
    code = walk.declaration().papers().sent_code()
    assert Dossier.objects.get(code=code).submitter["agreed_by"] == "091***678"
    page = client_of(office.users["lan"]).get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "chủ hồ sơ đồng ý bằng mã gửi về máy" in page
    receipt = client_of(office.users["binh"]).get(f"/cong-dan/ho-so/{code}/bien-nhan/").content.decode()
    assert "không có, dưới mọi hình thức" in receipt


def test_another_person_needs_another_code(office, walk):
    walk.answer("dong-y", {"consent": "code"})
    assert walk.answer("dong-y", {"consent": "code", "code": code_sent()}).status_code == 302
    walk.answer("nguoi-nop", FOR_LAN | {"name": "Trần Thị Hoa", "id_number": "042192001234"})
    assert "Mã người đó vừa nhận" not in walk.page("dong-y").content.decode()
    assert walk.answer("dong-y", {"consent": "code", "code": "000000"}).status_code == 200, "gửi mã mới trước đã"


def test_a_new_code_can_be_asked_for_and_the_old_one_is_no_good(office, walk):
    walk.answer("dong-y", {"consent": "code"})
    old = code_sent()
    assert walk.answer("dong-y", {"consent": "code", "gui-ma": "1"}).status_code == 200
    if code_sent() != old:
        assert walk.answer("dong-y", {"consent": "code", "code": old}).status_code == 422


def test_the_applicant_objects_on_a_page_of_her_own(office, walk):
    walk.answer("dong-y", {"consent": "relative"})
    code = walk.declaration().papers().sent_code()
    lan = client_of(office.users["lan"])
    assert "Bạn không nhờ người này nộp hồ sơ?" in lan.get(f"/cong-dan/ho-so/{code}/khong-nho/").content.decode()
    for _press in range(2):
        assert lan.post(f"/cong-dan/ho-so/{code}/khong-nho/", {"note": "không quen"}).status_code == 302
    assert HelperFiling.objects.get().objection == "không quen"
    helper = client_of(office.users["binh"])
    assert helper.get(f"/cong-dan/ho-so/{code}/khong-nho/").status_code == 404
