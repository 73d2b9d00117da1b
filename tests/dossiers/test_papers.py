"""Forms 01, 02, 03 and the receipt of submission: what stands on them, word for word."""

import io
import os
import re
from pathlib import Path

import pypdf
import pytest

from tests.dossiers import papers_samples as samples
from thongsuot.dossiers import papers

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = "https://dichvucong.example.vn"


def read(pdf: bytes) -> tuple[list[str], pypdf.PdfReader]:
    """Text of each page with single spaces, and the file."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [" ".join(page.extract_text().split()) for page in reader.pages], reader


def fonts_of(reader: pypdf.PdfReader) -> set[str]:
    return {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }


def assert_snapshot(name: str, pdf: bytes) -> None:
    """Compare with tests/dossiers/snapshots/<name>.txt; UPDATE_SNAPSHOTS=1 writes it, for a person to read the change."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    lines = (" ".join(line.split()) for page in pages for line in [*page.extract_text().split("\n"), "―" * 20])
    text = "\n".join(line for line in lines if line) + "\n"
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_receipt_with_both_copies_on_one_sheet():
    pdf = papers.form_01(samples.receipt())
    pages, reader = read(pdf)
    assert len(pages) == 1
    assert "Liên giao khách hàng" in pages[0]
    assert "Liên lưu" in pages[0]
    assert pages[0].count(samples.CODE) >= 2
    assert fonts_of(reader) == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "BeVietnamPro-Regular"}
    assert_snapshot("form-01", pdf)


def test_receipt_for_the_citizen_alone_is_a_small_page():
    pdf = papers.form_01(
        samples.receipt(matter=samples.matter(submitter=samples.BINH), fee="8.000 đ"),
        size="a5",
        copies=(papers.COPY_FOR_CITIZEN,),
    )
    pages, reader = read(pdf)
    assert len(pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [420, 595]
    assert "Người nộp thay: Lê Văn Bình (ông ngoại)" in pages[0]
    assert_snapshot("form-01-a5", pdf)


def test_receipt_too_long_for_half_a_sheet_takes_whole_pages():
    stages = (
        papers.Stage("Công an xã Mai Phụ", "7 ngày làm việc", samples.DUE),
        papers.Stage("Bảo hiểm xã hội cơ sở", "5 ngày làm việc"),
    )
    pages, _reader = read(papers.form_01(samples.receipt(components=samples.COMPONENTS * 6, stages=stages)))
    assert len(pages) == 4
    assert "Công an xã Mai Phụ: 7 ngày làm việc, đến 08/07/2025 17:00" in " ".join(pages)
    assert "Bảo hiểm xã hội cơ sở: 5 ngày làm việc" in " ".join(pages)


def test_receipt_without_an_appointment_leaves_a_line_to_fill():
    pages, _reader = read(papers.form_01(samples.receipt(due_at=None, due_reason="", duration="")))
    assert re.search(r"Hẹn trả kết quả lúc: [. ]{10,}", pages[0])


def test_form_set_is_recorded_in_the_file():
    _pages, reader = read(papers.form_01(samples.receipt()))
    assert papers.FORM_SET_VERSION in reader.metadata["/Keywords"]
    assert reader.metadata["/Title"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"


def test_supplement_slip():
    assert_snapshot("form-02", papers.form_02(samples.supplement()))


def test_refusal_at_the_counter():
    pdf = papers.form_03(samples.refusal())
    assert "CHƯA KÝ SỐ" not in read(pdf)[0][0]
    assert_snapshot("form-03", pdf)


def test_refusal_as_the_result_waits_for_its_signature():
    pdf = papers.form_03(
        samples.refusal(
            matter=samples.matter(agency=samples.COMMITTEE), signer=samples.CHAIR, received_at=samples.RECEIVED
        )
    )
    assert "CHƯA KÝ SỐ" in read(pdf)[0][0]
    assert_snapshot("form-03-result", pdf)


def test_submission_receipt_lists_every_hash_in_full():
    pdf = papers.submission_receipt(samples.submission())
    text = read(pdf)[0][0]
    assert samples.HASH in text
    assert "Đã nhận 4 thành phần hồ sơ, 1 tệp (243 KB)" in text
    assert_snapshot("submission-receipt", pdf)


def test_submission_receipt_of_a_hundred_files_runs_over_pages():
    many = tuple(
        papers.PaperComponent(
            f"Giấy tờ số {n}", files=(papers.ArrivedFile(f"trang-{n}.jpg", 1000 + n, f"{n:064x}"),) * 5
        )
        for n in range(20)
    )
    pages, _reader = read(papers.submission_receipt(samples.submission(components=many)))
    assert len(pages) > 2
    assert "100 tệp" in pages[0]
    assert f"{19:064x}" in pages[-1] + pages[-2]


def test_names_with_signs_of_the_template_language_are_only_names():
    evil = papers.Person(name='#panic("x") $a$ \\ `b` *c*', address="[#d] <e> @f")
    pages, _reader = read(papers.form_01(samples.receipt(matter=samples.matter(applicant=evil))))
    assert 'Chủ hồ sơ: #panic("x") $a$ \\ `b` *c*' in pages[0]
    assert "Địa chỉ: [#d] <e> @f" in pages[0]


def test_a_name_of_ten_thousand_letters_does_not_break_the_receipt():
    long = papers.Person(name="Ng" * 5_000)
    pages, _reader = read(papers.form_01(samples.receipt(matter=samples.matter(applicant=long))))
    assert "".join("".join(pages).split()).count("NgNg") > 2_000


def test_names_of_units_stand_in_lower_case_within_a_sentence():
    assert samples.COMMITTEE.lines == ("Ủy ban nhân dân tỉnh Hà Tĩnh", "Ủy ban nhân dân xã Mai Phụ")
    assert papers.in_text("Đặc khu Côn Đảo") == "đặc khu Côn Đảo"
