"""QR codes: three shapes of one code."""

import io

from PIL import Image

from thongsuot.common import qr

ADDRESS = "https://dichvucong.example.vn/tra-cuu/H27.12-250707-0001/"


def test_svg_scales_with_its_place_and_has_a_quiet_zone():
    picture = qr.svg(ADDRESS)
    assert picture.startswith("<svg")
    assert 'viewBox="0 0 41 41"' in picture  # version 4: 33 modules and 4 on each side
    assert "width=" not in picture.split(">")[0]


def test_png_is_a_square_of_whole_modules():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS, scale=8)))
    assert picture.size == (328, 328)


def test_png_shows_the_same_modules_as_the_svg_code():
    picture = Image.open(io.BytesIO(qr.png("a", scale=1))).convert("1")
    finder = [picture.getpixel((x, 4)) for x in range(4, 11)]
    assert finder == [0] * 7  # the top edge of a finder pattern is seven dark modules


def test_data_address_needs_no_request():
    assert qr.data_uri(ADDRESS).startswith("data:image/svg+xml")
