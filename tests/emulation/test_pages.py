"""Pages of figures: who counts what, what opens, what a number costs."""

import html
import re
from urllib.parse import parse_qs

import pytest

from tests.emulation.story import tell
from tests.factories.accounts import make_official, sign_in
from tests.factories.dossiers import moment
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.emulation.views.opening import NEVER_OPENED

pytestmark = pytest.mark.django_db
JULY = "thang=2025-07"


@pytest.fixture(autouse=True)
def late_july():
    with frozen(moment(31, 9)):
        yield


@pytest.fixture
def codes(office):
    return tell(office)


def signed_in(office, name):
    return sign_in(PageClient(), office.users[name])


def official(office, role, name="hatinh.ai"):
    return sign_in(PageClient(), make_official(office.world, name, role, office.world.province))


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_leader_sees_his_unit_and_no_other(office, codes):
    page = text(signed_in(office, "vanphong"), f"/can-bo/chi-so/?{JULY}")
    assert "Xã Mai Phụ" in page
    assert "Thạch Khê" not in page
    other = office.world.thach_khe.id
    client = signed_in(office, "vanphong")
    assert client.get(f"/can-bo/chi-so/don-vi/{other}/").status_code == 404
    assert client.get(f"/can-bo/chi-so/ho-so/?so=done&don-vi={other}").status_code == 404


def test_the_province_sees_all_communes_ranked(office, codes):
    page = text(official(office, Role.PROCEDURE_CONTROLLER), f"/can-bo/chi-so/?{JULY}")
    for name in ("Xã Mai Phụ", "Xã Thạch Khê", "chưa có dữ liệu"):
        assert name in page
    assert page.index("Xã Mai Phụ") < page.index("Xã Thạch Khê")


def test_another_province_is_not_found(office, codes):
    client = official(office, Role.PROVINCE_ADMIN)
    assert client.get(f"/can-bo/chi-so/don-vi/{office.world.ham_rong.id}/").status_code == 404
    assert client.get("/can-bo/chi-so/don-vi/999999999/").status_code == 404


def test_a_unit_s_card_says_what_is_not_known(office, codes):
    page = text(signed_in(office, "chutich"), f"/can-bo/chi-so/don-vi/{office.world.mai_phu.id}/?{JULY}")
    for words in ("chưa biết trọng số", "chưa có dữ liệu", "phòng phản ánh, kiến nghị chưa có", "Kết thúc quá hạn"):
        assert words in page


def test_a_number_opens_to_its_dossiers(office, codes):
    where = f"/can-bo/chi-so/ho-so/?don-vi={office.world.mai_phu.id}&{JULY}&so="
    client = signed_in(office, "vanphong")
    late = text(client, where + "ended_late")
    assert codes["B"] in late
    assert codes["A"] not in late
    still = text(client, where + "open_766_late")
    assert codes["C"] in still
    assert codes["B"] not in still


def test_who_may_not_see_dossiers_counts_but_opens_none(office, codes):
    where = f"/can-bo/chi-so/ho-so/?don-vi={office.world.mai_phu.id}&{JULY}&so=done"
    for role in (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN):
        page = text(official(office, role, f"hatinh.{role}"), where)
        assert "hồ sơ thì không mở được" in page
        assert codes["A"] not in page
    assert codes["A"] not in text(signed_in(office, "hatinh_so"), where)
    assert codes["A"] in text(signed_in(office, "thanhtra"), where)  # metadata


def test_a_number_that_would_tell_who_was_unhappy_never_opens(office, codes):
    client = signed_in(office, "vanphong")
    for key in NEVER_OPENED:
        assert client.get(f"/can-bo/chi-so/ho-so/?don-vi={office.world.mai_phu.id}&so={key}").status_code == 404


@pytest.mark.parametrize(
    "bad", ["so=", "so=xyz", "so=done&don-vi=x", "so=done&don-vi=" + "9" * 40, "so=done&don-vi=1&sau=abc"]
)
def test_made_up_addresses_are_refused_in_words(office, bad):
    client = signed_in(office, "vanphong")
    client.raise_request_exception = False
    assert client.get(f"/can-bo/chi-so/ho-so/?{bad}").status_code in (404, 422)


@pytest.mark.parametrize("query", ["thang=xx", "thang=2025-99", "ky=tuan", "thang=2025-07&ky=nam", "ky=quy"])
def test_an_odd_period_falls_back_to_a_real_one(office, codes, query):
    client = signed_in(office, "vanphong")
    for page in ("", "so-lieu/", "danh-gia/", f"don-vi/{office.world.mai_phu.id}/"):
        shown = text(client, f"/can-bo/chi-so/{page}?{query}")
        assert re.search(r"(Tháng|Quý|Năm)[^<]*2025", shown), page


@pytest.mark.parametrize("query", ["thang=xx&ky=tuan", "thang=2025-99", "ky=quy&thang=2025-7"])
def test_the_spreadsheet_of_an_odd_period_is_that_of_the_period_shown(office, codes, query):
    client = signed_in(office, "vanphong")
    for page in ("", "so-lieu/", "danh-gia/", f"don-vi/{office.world.mai_phu.id}/"):
        shown = html.unescape(text(client, f"/can-bo/chi-so/{page}?{query}"))
        [address] = re.findall(r'href="(\?[^"]*dang=xlsx)"', shown)
        asked = parse_qs(address[1:])
        assert asked["thang"] == ["2025-07"], page
        assert asked["ky"][0] in ("thang", "quy"), page


def test_a_number_of_the_catalogue_opens_to_its_procedures(office, codes):
    client = signed_in(office, "vanphong")
    where = f"/can-bo/chi-so/thu-tuc/?don-vi={office.world.mai_phu.id}&{JULY}&so="
    assert "1.001193" in text(client, where + "services")
    used = html.unescape(text(client, where + "procedures_done"))
    [address] = re.findall(r'href="([^"]*thu-tuc=\d+)"', used)
    opened = text(client, address)
    assert codes["A"] in opened
    assert codes["B"] in opened
    assert codes["D"] not in opened  # withdrawn: no result
    assert "Kỳ này không có thủ tục" in text(client, where + "decisions_judged")
    for wrong in ("received", "opinions_due", "", "x"):
        assert client.get(where + wrong).status_code == 404
    other = f"/can-bo/chi-so/thu-tuc/?don-vi={office.world.thach_khe.id}&so=services"
    assert client.get(other).status_code == 404


def test_whose_rating_it_was_is_never_opened(office, codes):
    client = signed_in(office, "vanphong")
    for key in NEVER_OPENED:
        where = f"/can-bo/chi-so/ho-so/?don-vi={office.world.mai_phu.id}&{JULY}&so={key}"
        assert client.get(where).status_code == 404


def test_statistics_show_both_ways_of_grouping(office, codes):
    client = signed_in(office, "vanphong")
    assert "Tồn kỳ trước" in text(client, f"/can-bo/chi-so/so-lieu/?{JULY}")
    assert "Dừng, rút, chờ bổ sung đều tính là kết thúc" in text(
        client, f"/can-bo/chi-so/so-lieu/?{JULY}&bao-cao=theo-766"
    )


def test_nine_indices_tell_officials_to_their_leader_only(office, codes):
    where = f"/can-bo/chi-so/danh-gia/?{JULY}&don-vi={office.world.mai_phu.id}"
    assert "maiphu.hotich" in text(signed_in(office, "vanphong"), where)
    assert "maiphu.hotich" not in text(official(office, Role.PROCEDURE_CONTROLLER), where)


def test_an_official_s_figure_opens_without_index_7(office, codes):
    who = office.users["hotich"].pk
    where = f"/can-bo/chi-so/danh-gia/{office.world.mai_phu.id}/{who}/?{JULY}&ky=quy"
    page = text(signed_in(office, "vanphong"), where)
    assert codes["A"] in page
    assert "7. Thái độ" not in page


def test_every_page_comes_as_a_spreadsheet(office, codes):
    client = signed_in(office, "vanphong")
    unit = office.world.mai_phu.id
    opened = (f"ho-so/?don-vi={unit}&so=done&", f"thu-tuc/?don-vi={unit}&so=services_complete&")
    for page in ("", f"don-vi/{unit}/", *opened, "so-lieu/", "danh-gia/"):
        address = f"/can-bo/chi-so/{page}{'' if '?' in page else '?'}{JULY}&dang=xlsx".replace("?&", "?")
        response = client.get(address)
        assert response.content[:2] == b"PK", address


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("", 6),
        ("so-lieu/", 7),
        ("danh-gia/", 9),
        ("don-vi/{unit}/", 6),
        ("ho-so/?so=done&don-vi={unit}", 6),
        ("thu-tuc/?so=procedures_used&don-vi={unit}", 5),
    ],
)
def test_pages_cost_few_statements(office, codes, page, most, django_assert_max_num_queries):
    client = official(office, Role.AUDITOR) if page.startswith("ho-so") else signed_in(office, "vanphong")
    address = "/can-bo/chi-so/" + page.format(unit=office.world.mai_phu.id)
    client.get(address)
    with django_assert_max_num_queries(most):
        response = client.get(address)
    assert response.status_code == 200
