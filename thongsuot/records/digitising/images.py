"""Ảnh quét (TIFF, JPEG, PNG): measured from the header, made into pages; drawings of enormous size are reduced for reading.

The original bytes are kept whole. Reading characters needs no 600 dpi of an A0 sheet: what is larger than LARGE pixels is
read, and shown, reduced.
"""

import io
from pathlib import Path

import img2pdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from thongsuot.common.files import Limits
from thongsuot.common.files.pictures import open_picture
from thongsuot.records.digitising.pdfs import refusal

LIMITS = Limits(pixels=600_000_000, frames=2_000)  # A0 at 600 dpi has 558 million
LARGE = 80_000_000
USUAL_DPI = 300
_LEAST_DPI, _MOST_DPI = 72, 1_200
_STRIP = 256  # rows of the reduced picture


def frames(path: Path) -> int:
    """Số trang của một tệp ảnh. Raises Invalid `image_broken`."""
    try:
        with _open(path) as image:
            count = getattr(image, "n_frames", 1)
            if image.format == "PNG":
                image.verify()  # the sums of its parts, without unpacking it
            return count
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise refusal("image_broken", _("Tệp ảnh bị hỏng, không mở được. Hãy quét lại.")) from fault


def to_page(path: Path, number: int, out: Path) -> bool:
    """Một trang ảnh (từ 1) thành PDF một trang; True when it had to be reduced. A usual JPEG is put in as it is."""
    with _open(path) as image:
        one = next(frame for n, frame in enumerate(ImageSequence.Iterator(image), 1) if n == number)
        dpi = dpi_of(one)
        large = one.width * one.height > LARGE
        if not large and image.format == "JPEG" and one.mode in ("L", "RGB") and not one.getexif().get(274, 1) > 1:
            content: bytes = path.read_bytes()
        else:
            factor = _factor(one) if large else 1
            one = _smaller(one, factor)
            dpi = dpi / factor
            content = _plain(one)
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    with out.open("wb") as file:
        img2pdf.convert(content, layout_fun=layout, outputstream=file, rotation=img2pdf.Rotation.ifvalid)
    return large


def dpi_of(image: Image.Image) -> float:
    """Độ phân giải tệp tự khai; what is missing or absurd counts as 300 dpi."""
    given = image.info.get("dpi", (0, 0))
    try:
        dpi = float(given[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return USUAL_DPI
    return dpi if _LEAST_DPI <= dpi <= _MOST_DPI else USUAL_DPI


def _factor(image: Image.Image) -> int:
    factor = 2
    while image.width * image.height / factor**2 > LARGE:
        factor += 1
    return factor


def _smaller(image: Image.Image, factor: int) -> Image.Image:
    if factor == 1:
        return ImageOps.exif_transpose(image)
    if image.format == "JPEG":
        image.draft(image.mode, (image.width // factor, image.height // factor))  # decoded small, never whole
        return ImageOps.exif_transpose(image)
    return _reduced_in_strips(image if image.mode in ("1", "L", "RGB") else image.convert("RGB"), factor)


def _reduced_in_strips(image: Image.Image, factor: int) -> Image.Image:
    """A strip at a time: the grey copy of a whole A0 sheet would be another half a gigabyte."""
    width, height = -(-image.width // factor), -(-image.height // factor)
    out = Image.new("RGB" if image.mode == "RGB" else "L", (width, height))
    rows = factor * _STRIP
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        out.paste((strip.convert("L") if strip.mode == "1" else strip).reduce(factor), (0, top // factor))
    return out


def _plain(image: Image.Image) -> bytes:
    """Bytes of a picture without transparency, which img2pdf refuses."""
    if image.mode in ("RGBA", "LA", "PA", "P"):
        flat = Image.new("RGB", image.size, "white")
        coloured = image.convert("RGBA")
        flat.paste(coloured, mask=coloured.getchannel("A"))
        image = flat
    elif image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _open(path: Path) -> Image.Image:
    """The size was held against LIMITS when the file was taken."""
    return open_picture(path, LIMITS.pixels)
