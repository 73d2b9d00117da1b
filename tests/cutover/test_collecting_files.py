"""Excel files as people send them: what can be read is read, what cannot says what to do, and nothing is lost."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from thongsuot.common.errors import Invalid, Refused, TooLarge, UnsupportedType
from thongsuot.cutover.collecting import checking, reading, shapes, workbook
from thongsuot.cutover.collecting.checking import Known
from thongsuot.cutover.collecting.shapes import SHAPES
from thongsuot.cutover.models import DataKind

KNOWN = Known(today=date(2025, 6, 16), choices={shapes.OLD_UNITS: (("7", "Xã Thạch Châu"),)})
STAFF = SHAPES[DataKind.STAFF]
GOOD = {
    "Họ và tên": "Trần Thị An",
    "Ngày sinh": "05/07/1990",
    "Số định danh": "042190001234",
    "Điện thoại": "0912345678",
    "Thư điện tử": "an@vi.example",
    "Đang ở xã cũ": "Xã Thạch Châu",
    "Ở lại hay thôi": "làm việc ở xã mới",
    "Vai trò trên hệ thống": "chuyên viên",
    "Bộ phận": "văn phòng",
    "Chức vụ": "Công chức",
}


def book(*rows, merge="", sheet="Nhân sự", above=0):
    """A workbook with our headings and these rows."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    for _ in range(above):
        page.append(["Danh sách cán bộ"])
    page.append([f"{column.title}{' *' if column.required else ''}" for column in STAFF.columns])
    for row in rows:
        page.append([row.get(str(column.title)) for column in STAFF.columns])
    if merge:
        page.merge_cells(merge)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def checked(content):
    return checking.check(STAFF, reading.read(content, "ds.xlsx", STAFF), KNOWN)


def refusal(content, name="ds.xlsx", of=Refused):
    with pytest.raises(of) as refused:
        reading.read(content, name, STAFF)
    return str(refused.value.detail)


def wrong(column, value):
    [row] = checked(book(GOOD | {column: value}))
    return " ".join(problem.words for problem in row.problems)


def test_a_good_row_is_read_clean():
    [row] = checked(book(GOOD))
    assert row.problems == ()
    assert row.cells["old_unit"] == "7"
    assert (row.cells["stay"], row.cells["role"], row.cells["organ"]) == ("stays", "specialist", "office")
    assert row.number == 2


def test_lines_above_the_heading_and_empty_ones_between_do_not_matter():
    rows = checked(book(GOOD, {}, GOOD | {"Họ và tên": "Lê Tư", "Số định danh": None}, above=3))
    assert [row.number for row in rows] == [5, 7]


@pytest.mark.parametrize(
    ("content", "name", "kind", "words"),
    [
        (b"ho ten,ngay sinh\n", "ds.csv", UnsupportedType, "không phải tệp Excel .xlsx"),
        (b"%PDF-1.7 x", "ds.pdf", UnsupportedType, "không phải tệp Excel .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ds.xls", UnsupportedType, "Tệp .xls cũ"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "ds.xlsx",
            UnsupportedType,
            "mật khẩu",
        ),
        (b"PK\x03\x04 broken", "ds.xlsx", UnsupportedType, "không phải tệp Excel"),
        (b"", "ds.xlsx", Invalid, "rỗng"),
        (b"x" * (5 * 1024 * 1024 + 1), "ds.xlsx", TooLarge, "5 MB"),
    ],
)
def test_a_file_that_is_no_workbook_says_what_to_do(content, name, kind, words):
    assert words in refusal(content, name, kind)


def test_a_file_with_macros_is_refused():
    content = io.BytesIO(book(GOOD))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert "macro" in refusal(content.getvalue(), "ds.xlsm", UnsupportedType)


def test_a_hundred_thousand_rows_are_refused_without_reading_them_all():
    made = openpyxl.Workbook(write_only=True)
    page = made.create_sheet("Nhân sự")
    page.append([str(column.title) for column in STAFF.columns])
    for number in range(100_000):
        page.append([f"Người {number}"])
    assert "hơn 2000 dòng" in refusal(saved(made))


def test_merged_cells_among_the_data_are_refused_and_titles_may_be_merged():
    assert "Có ô gộp ở dòng 2" in refusal(book(GOOD, GOOD, merge="F2:F3"))
    assert checked(book(GOOD, above=1, merge="A1:C1"))


def test_another_table_and_missing_columns_are_named():
    assert "Không thấy hàng tiêu đề" in refusal(saved(openpyxl.Workbook()))
    made = openpyxl.load_workbook(io.BytesIO(book(GOOD)))
    made.active["B1"] = "Sinh ngày"
    assert "Bảng thiếu cột: Ngày sinh" in refusal(saved(made))
    made.create_sheet("Khác")
    made.active.title = "Bảng 1"
    assert "không có trang tính “Nhân sự” (đang có: Bảng 1, Khác)" in refusal(saved(made))


def test_an_empty_table_says_so():
    assert "chưa có dòng nào" in refusal(book())


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("Họ và tên", '=CONCATENATE("A","B")', "công thức"),
        ("Họ và tên", "Trần 2", "không có chữ số"),
        ("Họ và tên", None, "Chưa ghi họ và tên"),
        ("Ngày sinh", 33059, "con số 33059"),
        ("Ngày sinh", "31/02/1990", "không phải một ngày có thật"),
        ("Ngày sinh", "5/7/90", "đủ bốn số của năm"),
        ("Ngày sinh", "05/07/2030", "không hợp lý"),
        ("Số định danh", 42190001234, "Có phải 042190001234?"),
        ("Số định danh", "123456789", "CMND 9 số"),
        ("Số định danh", "042185001234", "khác ngày sinh"),
        ("Điện thoại", 912345678, "Ghi 0912345678"),
        ("Điện thoại", "12", "không phải số điện thoại"),
        ("Thư điện tử", "an@", "không phải địa chỉ thư"),
        ("Đang ở xã cũ", "Xã Lạ", "Chọn một trong: Xã Thạch Châu."),
        ("Vai trò trên hệ thống", None, "Người ở lại phải có vai trò"),
    ],
)
def test_a_wrong_cell_says_what_is_wrong_and_what_to_write(column, value, words):
    assert words in wrong(column, value)


@pytest.mark.parametrize("value", [datetime(1990, 7, 5), "5-7-1990", "05071990", "5/7/1990"])
def test_dates_as_dates_and_as_text_are_the_same_day(value):
    [row] = checked(book(GOOD | {"Ngày sinh": value}))
    assert row.cells["birth_date"] == "05/07/1990"


def test_names_with_loose_marks_and_odd_spaces_are_put_right():
    [row] = checked(book(GOOD | {"Họ và tên": "  Trâ\u0300n\u00a0 Thị\u200b An "}))
    assert row.cells["full_name"] == "Trần Thị An"


def test_the_same_person_twice_is_told_by_row_and_two_people_of_one_name_are_not():
    rows = checked(book(GOOD, GOOD, GOOD | {"Số định danh": "042190009999"}))
    assert [row.is_wrong for row in rows] == [False, True, False]
    assert "Trùng với dòng 2" in rows[1].problems[0].words


def test_one_person_may_hold_two_posts():
    rows = checked(book(GOOD, GOOD | {"Bộ phận": "kinh tế"}))
    assert not any(row.is_wrong for row in rows)


def test_the_template_has_lists_a_locked_heading_and_comes_back_as_it_was():
    rows = checked(book(GOOD, GOOD | {"Họ và tên": "=1+1", "Số định danh": None}))
    content = workbook.write(STAFF, rows, KNOWN, title="Kế hoạch", due="17:00 20/06/2025", messages=True)
    made = openpyxl.load_workbook(io.BytesIO(content))
    page = made["Nhân sự"]
    assert page.protection.sheet
    assert page["A1"].protection.locked
    assert not page["A2"].protection.locked
    assert page["A3"].value == "=1+1"
    assert page["A3"].data_type == "s"
    assert page["C2"].value == "042190001234"
    assert "công thức" in page.cell(3, len(STAFF.columns) + 1).value
    assert made["Danh mục"].sheet_state == "hidden"
    assert {rule.type for rule in page.data_validations.dataValidation} == {"list"}
    assert made["Hướng dẫn"]["A1"].value == "Kế hoạch"
    again = checked(content)
    assert [dict(row.cells) for row in again] == [dict(row.cells) for row in rows]


@pytest.mark.parametrize("kind", list(DataKind))
def test_every_kind_has_a_template_that_can_be_read_back_empty(kind):
    content = workbook.write(SHAPES[kind], [], KNOWN, title="K", due="")
    with pytest.raises(Invalid, match="chưa có dòng nào"):
        reading.read(content, "mau.xlsx", SHAPES[kind])
