"""Engine of papers: fonts, text, and user text that can never become code."""

import io
import threading
import unicodedata
from datetime import UTC, datetime

import pypdf
import pytest

from thongsuot.common.letters import TemplateFault, drawn, printable, render

PLAIN = """
#import "/common/letters/typst/office.typ": *
#show: paper
#data.body
"""
VIETNAMESE = "Giấy khai sinh của Nguyễn Thị Ngọc Ánh, sinh ngày 28/06/2025 tại xã Mai Phụ; ĐẶNG HỒNG PHƯỚC, Ộ Ữ Ẵ ỷ"


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """A one-line template inside a copy of the engine's root."""
    from thongsuot.common import letters

    (tmp_path / "common").symlink_to(letters.ROOT / "common")
    monkeypatch.setattr(letters, "ROOT", tmp_path)
    template = tmp_path / "plain.typ"
    template.write_text(PLAIN, encoding="utf-8")

    def draw(body, **more):
        return render(template, {"title": "Thử", "agency": {"lines": ["UBND"]}, "body": body}, **more)

    draw.template = template
    return draw


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the embedded fonts, without the subset tag."""
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor, "a PDF/A carries its fonts"
            names.add(font["/BaseFont"].split("+")[-1])
    return names


def test_vietnamese_comes_out_as_it_went_in(plain):
    assert text_of(plain(VIETNAMESE)) == VIETNAMESE


def test_only_the_shipped_font_is_embedded(plain):
    assert fonts_of(plain(VIETNAMESE)) == {"Tinos-Regular"}


def test_calls_itself_pdf_a_2b(plain):
    metadata = pypdf.PdfReader(io.BytesIO(plain("x"))).trailer["/Root"]["/Metadata"].get_object()
    xmp = metadata.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


@pytest.mark.parametrize(
    "typed",
    [
        "#panic(1)",
        '#import "/etc/passwd": *',
        '#read("/common/letters/__init__.py")',
        "$ x^2 $",
        "`raw` ```x```",
        "\\ \\n \\u{41}",
        "*b* _i_ = - + / <label> @ref //comment /*x*/",
        "[] {} () ~ -- --- ... https://example.vn",
        '"; #panic() //',
        '\\" }]',
        "= Tiêu đề",
    ],
)
def test_what_a_person_types_is_printed_and_never_run(plain, typed):
    assert text_of(plain(f"Tên: {typed}")) == f"Tên: {typed}"


def test_text_in_decomposed_form_becomes_whole_letters(plain):
    assert text_of(plain(unicodedata.normalize("NFD", VIETNAMESE))) == VIETNAMESE


def test_what_the_font_cannot_draw_becomes_a_box(plain):
    assert text_of(plain("Bé 👶🏽 và 汉字 và العربية")).startswith("Bé □□ và □□ và □")


def test_invisible_and_turning_marks_are_dropped(plain):
    assert text_of(plain("Trần\u202e Thị\u200b A\x00n\ufeff \ud800x")) == "Trần Thị An x"


def test_hebrew_is_drawn_without_a_crash(plain):
    assert plain("שלום Trần Thị An").startswith(b"%PDF")


def test_a_name_of_ten_thousand_letters_stays_on_the_page(plain):
    pdf = pypdf.PdfReader(io.BytesIO(plain("Ộ" * 10_000)))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert text.count("Ộ") == 10_000
    assert len(pdf.pages) > 2


def test_a_long_word_leaves_no_invisible_signs_behind(plain):
    word = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    assert text_of(plain(word)) == word


def test_same_data_and_moment_give_the_same_bytes(plain):
    at = datetime(2025, 7, 7, 7, tzinfo=UTC)
    assert plain("Mai Phụ", made_at=at) == plain("Mai Phụ", made_at=at)
    assert pypdf.PdfReader(io.BytesIO(plain("x", made_at=at))).metadata.creation_date == at


def test_a_moment_with_microseconds_is_kept_to_the_second(plain):
    at = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
    assert pypdf.PdfReader(io.BytesIO(plain("x", made_at=at))).metadata.creation_date == at.replace(microsecond=0)


def test_several_threads_draw_at_once(plain):
    drawings: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda n=n: drawings.__setitem__(n, text_of(plain(f"Bản số {n}")))) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawings == {n: f"Bản số {n}" for n in range(6)}


def test_a_broken_template_says_where(plain):
    plain.template.write_text("#nonsense", encoding="utf-8")
    with pytest.raises(TemplateFault, match=r"plain\.typ.*\n.*nonsense"):
        plain("x")


def test_every_vietnamese_letter_can_be_drawn():
    bases = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    letters = {
        unicodedata.normalize("NFC", base + tone) for base in bases for tone in ["", *"\u0300\u0301\u0303\u0309\u0323"]
    }
    assert letters | set("đĐ“”‘’–…•→□₫") <= drawn()


def test_data_of_other_kinds_passes_unchanged():
    assert printable({"a": [1, None, True, "é"]}) == {"a": [1, None, True, "é"]}
