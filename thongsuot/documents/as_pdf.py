"""Tệp thành PDF để ký: a picture becomes its page, a PDF stays as it is; what was brought is kept beside it.

Takes a moment: never inside a transaction that holds rows.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import whole_files

PICTURES = frozenset({"image/jpeg", "image/png", "image/tiff"})
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
        except (pikepdf.PdfError, OSError, ValueError, EOFError, SyntaxError) as fault:
            raise Invalid(
                _("Ảnh “%(name)s” hỏng, không làm thành trang được. Hãy chụp hoặc quét lại.") % {"name": file.name},
                code="image_broken",
            ) from fault
        return whole.read_bytes()
