"""Pages of the axis: who sees what, what they say, and the answer a person gives to a sender."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.exchange.axis import messages
from tests.exchange.axis.house import from_ministry
from tests.exchange.axis.test_in import LETTER, recall
from tests.factories.accounts import make_official
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.documents.models import Document, State
from thongsuot.exchange.axis import directory, edxml
from thongsuot.exchange.axis.edxml.words import DocType
from thongsuot.exchange.axis.transport import HttpTransport
from thongsuot.exchange.models import AxisIn, AxisOut

pytestmark = pytest.mark.django_db
TRUC = "/can-bo/lien-thong/truc/"


@pytest.fixture
def people(world):
    return {
        "vanthu": make_official(world, "maiphu.vanthu", Role.DOCUMENT_CLERK, world.mai_phu),
        "khac": make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe),
        "chuyenvien": make_official(world, "maiphu.cv", Role.SPECIALIST, world.mai_phu),
        "tinh": make_official(world, "tinh.quantri", Role.PROVINCE_ADMIN, world.province),
    }


@pytest.fixture
def visit(house, people):
    def go(who, address, body=None):
        client = PageClient()
        client.force_login(people[who])
        with frozen(house.clock()):
            found = client.get(address) if body is None else client.post(address, body, follow=True)
        return found.status_code, found.content.decode() if not found.streaming else b"".join(found)

    return go


def test_the_overview_counts_and_names_what_went_and_came(house, visit):
    house.issued("G09")
    house.issued("G09", number="16", notation="")
    house.send()
    house.put(LETTER)
    status, text = visit("vanthu", TRUC)
    assert status == 200
    assert "Gửi hôm nay" in text
    assert "văn bản chưa có ký hiệu" not in text
    assert "Chưa lập được thông điệp" in text
    assert from_ministry().subject.replace("&", "&amp;") in text
    assert "chưa từng nối với trục liên thông quốc gia" in text
    assert ">Nơi G09<" in text


def test_another_unit_sees_nothing_of_it_and_does_not_find_it(house, visit):
    row = house.put(LETTER)
    house.issued("G09")
    house.send()
    out = AxisOut.objects.first()
    assert from_ministry().subject[:20] not in visit("khac", TRUC)[1]
    for address in (f"den/{row.pk}/", f"den/{row.pk}/goi-tin/", f"di/{out.pk}/"):
        assert visit("khac", TRUC + address)[0] == 404


def test_the_raw_message_is_for_who_may_act(house, visit):
    row = house.put(LETTER)
    assert visit("vanthu", f"{TRUC}den/{row.pk}/goi-tin/") == (200, LETTER.decode())
    assert visit("chuyenvien", f"{TRUC}den/{row.pk}/goi-tin/")[0] == 404
    assert visit("chuyenvien", f"{TRUC}den/{row.pk}/")[0] == 200


def test_the_page_of_a_message_tells_what_it_says_and_what_was_wrong_with_it(house, visit):
    row = house.put(LETTER.replace(b"<AttachmentName>K", b"<AttachmentName>B"))
    status, text = visit("vanthu", f"{TRUC}den/{row.pk}/")
    assert status == 200
    assert "danh sách và tệp ghi tên khác nhau" in text
    assert "chữ ký của văn bản nằm trong tệp" in text


def test_what_has_no_unit_is_the_provinces(house, visit):
    row = house.put(b"\0 rac")
    assert visit("tinh", f"{TRUC}den/{row.pk}/")[0] == 200
    assert visit("vanthu", f"{TRUC}den/{row.pk}/")[0] == 404
    status, text = visit("tinh", f"{TRUC}den/{row.pk}/ben-ngoai/", {"note": "Đã gọi nơi gửi"})
    assert (status, "Đã ghi: xử lý bên ngoài." in text) == (200, True)
    row.refresh_from_db()
    assert row.state == AxisIn.State.SOLVED


def test_a_stuck_message_is_tried_again_by_the_document_clerk(house, visit):
    house.issued("G09", notation="")
    house.send()
    row = AxisOut.objects.get()
    shown = visit("vanthu", f"{TRUC}di/{row.pk}/")[1]
    assert "Làm lại ngay" in shown
    assert "Nơi G09 (G09)" in shown
    letter = reverse("documents:outgoing_document", args=[Document.objects.get().uid])
    assert f'href="{letter}"' in shown
    assert f'href="{letter}"' not in visit("tinh", f"{TRUC}di/{row.pk}/")[1]
    assert visit("vanthu", f"{TRUC}di/{row.pk}/lam-lai/", {})[0] == 200
    row.refresh_from_db()
    assert row.state == AxisOut.State.WAITING
    assert visit("chuyenvien", f"{TRUC}di/{row.pk}/lam-lai/", {})[0] == 404


@pytest.fixture
def asked(house):
    house.put(LETTER)
    house.move_on(house.arrived().get(), State.IN_HAND)
    return house.put(edxml.write(recall(doc_type=DocType.UPDATE, subject="Trích yếu mới")))


def test_a_person_agrees_to_an_update_and_the_sender_learns_it(house, visit, asked):
    assert "Nơi gửi chờ trả lời" in visit("vanthu", TRUC)[1]
    status, text = visit("vanthu", f"{TRUC}den/{asked.pk}/tra-loi/", {"tra-loi": "dong-y", "reason": ""})
    assert (status, "Đã trả lời nơi gửi." in text) == (200, True)
    assert house.arrived().get().summary == "Trích yếu mới"
    house.send()
    assert [one.status for one in house.ministry_hears()] == ["01", "15"]


def test_a_refusal_needs_a_reason_and_leaves_the_document_as_it_is(house, visit, asked):
    address = f"{TRUC}den/{asked.pk}/tra-loi/"
    assert visit("vanthu", address, {"tra-loi": "tu-choi", "reason": " "})[0] == 422
    assert visit("vanthu", address, {"tra-loi": "tu-choi", "reason": "Đã trả kết quả"})[0] == 200
    assert visit("vanthu", address, {"tra-loi": "dong-y", "reason": ""})[0] == 409
    assert house.arrived().get().state == State.IN_HAND
    house.send()
    last = house.ministry_hears()[-1]
    assert (last.status, last.description) == ("16", "Đã trả kết quả")


def test_the_directory_is_searched_with_and_without_marks_and_by_code(house, visit):
    line = HttpTransport(house.axis.address, "ha-tinh", "bi-mat")
    house.axis.post.connect({"id": "x", "secret": "y", "agencies": [{"organ_id": "G12", "name": "Bộ Tài chính"}]})
    assert directory.refresh(house.clock(), transport=line) == 2
    for query in ("Nội vụ", "noi vu", "g09"):
        text = visit("vanthu", f"{TRUC}danh-ba/?q={query}")[1]
        assert ("Bộ Nội vụ" in text, "Bộ Tài chính" in text) == (True, False)
    assert "Không có cơ quan nào khớp" in visit("vanthu", f"{TRUC}danh-ba/?q=khong co")[1]


def test_the_overview_asks_the_same_number_of_questions_however_much_there_is(house, people):
    client = PageClient()
    client.force_login(people["vanthu"])

    def counted():
        with (
            frozen(house.clock()),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert client.get(TRUC).status_code == 200
        return len(asked)

    house.put(LETTER)
    house.issued("G09", number="19")
    house.send()
    counted()
    few = counted()
    for number in range(5):
        house.put(
            edxml.write(from_ministry(number=str(number), document_id=f"G09,2026/11/24,{number}/BNV", attachments=()))
        )
        house.issued("G09", number=str(number + 20), pdf=messages.PDF + bytes([65 + number]))
    house.send()
    assert counted() == few <= 16


def test_an_installation_without_an_axis_says_so_and_keeps_what_is_issued(house, visit, settings):
    settings.DOCUMENT_AXIS = {}
    house.issued("G09")
    house.send()
    text = visit("vanthu", TRUC)[1]
    assert "Chưa nối với trục" in text
    assert AxisOut.objects.get().state == AxisOut.State.WAITING
