"""Chữ và số trang của một tệp PDF: read by a program of its own (pdftotext), for a broken file may take its reader down.

On a machine without it the library reads, in this process. A page that is a picture has no words here.
"""

import logging
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

from thongsuot.common.text import nfc

logger = logging.getLogger(__name__)
PAGES = 300
PATIENCE = 60  # seconds
LONGEST = 1_000_000  # characters
_FEW = 8  # characters of a page that count as none: a page number, specks


def text_of(path: Path) -> str:
    """Chữ của tệp, in NFC; empty for a scan without text, and for a file that no program can read (the log says so)."""
    return "\n".join(page_texts(path)).strip()[:LONGEST]


def page_texts(path: Path) -> list[str]:
    """Chữ của từng trang, the first 300; empty for a file that no program can read."""
    program = shutil.which("pdftotext")
    found = _by_program(program, path) if program else _by_library(path)
    pages = nfc(found).split("\f")
    if pages and not pages[-1].strip():  # the programs end every page with the sign
        pages.pop()
    return ["".join(char for char in page if char in "\n\t" or char.isprintable()).strip() for page in pages]


def needs_reading(pages: list[str]) -> bool:
    """Whether some page has no words of its own, as a scan has none."""
    return not pages or any(len("".join(page.split())) < _FEW for page in pages)


def pages_of(content: Path | bytes) -> int | None:
    """Số trang; None for a file that cannot be opened: broken, or locked by a password."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content) if isinstance(content, bytes) else content) as pdf:
            return len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _by_program(program: str, path: Path) -> str:
    words = [program, "-q", "-enc", "UTF-8", "-l", str(PAGES), str(path), "-"]
    try:
        done = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603  (fixed words)
    except (OSError, subprocess.TimeoutExpired):
        logger.warning("không đọc được chữ của tệp %s", path.name)
        return ""
    return done.stdout.decode("utf-8", errors="replace")


def _by_library(path: Path) -> str:
    from pdfminer.high_level import extract_text
    from pdfminer.pdfdocument import PDFTextExtractionNotAllowed
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException

    try:
        return extract_text(path, maxpages=PAGES)
    except (PDFException, PSException, PDFTextExtractionNotAllowed, ValueError, TypeError, KeyError, AttributeError):
        logger.warning("không đọc được chữ của tệp %s", path.name)
        return ""
