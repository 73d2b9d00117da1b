"""Real bad input of scans: an A0 drawing at 600 dpi as picture and in a PDF, pages of other languages, a locked PDF in a batch."""

import io
import struct
import zlib

import pikepdf
import pytest

from tests.records.digitising.paper import bundle, letter, needs_reader, picture
from thongsuot.records.digitising import images
from thongsuot.records.digitising.services import reading
from thongsuot.records.models import Page

pytestmark = pytest.mark.django_db
A0_AT_600 = (19_866, 28_087)  # 558 million points
ENGLISH = (
    "The people of this village were given their land without any measurement, and nobody knows where the stones",
    "which marked its borders might have been placed by those who worked here before the beginning of summer.",
)
RUSSIAN = ("Согласно решению народного комитета общины выдать земельный участок гражданину для строительства дома",)


@pytest.fixture(scope="module")
def rows() -> bytes:
    """The drawing's points as PNG packs them: dark bands on white, one bit each, written row by row."""
    width, height = A0_AT_600
    white = bytes([255]) * -(-width // 8)
    band = white[: len(white) // 4] + bytes(len(white) // 4) + white[len(white) // 2 :]
    packer = zlib.compressobj(1)
    packed = [packer.compress(b"\0" + (band if 1_000 < row % 4_000 < 1_060 else white)) for row in range(height)]
    return b"".join([*packed, packer.flush()])


def as_png(rows: bytes) -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", *A0_AT_600, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"pHYs", struct.pack(">IIB", 23_622, 23_622, 1)), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part(*one) for one in parts)


def as_pdf(rows: bytes) -> bytes:
    """The same points in a PDF, as a plotter's scanner sends them; the first page is a usual one."""
    width, height = A0_AT_600
    pdf = pikepdf.open(io.BytesIO(bundle(picture(letter(("Bản vẽ kèm theo.",))))))
    page = pdf.add_blank_page(page_size=(width * 72 / 600, height * 72 / 600))
    image = pdf.make_stream(rows, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    image.stream_dict.update(
        pikepdf.Dictionary(Width=width, Height=height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1)
    )
    said = pikepdf.Dictionary(Predictor=15, Colors=1, BitsPerComponent=1, Columns=width)
    image.write(rows, filter=pikepdf.Name.FlateDecode, decode_parms=said)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Ve=image))
    page.Contents = pdf.make_stream(b"q %f 0 0 %f 0 0 cm /Ve Do Q" % (width * 72 / 600, height * 72 / 600))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def largest(path) -> int:
    with pikepdf.open(path) as pdf:
        return max(int(one.Width) * int(one.Height) for page in pdf.pages for one in page.get_images().values())


@pytest.mark.parametrize(("name", "made", "which"), [("ban-ve.png", as_png, [1]), ("ban-ve.pdf", as_pdf, [2])])
def test_an_a0_drawing_at_600_dpi_is_taken_whole_and_read_reduced(desk, rows, tmp_path, name, made, which):
    desk.open()
    content = made(rows)
    [scan] = desk.take((name, content))
    assert scan.refused == "", scan.why
    assert scan.file.size == len(content)
    pages = list(Page.objects.filter(scan=scan).select_related("scan__file").order_by("number"))
    out = tmp_path / "doc.pdf"
    reduced = reading.source_of(pages, out, tmp_path)
    assert [n for n, one in enumerate(reduced, 1) if one] == which
    assert largest(out) <= images.LARGE
    with pikepdf.open(out) as pdf:
        width, height = (float(side) / 72 * 25.4 for side in pdf.pages[-1].mediabox[2:])
    assert (round(width), round(height)) == (841, 1189), "the sheet keeps its size"


@needs_reader
def test_pages_in_other_languages_are_read_and_pointed_out_and_the_rest_goes_on(desk):
    desk.open()
    ours = ("Căn cứ Luật Đất đai, Ủy ban nhân dân xã quyết định giao đất cho hộ ông Nguyễn Văn Bính.",)
    desk.take(("ba.pdf", bundle(*(picture(letter(lines)) for lines in (ours, ENGLISH * 3, RUSSIAN * 4)))))
    assert desk.read_all() == 3
    assert [page.state for page in desk.pages()] == ["read"] * 3
    assert [page.doubtful for page in desk.pages()] == [False, True, True]
