"""Bảng tính: what goes in comes out in Excel's own terms, and nothing that was typed becomes a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.common import sheets
from thongsuot.common.sheets.book import column_letters, sheet_name

AT = datetime(2025, 7, 7, 10, 30, tzinfo=UTC)


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def one_cell(value):
    return opened(sheets.write_table([sheets.Column("A")], [[value]], "T"))["A2"]


@pytest.mark.parametrize("typed", ["=1+1", "+84912345678", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_what_begins_like_a_formula_stays_text(typed):
    cell = one_cell(typed)
    assert cell.data_type == "s"
    assert cell.value == typed.replace("\r", "")
    assert cell.number_format == "@"
    assert cell.quotePrefix


def test_dates_and_numbers_are_real_and_in_the_time_of_viet_nam():
    columns = [sheets.Column(kind, kind) for kind in (sheets.MOMENT, sheets.DAY, sheets.NUMBER, sheets.NUMBER)]
    sheet = opened(sheets.write_table(columns, [[AT, date(2025, 7, 1), 8000, Decimal("1.5")]], "T"))
    moment, day, whole, part = sheet[2]
    assert (moment.value, moment.number_format) == (datetime(2025, 7, 7, 17, 30), r"dd/mm/yyyy\ hh:mm")
    assert (day.value, day.number_format) == (datetime(2025, 7, 1), "dd/mm/yyyy")
    assert (whole.value, part.value) == (8000, 1.5)
    assert whole.data_type == "n"


def test_nothing_is_an_empty_cell_and_what_holds_is_ticked():
    assert one_cell(None).value in (None, "")
    assert one_cell(False).value in (None, "")
    assert one_cell(True).value == "x"


def test_decimals_are_shown_and_whole_numbers_have_none():
    assert (one_cell(Decimal("1.50")).value, one_cell(Decimal("1.50")).number_format) == (1.5, "#,##0.0#")
    assert (one_cell(Decimal("2.00")).value, one_cell(Decimal("2.00")).number_format) == (2, "#,##0")


def test_a_long_text_is_shown_in_lines_never_as_a_formula_and_cut_where_excel_refuses():
    cell = one_cell("=1+1\n" + "x" * 40_000)
    assert (cell.data_type, cell.quotePrefix, cell.alignment.wrap_text) == ("s", True, True)
    assert len(cell.value) == 32_767


def test_several_tables_stand_on_sheets_of_their_own():
    columns = [sheets.Column("A")]
    book = openpyxl.load_workbook(
        io.BytesIO(sheets.write_tables([sheets.Table(name, columns, [[name]]) for name in ("Một", "Hai")]))
    )
    assert [(sheet.title, sheet["A2"].value, sheet.print_title_rows) for sheet in book] == [
        ("Một", "Một", "$1:$1"),
        ("Hai", "Hai", "$1:$1"),
    ]


def test_the_heading_is_frozen_filtered_repeated_in_print_and_columns_have_widths():
    columns = [sheets.Column("=Mã hồ sơ"), sheets.Column("Chủ hồ sơ", width=40)]
    sheet = opened(sheets.write_table(columns, [["a", "b"]], "Sổ [theo dõi]: 2025/07"))
    assert sheet.title == "Sổ  theo dõi   2025 07"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.print_title_rows == "$1:$1"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [24, 40]
    assert [cell.value for cell in sheet[1]] == ["=Mã hồ sơ", "Chủ hồ sơ"]
    assert all(cell.font.b and cell.data_type == "s" for cell in sheet[1])


def test_a_table_without_rows_opens():
    sheet = opened(sheets.write_table([sheets.Column("A")], [], ""))
    assert (sheet.max_row, sheet.title) == (1, "Bảng")


typed_texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.lists(typed_texts, min_size=3, max_size=3), max_size=8))
def test_every_text_comes_back_as_typed(rows):
    sheet = opened(sheets.write_table([sheets.Column(n) for n in "abc"], rows, "T"))
    readable = {ord(char): None for char in map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])}
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2, max_col=3)]
    assert found[: len(rows)] == [[text.translate(readable) for text in row] for row in rows]
    assert all(cell.data_type == "s" or cell.value is None for row in sheet.iter_rows(min_row=2) for cell in row)


@pytest.mark.django_db
def test_rows_out_of_the_database_are_the_same_as_from_python():
    names = ["Nguyễn Thị “Lan” & <con>", "=1+1", "a\\nb\\", "hai\ndòng\tcột", "", None]
    columns = [
        sheets.Column("t"),
        sheets.Column("k"),
        sheets.Column("m", sheets.MOMENT),
        sheets.Column("d", sheets.DAY),
    ]
    packed = sheets.line(
        sheets.text("x.name"), sheets.choice("x.n"), sheets.moment("%(at)s::timestamptz"), sheets.day("x.day")
    )
    out = io.BytesIO()
    with sheets.Sheet(out, columns, title="T", choices=["không", "một & hai"]) as sheet, connection.cursor() as cursor:
        source = "FROM unnest(%(names)s::text[], %(ns)s::int[], %(days)s::date[]) AS x(name, n, day)"
        days = [date(2025, 7, 1), None, None, None, None, None]
        params = {"names": names, "ns": [1, 0, None, 0, 0, 0], "at": AT, "days": days}
        assert sheets.copy_rows(cursor, sheet, packed, source, params) == 6
    found = opened(out.getvalue())
    assert [row[0].value or None for row in found.iter_rows(min_row=2)] == [name or None for name in names]
    assert [row[1].value or None for row in found.iter_rows(min_row=2, max_row=4)] == ["một & hai", "không", None]
    assert found["A3"].quotePrefix
    assert found["C2"].value == datetime(2025, 7, 7, 17, 30)
    assert (found["D2"].value, found["D3"].value or None) == (datetime(2025, 7, 1), None)


def test_the_file_is_a_zip_whose_parts_are_whole():
    content = sheets.write_table([sheets.Column("A")], [["x"]] * 1200, "T", made_at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
    assert content == sheets.write_table([sheets.Column("A")], [["x"]] * 1200, "T", made_at=AT)
    assert opened(content).max_row == 1201


def test_letters_and_names_of_sheets():
    assert [column_letters(n) for n in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
    assert sheet_name("x" * 40) == "x" * 31
