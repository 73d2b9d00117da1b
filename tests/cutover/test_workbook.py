"""The workbook of a plan: what is written is read back the same; what cannot be used is named by sheet, row and column."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from tests.cutover.plans import known_plan, make_plan
from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.cutover import workbook
from thongsuot.cutover.models import PlanPost, PlanUpload, Seat
from thongsuot.cutover.services.filling import compare, fill
from thongsuot.cutover.services.posts import PostFacts, put_post
from thongsuot.cutover.services.units import SeatFacts, set_seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday():
    with frozen(NOW):
        yield


@pytest.fixture
def plan(world):
    """With a seat, a chair with an account, a clerk without, a vacant post, and somebody who leaves."""
    plan = known_plan(world)
    mai_phu = plan.units.get(side="new", code="18583")
    thach_chau = plan.units.get(side="old", code="18583")
    make_official(world, "thachchau.an", Role.CHAIR, world.thach_chau, full_name="Trần Văn An")
    facts = SeatFacts("Đảng ủy, HĐND, UBND", thach_chau.pk, "thôn An Lộc", True)
    set_seat(code=plan.code, new_id=mai_phu.pk, facts=facts, by=None, at=NOW)
    for one in (
        PostFacts(
            mai_phu.pk, "chair", username="thachchau.an", title="Chủ tịch UBND xã", signs=True, old_id=thach_chau.pk
        ),
        PostFacts(mai_phu.pk, "counter_clerk", "service_centre", full_name="Lê Thị Bình", email="binh@hatinh.gov.vn"),
        PostFacts(mai_phu.pk, "specialist", "economy", title="Chuyên viên địa chính"),
        PostFacts(None, full_name="Phan Nghỉ", old_id=thach_chau.pk),
    ):
        put_post(code=plan.code, facts=one, by=None, at=NOW)
    plan.refresh_from_db()
    return plan


def changed(plan, sheet, cells):
    """The plan's workbook with some cells changed: {"C5": "x"}."""
    book = load_workbook(io.BytesIO(workbook.write(plan)))
    for place, value in cells.items():
        book[sheet][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_is_written_is_read_back_without_a_difference(plan):
    content = workbook.read(workbook.write(plan), plan)
    assert content.problems == []
    diff = compare(plan, content, whole=True)
    assert diff.lines == []
    assert (len(content.new), len(content.ways), len(content.seats), len(content.posts)) == (8 + 1, 14, 1, 4)


def test_the_template_has_instructions_and_lists_to_choose_from(plan):
    book = load_workbook(io.BytesIO(workbook.write(plan)))
    assert book.sheetnames == ["Hướng dẫn", "Danh mục", "Đơn vị mới", "Đi về đâu", "Trụ sở", "Chức vụ"]
    assert book["Danh mục"].sheet_state == "hidden"
    lists = {
        str(rule.sqref).split(":")[0][0]: rule.formula1 for rule in book["Đi về đâu"].data_validations.dataValidation
    }
    assert "Danh mục" in lists["E"]
    assert "Chức vụ" in str(book["Hướng dẫn"]["A7"].value)


def test_a_changed_workbook_changes_the_plan(plan):
    content = workbook.read(changed(plan, "Chức vụ", {"F3": "Lê Thị Bích"}), plan)
    diff = compare(plan, content, whole=False)
    assert sorted(line.act for line in diff.lines) == ["add", "remove"]
    fill(code=plan.code, content=content, whole=False, verb="plan_imported", words="Nạp", by=None, at=NOW)
    assert PlanPost.objects.filter(plan=plan, full_name="Lê Thị Bích").exists()
    assert PlanPost.objects.get(plan=plan, full_name="Trần Văn An").user.username == "thachchau.an"
    assert Seat.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize(
    ("sheet", "cells", "where", "words"),
    [
        ("Đơn vị mới", {"A2": "12"}, "trang “Đơn vị mới”, dòng 2, cột “Mã”", "năm chữ số"),
        ("Đơn vị mới", {"B3": "Huyện"}, "trang “Đơn vị mới”, dòng 3, cột “Loại”", "không có trong danh sách"),
        ("Đi về đâu", {"A4": "99999"}, "trang “Đi về đâu”, dòng 4, cột “Mã cũ”", "99999"),
        ("Đi về đâu", {"E4": "bán"}, "trang “Đi về đâu”, dòng 4, cột “Cách đi”", "không có trong danh sách"),
        ("Trụ sở", {"A2": "11111"}, "trang “Trụ sở”, dòng 2, cột “Mã mới”", "Đơn vị mới"),
        ("Chức vụ", {"C2": None}, "trang “Chức vụ”, dòng 2, cột “Vai trò”", "chưa điền"),
        ("Chức vụ", {"G2": "31/02/1980"}, "trang “Chức vụ”, dòng 2, cột “Ngày sinh”", "ngày sinh chưa đúng"),
        ("Đi về đâu", {"C1": "Mã"}, "trang “Đi về đâu”, dòng 1", "hàng tiêu đề"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(plan, sheet, cells, where, words):
    content = workbook.read(changed(plan, sheet, cells), plan)
    told = {problem.where: problem.message for problem in content.problems}
    assert words in told[where]


def test_numbers_and_lost_zeros_are_read_as_codes(plan):
    cells = {"A2": 18583, "B2": "xã", "C2": "Mai Phụ"}
    content = workbook.read(changed(plan, "Đơn vị mới", cells), plan)
    assert content.new["18583"].full_name == "Xã Mai Phụ"


@pytest.mark.parametrize("content", [b"", b"xin chao", b"PK\x03\x04hong"])
def test_what_is_no_workbook_is_refused_with_words(plan, content):
    with pytest.raises(Invalid) as refused:
        workbook.read(content, plan)
    assert refused.value.status == 422


def test_the_page_shows_the_differences_first_and_then_fills(world):
    plan = make_plan(world)
    client = sign_in(PageClient(), make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province))
    here = f"/quan-tri/chuyen-doi/{plan.code}/nap/"
    assert "Nạp từ hệ thống" in client.get(here).content.decode()
    filled = io.BytesIO(workbook.write(known_plan(world, code="nguon")))
    filled.name = "ke-hoach.xlsx"
    assert client.post(here, {"file": filled, "whole": "1"}).status_code == 302
    page = client.get(here).content.decode()
    assert "Khác biệt của tệp ke-hoach.xlsx" in page
    assert "Xã Mai Phụ (18583)" in page
    assert not plan.units.exists()
    sha256 = PlanUpload.objects.get(plan=plan).sha256
    assert client.post(f"{here}lam/", {"nguon": "tep", "sha256": "khac"}).status_code == 404
    done = client.post(f"{here}lam/", {"nguon": "tep", "sha256": sha256}, follow=True).content.decode()
    assert "Đã nạp" in done
    assert "Hoàn tác" in done
    assert plan.units.filter(side="new", code="18583").exists()
    assert not PlanUpload.objects.exists()
    assert client.post(f"/quan-tri/chuyen-doi/{plan.code}/lich-su/hoan-tac/").status_code == 302
    assert not plan.units.exists()


def test_a_bad_file_on_the_page_says_so(world):
    plan = make_plan(world)
    client = sign_in(PageClient(), make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province))
    here = f"/quan-tri/chuyen-doi/{plan.code}/nap/"
    for content, words in ((b"a,b\n1,2\n", "Tệp thiếu cột"), (b"PK\x03\x04hong", "tệp")):
        file = io.BytesIO(content)
        file.name = "x.xlsx"
        answer = client.post(here, {"file": file})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert client.post(here, {}).status_code == 422


def test_the_file_speaks_vietnamese_whatever_the_page_speaks(plan):
    with translation.override("en"):
        written = workbook.write(plan)
        content = workbook.read(written, plan)
        assert content.problems == []
        assert compare(plan, content, whole=True).lines == []
    assert load_workbook(io.BytesIO(written))["Đi về đâu"]["E1"].value == "Cách đi *"
