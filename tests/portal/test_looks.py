"""Who looked at what is known of a person: reveals, contents read, looks into the store and into databases."""

import pytest

from tests.factories.dossiers import LAN_ID, MONDAY_9, moment, submit
from tests.factories.results import issued, population  # noqa: F401
from tests.portal.conftest import client_of
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.dossiers import reveal
from thongsuot.dossiers.services.lookups import results_for_filing
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
PAGE = "/cong-dan/luot-xem/"


@pytest.fixture
def code(office):
    return submit(office, at=moment(7, 8)).dossier.code


def revealed(office, code, reason="Đối chiếu giấy tờ tùy thân"):
    return reveal.reveal_number(code=code, principal=office.who("motcua1"), at=moment(7, 8, 30), reason=reason)


def test_nobody_looked_yet(lan):
    assert "Chưa có lượt xem nào" in lan.get(PAGE).content.decode()


def test_a_revealed_number_is_told_with_who_where_role_and_why(lan, office, code):
    assert revealed(office, code) == LAN_ID
    page = lan.get(PAGE).content.decode()
    for words in ("Xem số định danh đầy đủ", "maiphu.motcua1", "Xã Mai Phụ", "Đối chiếu giấy tờ tùy thân", code):
        assert words in page
    assert "08:30 07/07/2025" in page
    assert "maiphu.motcua1" not in client_of(office.users["binh"]).get(PAGE).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "xem"])
def test_a_look_needs_a_reason(office, code, reason):
    with pytest.raises(Invalid) as refused:
        revealed(office, code, reason)
    assert refused.value.code == "reason_missing"


def test_a_look_into_the_store_is_told_even_when_nothing_was_there(lan, office):
    looked = {
        "id_number": LAN_ID,
        "principal": office.who("motcua1"),
        "unit": office.world.mai_phu,
        "version": version_in_force("1.001193", MONDAY_9.date()),
        "case_code": "",
        "at": moment(7, 8, 40),
    }
    assert results_for_filing(**looked) == {}
    issued(office)
    found = results_for_filing(**looked)
    assert [(code, one.number) for code, one in found.items()] == [("1.001193-KH", "12/2025")]
    page = lan.get(PAGE).content.decode()
    assert page.count("Xem kết quả cũ trong kho của bạn") == 2
    assert "Nhận hồ sơ: Đăng ký khai sinh" in page
    with pytest.raises(Forbidden):
        results_for_filing(**{**looked, "principal": office.who("tk_motcua1")})


def test_a_clerk_sees_only_what_the_procedure_takes(office):
    issued(office)
    issued(office, "KQ.G15.000036", title="Chấm dứt giám hộ", number="99/2025")
    found = results_for_filing(
        id_number=LAN_ID,
        principal=office.who("motcua1"),
        unit=office.world.mai_phu,
        version=version_in_force("1.001193", MONDAY_9.date()),
        case_code="",
        at=MONDAY_9,
    )
    assert {one.number for one in found.values()} == {"12/2025"}


def test_an_auditor_reads_contents_for_a_reason_that_the_citizen_reads_too(lan, office, code):
    auditor = client_of(office.users["thanhtra"])
    address = f"/can-bo/ho-so/{code}/"
    assert "Nguyễn Thị Lan" not in auditor.get(address).content.decode()
    assert auditor.post(f"{address}xem-noi-dung/", {"reason": ""}).status_code == 422
    read = auditor.post(f"{address}xem-noi-dung/", {"reason": "Đơn khiếu nại số 12 ngày 5/7"}).content.decode()
    assert "Nguyễn Thị Lan" in read
    assert "Nguyễn Thị Lan" not in auditor.get(address).content.decode()
    assert "Đơn khiếu nại số 12 ngày 5/7" in lan.get(PAGE).content.decode()
    assert (
        client_of(office.users["motcua1"]).post(f"{address}xem-noi-dung/", {"reason": "tò mò thôi"}).status_code == 403
    )


def test_the_list_can_be_taken_away_and_holds_no_formula(lan, office, code):
    revealed(office, code, "=1+1 là công thức")
    answer = lan.get("/cong-dan/luot-xem.csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=1+1 là công thức" in text
    assert text.splitlines()[0].startswith("Lúc,Xem gì")


def test_older_looks_are_on_the_next_page(lan, office, code):
    for minute in range(25):
        reveal.reveal_number(
            code=code, principal=office.who("motcua1"), at=moment(7, 8, minute), reason=f"Lý do số {minute:02}"
        )
    page = lan.get(PAGE).content.decode()
    assert "Lý do số 24" in page
    assert "Lý do số 04" not in page
    import re

    older = re.search(r'href="(\?sau=[^"]+)"', page)
    assert older
    assert "Lý do số 04" in lan.get(PAGE + older[1]).content.decode()
