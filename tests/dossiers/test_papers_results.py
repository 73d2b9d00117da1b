"""Results by template: complete, marked as unsigned, dotted where nothing is known."""

import re
from datetime import date

import pytest

from tests.dossiers import papers_samples as samples
from tests.dossiers.test_papers import assert_snapshot, fonts_of, read
from thongsuot.dossiers import papers


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = "https://dichvucong.example.vn"


def draw(template, fields=None, **changes):
    fields = samples.RESULT_FIELDS[template] if fields is None else fields
    return papers.result(template, samples.result_data(fields, **samples.RESULT_CHANGES.get(template, {}) | changes))


@pytest.mark.parametrize("template", sorted(papers.RESULT_TEMPLATES))
def test_a_filled_result_reads_as_it_should(template):
    pdf = draw(template)
    assert papers.missing_fields(template, samples.RESULT_FIELDS[template]) == []
    assert_snapshot(f"result-{template.replace('_', '-')}", pdf)


@pytest.mark.parametrize("template", sorted(papers.RESULT_TEMPLATES))
def test_a_result_is_marked_until_it_is_signed(template):
    assert read(draw(template))[0][0].count("CHƯA KÝ SỐ") >= 1
    assert "CHƯA KÝ SỐ" not in read(draw(template, signed=True))[0][0]


@pytest.mark.parametrize("template", sorted(papers.RESULT_TEMPLATES))
def test_an_empty_result_has_dotted_lines_and_names_what_is_missing(template):
    pages, reader = read(draw(template, fields={}))
    assert re.search(r"(\. ?){8,}", pages[0])
    required = [field for field in papers.result_fields(template) if field.required]
    assert papers.missing_fields(template, {}) == required
    assert fonts_of(reader) <= {
        "Tinos-Regular",
        "Tinos-Bold",
        "Tinos-Italic",
        "Tinos-BoldItalic",
        "BeVietnamPro-Regular",
    }


def test_number_notation_and_day_fill_their_boxes():
    pages, _reader = read(draw("marriage_status", number="15", issued_on=date(2025, 7, 10)))
    assert "Số: 15/UBND-XNTTHN" in pages[0]
    assert "Mai Phụ, ngày 10 tháng 7 năm 2025" in pages[0]


def test_a_birth_day_is_written_out_in_words():
    assert "ngày hai mươi tám tháng sáu năm hai nghìn không trăm hai mươi lăm" in read(draw("birth_certificate"))[0][0]


def test_a_birth_year_alone_stands_as_typed():
    fields = samples.RESULT_FIELDS["marriage_status"] | {"birth_date": "1950"}
    assert "Ngày, tháng, năm sinh: 1950" in read(draw("marriage_status", fields=fields))[0][0]


def test_a_deputy_signs_for_the_chair():
    signer = papers.Signer("Phó Chủ tịch", "Lê Thị Phó", "KT. Chủ tịch")
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in read(draw("marriage_status", signer=signer))[0][0]


def test_an_unknown_template_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        papers.result("no_such_paper", samples.result_data({}))
