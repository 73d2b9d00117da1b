"""Đọc chữ cả một tệp, outside of any batch: a scan that came with a document or was put into a work file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from thongsuot.common import files, pdf_text
from thongsuot.common.errors import Refused
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import ocr

AT_ONCE = 6
READ = frozenset({files.PDF.media_type, "image/jpeg", "image/png", "image/tiff"})


def text_of(file: StoredFile) -> str:
    """Chữ của tệp, read from the pictures of its pages; pages that have words keep them. Raises ocr.NotRead.

    Takes seconds a page and a program of its own: never inside a transaction.
    """
    import pikepdf

    from thongsuot.records.digitising import pdfs

    path = files.path_of(file.sha256)
    with TemporaryDirectory(prefix="doc-chu-") as folder:
        room = Path(folder)
        try:
            source, count = as_pdf(path, file.media_type, room)
            found = []
            for start in range(1, min(count, pdf_text.PAGES) + 1, AT_ONCE):
                numbers = range(start, min(start + AT_ONCE, count + 1))
                part = room / f"phan-{start}.pdf"
                pdfs.cut(source, numbers, part)
                with TemporaryDirectory(dir=room) as desk:
                    found += [page.text for page in ocr.read(part, len(numbers), Path(desk))]
        except (pikepdf.PdfError, OSError, ValueError, EOFError, SyntaxError, Refused) as fault:
            raise ocr.NotRead(str(fault)) from fault
    return "\n".join(found).strip()[: pdf_text.LONGEST]


def as_pdf(path: Path, media_type: str, room: Path) -> tuple[Path, int]:
    """Tệp PDF hay ảnh thành một tệp PDF trong `room`; with its number of pages."""
    from thongsuot.records.digitising import images, pdfs

    if media_type == files.PDF.media_type:
        return path, pdfs.look_at(path).pages
    parts = [room / f"anh-{number}.pdf" for number in range(1, images.frames(path) + 1)]
    for number, part in enumerate(parts, 1):
        images.to_page(path, number, part)
    whole = room / "anh.pdf"
    pdfs.join(parts, whole)
    return whole, len(parts)
