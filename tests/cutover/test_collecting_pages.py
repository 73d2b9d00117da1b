"""The pages of collecting: the head of a commune on the page and by Excel, the project team on the board."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cutover.test_collecting import AN, asked, handed, request_of, staff, written
from tests.factories.accounts import sign_in
from tests.factories.reorganisations import BEFORE
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.cutover.models import DataKind, DataRequest, DataState, PersonClaim
from thongsuot.cutover.selectors import collect as selectors

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work():
    """Two weeks before the day."""
    with frozen(BEFORE):
        yield


def client_of(made, name):
    return sign_in(PageClient(), made.users[name])


def page_of(request, rest=""):
    return f"/can-bo/chuyen-doi/so-lieu/{request.pk}/{rest}"


def form_of(row):
    return {key: row.get(key, "") for key in ("full_name", "birth_date", "id_number", "phone", "stay", "role", "organ")}


def test_the_head_writes_a_row_on_the_page_and_hands_it_in(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    head = client_of(made, "thachchau.chutich")
    row = form_of(staff(stay="stays", role="specialist", organ="office"))
    refused = head.post(page_of(request, "dong/0/"), row | {"ban": 0, "viec": "luu", "phone": "912345678"})
    assert refused.status_code == 422
    assert "Ghi 0912345678" in refused.content.decode()
    assert 'value="912345678"' in refused.content.decode()
    done = head.post(page_of(request, "dong/0/"), row | {"ban": 0, "viec": "luu"})
    assert (done.status_code, done["Location"]) == (302, page_of(request))
    page = head.get(page_of(request)).content.decode()
    assert "Trần Thị An" in page
    assert "042190001234" not in page
    assert "Nộp 1 dòng" in page
    assert head.post(page_of(request, "nop/"), {"ban": 1}).status_code == 302
    assert "Đã nộp lúc" in head.get(page_of(request)).content.decode()


def test_a_row_is_corrected_and_dropped_in_one_version(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    head = client_of(made, "thachchau.chutich")
    row = form_of(staff(stay="stays", role="specialist", organ="office"))
    head.post(page_of(request, "dong/0/"), row | {"ban": 0, "viec": "them"})
    assert head.get(page_of(request, "dong/2/")).status_code == 200
    head.post(page_of(request, "dong/2/"), row | {"ban": 1, "viec": "luu", "full_name": "Trần Thị Anh"})
    request.refresh_from_db()
    assert [r.cells["full_name"] for r in selectors.rows_of(request)] == ["Trần Thị Anh"]
    assert request.latest == 1
    head.post(page_of(request, "dong/2/"), {"ban": 1, "viec": "bo"})
    assert selectors.rows_of(request) == []


def test_an_unfinished_row_may_be_kept_for_later(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    head = client_of(made, "thachchau.chutich")
    head.post(page_of(request, "dong/0/"), {"ban": 0, "viec": "de-sau", "full_name": "Trần Thị An"})
    page = head.get(page_of(request)).content.decode()
    assert "1 dòng chưa đúng" in page
    assert "Chưa ghi ngày sinh" in page
    assert head.post(page_of(request, "nop/"), {"ban": 1}).status_code == 409


def test_a_template_is_filled_with_what_is_known_and_comes_back(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    head = client_of(made, "thachchau.chutich")
    answer = head.get(page_of(request, "mau.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    names = [row[0].value for row in book["Nhân sự"].iter_rows(min_row=2) if row[0].value]
    assert sorted(names) == ["Lê Thị Hoà", "Nguyễn Văn Bình", "Trần Thị An", "Võ Văn Lưu"]
    for number in range(2, 6):
        book["Nhân sự"].cell(number, 2, "05/07/1980")
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("mau.xlsx", out.getvalue())
    assert head.post(page_of(request, "tai-len/"), {"file": file, "ban": 0}).status_code == 302
    request.refresh_from_db()
    assert len(selectors.rows_of(request)) == 4
    assert "tất cả đều đúng" in head.get(page_of(request)).content.decode()


def test_wrong_rows_of_a_file_are_kept_and_can_be_taken_with_their_messages(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    written(made, request, staff(), staff(phone="912345678", full_name="Lê Tư", id_number=""))
    head = client_of(made, "thachchau.chutich")
    book = openpyxl.load_workbook(io.BytesIO(head.get(page_of(request, "loi.xlsx")).content))
    rows = list(book["Nhân sự"].iter_rows(min_row=2, max_row=3, values_only=True))
    assert [row[0] for row in rows] == ["Trần Thị An", "Lê Tư"]
    assert "Điện thoại: Số điện thoại mất số 0 ở đầu. Ghi 0912345678" in rows[1][-1]
    assert head.get(page_of(request, "ban/1/")).status_code == 200


def test_a_file_that_cannot_be_read_changes_nothing_and_says_why(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    head = client_of(made, "thachchau.chutich")
    answer = head.post(page_of(request, "tai-len/"), {"file": SimpleUploadedFile("ds.xls", b"abc"), "ban": 0})
    assert answer.status_code == 415
    assert "Đây không phải tệp Excel .xlsx" in answer.content.decode()
    request.refresh_from_db()
    assert request.latest == 0
    assert head.post(page_of(request, "tai-len/"), {"ban": 0}).status_code == 422


def test_strangers_do_not_see_the_data_and_readers_see_only_the_board(made, world, at_work):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    assert client_of(made, "phuluu.chutich").get(page_of(request)).status_code == 404
    auditor = client_of(made, "hatinh.thanhtra")
    assert auditor.get(page_of(request)).status_code == 404
    assert auditor.get("/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/").status_code == 200
    assert auditor.get("/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/yeu-cau/").status_code == 403


def test_the_project_team_asks_watches_reopens_and_exports(made, world, at_work):
    team = client_of(made, "hatinh.quantri")
    place = "/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/"
    assert "Chưa yêu cầu số liệu nào" in team.get(place).content.decode()
    assert team.get(f"{place}yeu-cau/").status_code == 200
    wrong = team.post(f"{place}yeu-cau/", {"kinds": ["staff"], "side": "new", "due_on": "01/01/2020"})
    assert wrong.status_code == 422
    assert team.post(f"{place}yeu-cau/", {"kinds": ["staff"], "side": "new", "due_on": "20/06/2025"}).status_code == 302
    handed(made, request_of(made, world.mai_phu), staff())
    page = team.get(place).content.decode()
    assert "1/2" in page
    request = request_of(made, world.mai_phu)
    team.post(f"{place}{request.pk}/mo-lai/", {"reason": "Thiếu số điện thoại"})
    request.refresh_from_db()
    assert request.state == DataState.REOPENED
    sheet = openpyxl.load_workbook(io.BytesIO(team.get(f"{place}tien-do.xlsx").content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["mở lại để sửa", "chưa gửi gì"]


def test_the_board_takes_four_statements_in_time_as_well_as_late(made, world, at_work, django_assert_max_num_queries):
    asked(made)
    team = client_of(made, "hatinh.quantri")
    with django_assert_max_num_queries(4):
        in_time = team.get("/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/").content.decode()
    DataRequest.objects.update(due_at=BEFORE - timedelta(days=1))
    with django_assert_max_num_queries(4):
        late = team.get("/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/").content.decode()
    assert "Xã Mai Phụ" in in_time
    assert in_time != late


def test_a_conflict_is_settled_on_its_page(made, world, at_work):
    asked(made, DataKind.STAFF)
    handed(made, request_of(made, world.mai_phu), staff())
    handed(made, request_of(made, world.thach_khe), staff(), by="thachkhe.cu.chutich")
    team = client_of(made, "hatinh.quantri")
    place = "/quan-tri/chuyen-doi/ha-tinh-2025/so-lieu/hai-noi/"
    assert AN["full_name"] in team.get(place).content.decode()
    here, there = PersonClaim.objects.order_by("id")
    assert team.post(place, {"cac": [here.pk, there.pk]}).status_code == 422
    assert team.post(place, {"cac": [here.pk, there.pk], "giu": [here.pk, there.pk]}).status_code == 302
    assert "Không có ai bị khai hai nơi" in team.get(place).content.decode()
