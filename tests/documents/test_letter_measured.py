"""The page is measured: margins, sizes, faces, places and order of NĐ 30/2020, Phụ lục I."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTLine, LTRect, LTTextLine

from thongsuot.documents.papers import Letter, letter, sign_places
from thongsuot.documents.types import document_types

MM = 72 / 25.4
LETTER = Letter(
    type="CV",
    summary="triển khai số hoá sổ hộ tịch năm 2026",
    body="UBND xã đề nghị các đơn vị rà soát.\n" + "Nội dung **quan trọng** của văn bản. " * 120 + "\nTrân trọng./.",
    agency=("Ủy ban nhân dân xã Mai Phụ",),
    place="Mai Phụ",
    notation="UBND-VP",
    number="05",
    issued_on=date(2026, 3, 2),
    to=("Ủy ban nhân dân tỉnh Hà Tĩnh", "Sở Nội vụ"),
    recipients=("Như trên;", "Lưu: VT, VP."),
    authority=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
    signer_name="Lê Thị Hoa",
    urgency=1,
)
DECISION = replace(
    LETTER,
    type="QD",
    summary="Về việc kiện toàn Tổ công tác",
    notation="QĐ-UBND",
    body="Căn cứ Luật Tổ chức chính quyền địa phương;\nTheo đề nghị của Văn phòng.\nĐiều 1. Kiện toàn Tổ công tác.\nĐiều 2. Thi hành.",
    decider="Chủ tịch Ủy ban nhân dân xã Mai Phụ",
    to=(),
    urgency=0,
)


class Measured:
    """Lines of a file with page, place in mm from the upper left corner, size and face."""

    def __init__(self, pdf: bytes) -> None:
        self.lines, self.rules = [], []
        for number, page in enumerate(extract_pages(io.BytesIO(pdf), laparams=LAParams(char_margin=1.5)), 1):
            self.width, self.height = page.width / MM, page.height / MM
            self._walk(number, page, page)

    def _walk(self, number, page, item):
        if isinstance(item, LTTextLine):
            chars = [char for char in item if isinstance(char, LTChar) and char.get_text().strip()]
            if chars:
                top = (page.height - item.y1) / MM
                sizes = {round(char.size, 1) for char in chars}
                faces = {char.fontname.split("+")[-1] for char in chars}
                words = " ".join(item.get_text().split())
                self.lines.append((number, words, item.x0 / MM, item.x1 / MM, top, sizes, faces))
        elif isinstance(item, LTLine | LTRect):
            self.rules.append((number, item.x0 / MM, item.x1 / MM, (page.height - item.y1) / MM))
        elif hasattr(item, "__iter__"):
            for part in item:
                self._walk(number, page, part)

    def find(self, words):
        found = [line for line in self.lines if words in line[1]]
        assert found, (words, [line[1] for line in self.lines])
        return found[0]


@pytest.fixture(scope="module")
def measured():
    return Measured(letter(LETTER))


@pytest.fixture(scope="module")
def decision():
    return Measured(letter(DECISION))


def test_paper_and_margins_are_those_of_the_decree(measured):
    assert (round(measured.width), round(measured.height)) == (210, 297)
    body = [line for line in measured.lines if not (line[0] > 1 and line[4] < 19)]
    assert 29.9 <= min(line[2] for line in body) <= 35
    assert 15 <= measured.width - max(line[3] for line in body) <= 20.5
    assert min(line[4] for line in body) >= 19
    assert max(line[4] for line in body) <= 297 - 20


def test_only_tinos_is_used_and_it_is_embedded():
    reader = pypdf.PdfReader(io.BytesIO(letter(LETTER)))
    fonts = [f.get_object() for page in reader.pages for f in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[-1] for font in fonts} <= {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}  # fmt: skip
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


@pytest.mark.parametrize(
    ("words", "low", "high", "face"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, "Tinos-Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 13, 14, "Tinos-Bold"),
        ("ỦY BAN NHÂN DÂN", 12, 13, "Tinos-Bold"),
        ("Số: 05/UBND-VP", 13, 13, "Tinos-Regular"),
        ("V/v triển khai", 12, 13, "Tinos-Regular"),
        ("ngày 02 tháng 3 năm 2026", 13, 14, "Tinos-Italic"),
        ("UBND xã đề nghị", 13, 14, "Tinos-Regular"),
        ("Nơi nhận:", 12, 12, "Tinos-BoldItalic"),
        ("Lưu: VT", 11, 11, "Tinos-Regular"),
        ("KT. CHỦ TỊCH", 13, 14, "Tinos-Bold"),
        ("Lê Thị Hoa", 13, 14, "Tinos-Bold"),
        ("KHẨN", 13, 14, "Tinos-Bold"),
    ],
)
def test_every_part_has_its_size_and_face(measured, words, low, high, face):
    line = measured.find(words)
    assert all(low <= size <= high for size in line[5]), line
    assert line[6] == {face}


def test_agency_stands_left_of_the_motto_and_number_left_of_the_day(measured):
    agency, motto = measured.find("ỦY BAN NHÂN DÂN"), measured.find("CỘNG HÒA")
    number, day = measured.find("Số: 05"), measured.find("ngày 02")
    assert agency[3] < motto[2]
    assert abs(agency[4] - motto[4]) < 1
    assert number[3] < day[2]
    assert abs(number[4] - day[4]) < 1
    assert number[4] > agency[4]


def test_a_line_as_long_as_the_words_stands_under_the_motto(measured):
    motto = measured.find("Độc lập")
    under = [rule for rule in measured.rules if rule[0] == 1 and 0 < rule[3] - motto[4] < 8 and rule[1] > 80]
    assert under, measured.rules
    assert abs((under[0][2] - under[0][1]) - (motto[3] - motto[2])) < 1.5


def test_pages_are_numbered_in_the_middle_above_from_the_second_on(measured):
    above = [line for line in measured.lines if line[4] < 19]
    assert [(line[0], line[1]) for line in above] == [(2, "2")]
    middle = (above[0][2] + above[0][3]) / 2
    assert abs(middle - (30 + (210 - 18 - 30) / 2)) < 1
    assert above[0][5] <= {13, 14}


def test_signer_stands_right_and_recipients_left_of_him(measured):
    signer, recipients = measured.find("TM. ỦY BAN NHÂN DÂN"), measured.find("Nơi nhận:")
    assert recipients[3] < signer[2]
    assert recipients[0] == signer[0]
    name = measured.find("Lê Thị Hoa")
    assert 25 < name[4] - measured.find("PHÓ CHỦ TỊCH")[4] < 50
    assert abs((name[2] + name[3]) / 2 - (signer[2] + signer[3]) / 2) < 2


def test_signature_and_seal_have_their_place_between_title_and_name(measured):
    places = sign_places(LETTER)
    title, name = measured.find("PHÓ CHỦ TỊCH"), measured.find("Lê Thị Hoa")
    for place in places.values():
        assert place.page == name[0]
        assert title[4] < place.y < name[4]
        assert place.y + place.height <= name[4] + 2
    # The seal covers about a third of the signature, on its left (NĐ 30/2020, Phụ lục I, mục II.8).
    person, seal = places["person"], places["seal"]
    overlap = seal.x + seal.width - person.x
    assert 0.25 <= overlap / person.width <= 0.45


def test_a_decision_has_who_decides_grounds_in_italics_and_articles_in_order(decision):
    order = [
        "QUYẾT ĐỊNH", "Về việc kiện toàn", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MAI PHỤ", "Căn cứ Luật", "Theo đề nghị",
        "QUYẾT ĐỊNH:", "Điều 1.", "Điều 2.", "Nơi nhận:",
    ]  # fmt: skip
    tops = [decision.find(words)[4] for words in order]
    assert tops == sorted(tops)
    assert decision.find("Căn cứ Luật")[6] == {"Tinos-Italic"}
    assert "Tinos-Bold" in decision.find("Điều 1.")[6]
    title = decision.find("Về việc kiện toàn")
    assert title[6] == {"Tinos-Bold"}
    assert abs((title[2] + title[3]) / 2 - 111) < 1.5


@pytest.mark.parametrize("key", sorted(document_types()))
def test_every_type_can_be_set_with_its_title(key):
    pdf = letter(
        replace(DECISION, type=key, second_signer_name="Trần Văn Bình", appendix="# Danh sách\n| TT | Tên |\n| 1 | A |")
    )
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert document_types()[key].title in pages[0]
    assert "PHỤ LỤC" in pages[-1]
    assert ("V/v " in pages[0]) == (key == "CV")
    assert ("THƯ KÝ" in pages[0]) == (key == "BB")


def test_what_is_typed_is_never_code():
    pdf = letter(replace(LETTER, body='#import "x"\n#panic("a") $x$ @nhan <nhan> \\ `raw` [a] 🙂\n= b\n| | |'))
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert '#panic("a")' in text
    assert "□" in text


@pytest.mark.parametrize("body", ["Nội dung.", "Dòng.\n" * 60, "Đoạn văn dài. " * 400])
def test_the_second_page_bears_its_number_and_a_single_one_none(body):
    pages = [
        page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(letter(replace(LETTER, body=body)))).pages
    ]
    assert len(pages) == 1 if len(body) < 20 else len(pages) > 1
    assert "1" not in pages[0]
    assert all(page[0] == str(number) for number, page in enumerate(pages[1:], 2))
