"""Nơi giải quyết at the counter: typed as people write it; an old name says what it is now."""

from typing import Any

import pytest

from tests.dossiers.test_backdating_doors import filled
from tests.dossiers.test_elsewhere import received_elsewhere
from tests.dossiers.test_pages import pages_of
from tests.dossiers.test_papers_more import text_of
from tests.factories.dossiers import Office, moment, submit
from tests.factories.procedures import BIRTH, BUSINESS
from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.dossiers import competent, services
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.receipts import _two_units, receipt_pdf
from thongsuot.dossiers.selectors.between import sent_from
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.views.between import between
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
COUNTER = f"/can-bo/quay/moi/{BIRTH}/"
DAY = moment(7, 9).date()


@pytest.fixture
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def code_of(office: Office, typed: str) -> str:
    version = version_in_force(BIRTH, DAY)
    assert version is not None
    return competent.code_of(typed, version, office.world.thach_khe, DAY)


@pytest.mark.parametrize(
    "typed", ["Xã Mai Phụ (18583)", "xã mai phụ", "Mai Phụ", "mai phu", "18583", " Xa Mai Phu 18583 "]
)
def test_a_commune_is_known_however_it_is_written(office: Office, typed: str) -> None:
    assert code_of(office, typed) == "18583"


def test_nothing_typed_means_the_own_unit(office: Office) -> None:
    assert code_of(office, "  ") == ""
    assert code_of(office, "Xã Thạch Khê (18604)") == "18604"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Thạch Châu", "đã hết hiệu lực từ ngày 01/07/2025; nay là Xã Mai Phụ (18583)"),
        ("Xã Thạch Châu (18583)", "nay là Xã Mai Phụ (18583)"),
        ("18670", "Xã Mai Phụ đã hết hiệu lực từ ngày 01/07/2025; nay là Xã Mai Phụ (18583)"),
        ("99999", "99999"),
        ("Xã Không Có", "Không có xã, phường nào trong tỉnh tên"),
        ("Hàm Rồng", "Không có xã, phường nào trong tỉnh tên"),
        ("x" * 201, "200"),
    ],
)
def test_what_is_not_a_commune_of_today_is_refused_with_what_it_is_now(office: Office, typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        code_of(office, typed)
    assert words in refused.value.errors[0]["message"]
    assert refused.value.errors[0]["field"] == "competent_unit"


def test_the_counter_offers_the_field_only_where_the_law_does(office: Office, ten: Any) -> None:
    clerk = pages_of(office, "tk_motcua1")
    assert "Xã Mai Phụ (18583)" in clerk.get(COUNTER).content.decode()
    assert 'name="competent_unit"' not in clerk.get(f"/can-bo/quay/moi/{BUSINESS}/").content.decode()


def test_thach_khe_receives_for_mai_phu_and_both_see_where_it_is(office: Office, ten: Any) -> None:
    clerk = pages_of(office, "tk_motcua1")
    clerk.get(COUNTER)
    wrong = clerk.post(COUNTER, filled(competent_unit="Thạch Châu"))
    assert wrong.status_code == 422
    assert 'href="#o-competent_unit"' in wrong.content.decode()
    assert 'value="Thạch Châu"' in wrong.content.decode()
    done = clerk.post(COUNTER, filled(competent_unit="Xã Mai Phụ (18583)"))
    page = clerk.get(done["Location"]).content.decode()
    assert "Xã Thạch Khê nhận hộ, chờ Xã Mai Phụ nhận" in page
    code = Dossier.objects.get().code
    assert "Đã nhận hộ nơi khác" in clerk.get("/can-bo/quay/").content.decode()
    for name, address in (("vanphong", "/can-bo/don-vi/"), ("motcua1", "/can-bo/quay/")):
        listed = pages_of(office, name).get(address).content.decode()
        assert "Hồ sơ nhận hộ đang chờ chuyển đến" in listed
        assert code in listed
    assert "Nhận hồ sơ, bắt đầu tính hạn" in pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/").content.decode()


def test_a_late_hand_over_is_marked_until_it_is_taken_over(office: Office) -> None:
    code = received_elsewhere(office)
    with frozen(moment(8, 10)):
        assert "quá hạn chuyển" in pages_of(office, "vanphong").get("/can-bo/don-vi/").content.decode()
        services.assign(code=code, principal=office.who("vanphong"), at=moment(8, 10), to="maiphu.hotich")
        after = pages_of(office, "vanphong").get("/can-bo/don-vi/").content.decode()
        assert "Hồ sơ nhận hộ" not in after
        why = pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/vi-sao/").content.decode()
    assert "Xã Thạch Khê nhận hộ, Xã Mai Phụ giải quyết" in why
    assert "thời hạn tính từ lúc đó" in why
    assert [line.code for line in sent_from(office.world.thach_khe.id)] == [code]


def test_both_lists_of_a_unit_take_one_statement_each_however_long_they_are(
    office: Office, django_assert_num_queries: Any
) -> None:
    for _time in range(3):
        received_elsewhere(office)
    between(office.world.mai_phu.id, moment(7, 10))
    with stamps.of_one_request(), django_assert_num_queries(3):  # the stamps, and one for each list
        lists = between(office.world.mai_phu.id, moment(7, 10))
    assert (len(lists["coming"]), lists["sent"]) == (3, [])


def test_the_receipt_names_both_units_and_both_clocks(office: Office) -> None:
    two = _two_units(dossier_for(office.who("tk_motcua1"), received_elsewhere(office)))
    assert [stage.agency for stage in two["stages"]] == ["Xã Thạch Khê", "Xã Mai Phụ"]
    assert two["stages"][0].due_at == moment(7, 17)
    assert "kể từ khi nhận hồ sơ chuyển đến" in two["stages"][1].duration
    assert "Xã Mai Phụ" in two["due_reason"]
    printed = text_of(receipt_pdf(dossier_for(office.who("tk_motcua1"), Dossier.objects.get().code)))
    assert "Xã Mai Phụ: trong ngày làm việc kể từ khi nhận hồ sơ chuyển đến" in printed
    assert "Xã Thạch Khê: chuyển hồ sơ, đến 07/07/2025 17:00" in printed
    assert _two_units(dossier_for(office.who("motcua1"), str(submit(office).dossier.code))) == {}


def test_the_citizen_reads_who_resolves_it(office: Office, ten: Any) -> None:
    code = received_elsewhere(office)
    page = pages_of(office, "lan").get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "Nơi giải quyết" in page
    assert "Xã Mai Phụ" in page
