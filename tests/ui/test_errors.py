"""Error pages: Vietnamese, with a way on, and never dependent on what has just failed."""

import pytest

from tests.page_client import PageClient, faults_of_page
from thongsuot.ui import errors

pytestmark = [pytest.mark.urls("tests.ui.refusing_urls")]


@pytest.fixture
def visitor():
    return PageClient(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "title"),
    [
        ("malformed", 400, "Không đọc được yêu cầu"),
        ("suspicious", 400, "Không đọc được yêu cầu"),
        ("forbidden", 403, "Bạn không được làm việc này"),
        ("denied", 403, "Bạn không được làm việc này"),
        ("not_found", 404, "Không tìm thấy"),
        ("move_not_allowed", 409, "Việc này không làm được lúc này"),
        ("too_large", 413, "Dữ liệu gửi lên quá lớn"),
        ("unsupported_type", 415, "Loại nội dung không được nhận"),
        ("invalid_input", 422, "Dữ liệu chưa đúng"),
        ("too_many_requests", 429, "Quá nhiều yêu cầu"),
        ("database", 503, "Hệ thống tạm thời bận"),
        ("fault", 500, "Hệ thống gặp lỗi"),
    ],
)
def test_every_refusal_is_a_page_that_says_what_was_kept_and_what_to_do(visitor, name, status, title):
    answer = visitor.get(f"/hong/{name}/")
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "Dữ liệu của bạn" in answer.text
    assert "Nên làm gì tiếp" in answer.text


def test_an_unknown_address_is_a_page(visitor):
    answer = visitor.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "<h1>Không tìm thấy trang</h1>" in answer.text


def test_the_address_of_a_forms_answer_opened_again_is_a_page_with_a_way_on(visitor):
    answer = visitor.get("/chi-nhan-bieu-mau/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>Không mở thẳng được địa chỉ này</h1>" in answer.text
    assert not faults_of_page(answer.text)


def test_a_refusal_names_its_code_and_its_fields(visitor):
    page = visitor.get("/hong/invalid_input/").text
    assert "422 invalid_input" in page
    assert "Họ và tên quá dài." in page


@pytest.mark.parametrize("name", ["too_many_requests", "database"])
def test_when_to_come_back_is_in_the_header(visitor, name):
    assert int(visitor.get(f"/hong/{name}/")["Retry-After"]) >= 1


def test_a_part_of_a_page_gets_a_notice_beside_its_place(visitor):
    answer = visitor.get("/hong/move_not_allowed/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#loi-nhanh"
    assert "<html" not in answer.text
    assert "Việc này không làm được lúc này" in answer.text


def test_the_pages_middleware_leaves_programs_alone(visitor):
    answer = visitor.get("/api/v1/hong/move_not_allowed/")
    assert answer["Content-Type"].startswith("application/problem+json")


def test_an_old_form_is_told_and_can_be_sent_again():
    visitor = PageClient(enforce_csrf_checks=True, raise_request_exception=False)
    answer = visitor.post("/gui/", {"a": "b"})
    assert answer.status_code == 403
    assert "<h1>Biểu mẫu đã hết hiệu lực</h1>" in answer.text
    assert "form_expired" in answer.text


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_last_pages_stand_alone(name):
    html = errors.static_page(name).decode()
    assert faults_of_page(html) == []
    assert "{%" not in html


def test_the_database_failing_before_any_page_is_503_not_500(visitor, monkeypatch):
    from django.db import OperationalError

    from thongsuot.accounts import middleware

    def broken(request):
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "identify", broken)
    visitor.cookies["sessionid"] = "khoa-cua-phien"
    answer = visitor.get("/gui/")
    assert answer.status_code == 503
    assert "Hệ thống tạm thời bận" in answer.text
