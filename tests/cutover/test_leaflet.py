"""“What changes on 1 July”: names, seats, telephone, what stays valid; on the page, on A4 and for a whole province."""

import io
from datetime import UTC, datetime

import pypdf
import pytest

from tests.cutover.people_world import carried_out, seats
from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.units import BEFORE, DAY
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.errors import NotFound
from thongsuot.common.now import frozen
from thongsuot.cutover.models import LeafletBook, PlanState
from thongsuot.cutover.papers import leaflets_pdf
from thongsuot.cutover.selectors.leaflet import formed_in, leaflet_of
from thongsuot.cutover.services import leaflet_book
from thongsuot.cutover.what_stays import statements
from thongsuot.portal import contacts

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world):
    return make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)


@pytest.fixture
def text(world):
    def ask(address, status=200):
        with frozen(NOW):
            answer = PageClient().get(address)
        assert answer.status_code == status
        return answer.content.decode()

    return ask


def words_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_the_page_says_old_and_new_names_and_what_stays(world, text):
    page = text(f"/xa-phuong/{world.mai_phu.id}/thay-doi/")
    assert "<h1>Xã Mai Phụ: từ ngày 01/07/2025 có gì thay đổi</h1>" in page
    for name in ("Xã Thạch Châu", "18577", "Huyện Thạch Hà", "Nghị quyết số 1665/NQ-UBTVQH15"):
        assert name in page
    assert "vẫn có giá trị cho đến khi hết hạn" in page
    assert "Nghị quyết số 190/2025/QH15" in page
    assert "chưa xác minh" in page
    assert "Đơn vị chưa khai số điện thoại" in page
    assert "data:image/svg+xml" in page


def test_seats_come_from_a_decided_plan_and_never_from_an_exercise(world, text):
    plan = carried_out(world)
    seats(plan, world.mai_phu, world.thach_chau)
    address = f"/xa-phuong/{world.mai_phu.id}/thay-doi/"
    assert "Đảng ủy, HĐND, UBND" in text(address)
    assert "Thôn 3" in text(f"/don-vi/{world.mai_phu.id}/")
    for changes in ({"is_exercise": True}, {"is_exercise": False, "state": PlanState.DRAFT}):
        type(plan).objects.filter(pk=plan.pk).update(**changes)
        assert "Đảng ủy, HĐND, UBND" not in text(address)


def test_the_telephone_of_the_one_stop_is_told_where_it_is_known(world, text, admin):
    with frozen(NOW):
        who = principal_for(admin, NOW)
        contacts.state(
            unit_id=world.mai_phu.id, stated=contacts.Stated("0239 3123 456", "Thôn Mai Lâm"), principal=who, at=NOW
        )
    for address in (f"/xa-phuong/{world.mai_phu.id}/thay-doi/", f"/don-vi/{world.mai_phu.id}/"):
        assert "0239 3123 456" in text(address)


def test_a_split_predecessor_is_told_with_all_its_heirs(world, text):
    page = text(f"/xa-phuong/{world.ha_huy_tap.id}/thay-doi/")
    assert "Phường Đại Nài được chia cho nhiều nơi" in page
    assert "Phường Thành Sen" in page


def test_it_is_there_before_the_day(world):
    leaflet = leaflet_of(world.mai_phu.id, BEFORE)
    assert (leaflet.on, leaflet.info.full_name) == (DAY, "Xã Mai Phụ")
    assert {old.heir.name for old in leaflet.olds} == {"Phù Lưu", "Thạch Mỹ", "Thạch Châu", "Mai Phụ"}


def test_a_unit_that_came_from_no_other_has_none(world, text):
    assert "không hình thành từ lần sắp xếp nào" in text(f"/xa-phuong/{world.ham_rong.id}/thay-doi/", status=404)
    text("/xa-phuong/99999999999999/thay-doi/", status=404)
    text(f"/xa-phuong/{world.thach_chau.id}/thay-doi.pdf", status=404)


def test_every_statement_names_its_source_and_how_sure_it_is():
    assert len(statements()) >= 3
    for one in statements():
        assert one.title
        assert one.source
        assert one.certainty in ("published", "proposed", "unverified")


def test_the_paper_is_one_page_with_the_same_facts(world, client):
    with frozen(NOW):
        answer = client.get(f"/xa-phuong/{world.mai_phu.id}/thay-doi.pdf")
        again = client.get(f"/xa-phuong/{world.mai_phu.id}/thay-doi.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == again.content
    (page,) = words_of(answer.content)
    for words in (
        "Xã Mai Phụ",
        "Từ ngày 01/07/2025 có gì thay đổi",
        "Xã Thạch Châu",
        "18583",
        "Giấy tờ đã cấp",
        "chưa xác minh",
    ):
        assert words in page
    assert "□" not in page


def test_a_province_is_one_file_with_a_page_for_each_commune(world, admin, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    with frozen(NOW):
        who = principal_for(admin, NOW)
        book = leaflet_book.ask(province_id=world.province.id, principal=who, at=NOW)
        assert leaflet_book.ask(province_id=world.province.id, principal=who, at=NOW) == book
        leaflet_book.make(book.pk, at=NOW)
        leaflet_book.make(book.pk, at=NOW)
        book.refresh_from_db()
        assert (book.done, book.total, book.refusal) == (8, 8, "")
        client = sign_in(PageClient(), admin)
        assert "Đã xong: 8 tờ" in client.get(f"/quan-tri/to-thay-doi/{book.uid}/").content.decode()
        pages = words_of(b"".join(client.get(f"/quan-tri/to-thay-doi/{book.uid}/tep/").streaming_content))
    assert len(pages) == 8
    assert len(formed_in(world.province.id, DAY)) == 8
    assert sum("Xã Mai Phụ" in page for page in pages) == 1


def test_a_broken_making_is_said_and_can_be_asked_again(world, admin, monkeypatch):
    who = principal_for(admin, NOW)
    with frozen(NOW):
        book = leaflet_book.ask(province_id=world.province.id, principal=who, at=NOW)
        monkeypatch.setattr(leaflet_book, "leaflets_pdf", lambda made: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            leaflet_book.make(book.pk, at=NOW)
        book.refresh_from_db()
        assert "Hãy đặt lại" in book.refusal
        again = leaflet_book.ask(province_id=world.province.id, principal=who, at=NOW)
    assert again.pk != book.pk
    assert LeafletBook.objects.filter(finished_at=None).count() == 1


def test_another_province_gets_nothing(world, admin):
    with frozen(NOW), pytest.raises(NotFound):
        leaflet_book.ask(province_id=world.other_province.id, principal=principal_for(admin, NOW), at=NOW)


def test_a_hundred_leaflets_are_quick_enough_to_wait_for(world):
    with frozen(NOW):
        one = leaflet_of(world.mai_phu.id, DAY)
        assert len(pypdf.PdfReader(io.BytesIO(leaflets_pdf([one] * 100))).pages) == 100
