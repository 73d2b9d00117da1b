"""The whole catalogue as people meet it: found in their words, every page whole, loaded quickly."""

import re
import time
from datetime import date

import pytest

from tests.factories.procedures import BIRTH
from thongsuot.procedures.load import load_catalogue
from thongsuot.procedures.search import USUAL, search, usual_first
from thongsuot.procedures.selectors import all_in_force, version_in_force

ON = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whole(whole):
    return whole


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("khai sinh", "1.001193"),
        ("lam giay khai sinh", "1.001193"),
        ("sinh con", "1.001193"),
        ("mất giấy khai sinh", "1.004884"),
        ("kết hôn", "1.000894"),
        ("xác nhận độc thân để lấy vợ", "1.004873"),
        ("người nhà mới mất cần báo tử", "1.000656"),
        ("sửa tên sai trong giấy khai sinh", "1.004859"),
        ("sao y bằng cấp", "2.000815"),
        ("xác nhận sơ yếu lý lịch", "2.000884"),
        ("chia thừa kế", "2.001406"),
        ("mở quán phở", "1.001612"),
        ("đóng cửa hàng", "1.001266"),
        ("xin phép xây nhà", "1.013225"),
        ("làm sổ đỏ", "1.013978"),
        ("chuyển đất vườn sang đất ở", "1.013949"),
        ("hàng xóm lấn đất", "1.012812"),
        ("nhập hộ khẩu", "1.004222"),
        ("đăng ký thường trú", "1.004222"),
        ("đăng ký tạm trú phòng trọ", "1.004194"),
        ("tách hộ khẩu", "1.010038"),
        ("hộ nghèo", "1.011607"),
        ("trợ cấp người khuyết tật", "1.001776"),
        ("giấy xác nhận khuyết tật", "1.001699"),
        ("mai táng phí", "1.001731"),
        ("nghia vu quan su", "1.013133"),
        ("nhận con nuôi", "2.001263"),
        ("dựng rạp đám cưới", "1.013274"),
    ],
)
def test_finds_what_is_meant_among_all(q, first):
    assert next(version.code for _score, version in search(q, on=ON)) == first


def test_without_words_the_usual_matters_come_first():
    assert [version.code for version in usual_first(all_in_force(ON))][: len(USUAL)] == list(USUAL)


def test_every_procedure_has_a_whole_page_that_says_whether_it_can_be_filed_online(client, settings):
    settings.ONLINE_INTAKE = ["own"]
    for version in all_in_force(ON):
        answer = client.get(f"/thu-tuc/{version.code}/")
        assert answer.status_code == 200, version.code
        html, text = answer.content.decode(), text_of(answer)
        assert html.count("<h1") == 1, version.code
        assert (f"/nop-ho-so/{version.code}/" in html) == (version.channel("ONLINE") is not None), version.code
        assert ("Chưa nộp trực tuyến được" in text) == (version.channel("ONLINE") is None), version.code
        assert "Căn cứ pháp lý" in text, version.code


def test_what_was_not_found_is_said_on_the_page(client):
    unknown = text_of(client.get("/thu-tuc/1.013702/"))
    assert "Chưa đọc được thành phần hồ sơ đã công bố" in unknown
    assert "Chưa công bố chưa xác minh" in unknown
    assert "không hiện thời hạn, phí, quyết định công bố" in unknown
    published = text_of(client.get("/thu-tuc/1.013967/"))
    assert "138/2025/QĐ-UBND" in published


def test_list_begins_with_the_usual_matters(client):
    page = client.get("/thu-tuc/").content.decode()
    assert page.index(f"/thu-tuc/{BIRTH}/") < page.index("/thu-tuc/1.000894/") < page.index("/thu-tuc/1.004873/")


def test_second_reading_of_all_files_is_quick():
    """First start stays quick: what did not change is only read, in well under three seconds on a busy machine."""
    started = time.process_time()
    assert not load_catalogue().changed
    assert time.process_time() - started < 3


def test_linked_procedures_say_how_they_are_linked():
    for code in ("2.001023", "2.000986", "2.000286", "2.001661"):
        notes = " ".join(note["text"] for note in version_in_force(code, ON).settings["notes"])
        assert "iên thông" in notes, code
