"""Tệp thành PDF để ký: a picture becomes its page, a PDF stays as it is; what was brought is kept beside it.

Takes a moment: never inside a transaction that holds rows.
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.common.files.kinds import DOCX
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import whole_files

PICTURES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/webp"})
WORD = DOCX.media_type  # made into pages by a job (`word_pages`)
MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LEAST_WIDE, LEAST_TALL, FROM_TOP = 150 * MM, 100 * MM, 30 * MM
READABLE = frozenset({files.PDF.media_type, *PICTURES})


def pdf_of(file: StoredFile) -> bytes:
    """Trang PDF của tệp này. Raises Invalid `image_broken`, `not_a_page` for what is neither PDF nor picture."""

    if file.media_type == files.PDF.media_type:
        return files.read_bytes(file)
    if file.media_type not in PICTURES:
        raise Invalid(
            _("Tệp “%(name)s” không phải PDF hay ảnh (JPEG, PNG, TIFF). Hãy quét lại thành PDF.") % {"name": file.name},
            code="not_a_page",
        )
    with TemporaryDirectory(prefix="thanh-trang-") as folder:
        try:
            whole, _pages = whole_files.as_pdf(files.path_of(file.sha256), file.media_type, Path(folder))
            return _on_sheets(whole)
        except Exception as fault:  # img2pdf and Pillow raise whatever the broken part made them stumble over
            raise Invalid(
                _("Ảnh “%(name)s” hỏng, không làm thành trang được. Hãy chụp hoặc quét lại.") % {"name": file.name},
                code="image_broken",
            ) from fault


def _on_sheets(whole: Path) -> bytes:
    """A small picture (a card, a stamp) is laid on a sheet of A4 as large as it is: number and block need their room."""
    import pikepdf

    with pikepdf.open(whole) as pdf:
        for index, page in enumerate(list(pdf.pages)):
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            wide, tall = right - left, top - bottom
            if (wide >= LEAST_WIDE and tall >= LEAST_TALL) or wide > A4[0] or tall > A4[1]:
                continue
            pdf.add_blank_page(page_size=A4)
            sheet = pdf.pages[-1]
            x, y = (A4[0] - wide) / 2, max(A4[1] - FROM_TOP - tall, 0)
            sheet.add_overlay(page, pikepdf.Rectangle(x, y, x + wide, y + tall))
            pdf.pages[index] = sheet
            del pdf.pages[-1]
        made = BytesIO()
        pdf.save(made)
        return made.getvalue()
