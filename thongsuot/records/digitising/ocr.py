"""Nhận dạng chữ: ocrmypdf over a few pages at once, as a program of its own that ends with us.

A program of its own because a broken page may take its reader down, and because threads of a worker cannot share one.
"""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from thongsuot.common.text import nfc
from thongsuot.records.digitising.programs import LANGUAGE

PAGE_SECONDS = 240
SKIPPED = re.compile(r"^\[OCR skipped on page\(s\) [\d,\- ]+\]\s*$")
_TURNED_FROM = "2"  # how sure it must be that a page lies on its head; a letter of few words reaches no more
ARGUMENTS = (
    "--language", LANGUAGE, "--output-type", "pdfa-2", "--mode", "skip", "--rotate-pages",
    "--rotate-pages-threshold", _TURNED_FROM, "--optimize", "0", "--quiet",
    "--invalidate-digital-signatures", "--tagged-pdf-mode", "ignore", "--max-image-mpixels", "700",
    "--tesseract-downsample-large-images", "--tesseract-timeout", "180", "--rasterizer", "pypdfium", "--pdfa-backend", "internal",
)  # fmt: skip

# It dies with the worker that started it (PR_SET_PDEATHSIG), so that nobody reads on for a worker that was killed.
_CHILD = "import ctypes, runpy; ctypes.CDLL(None).prctl(1, 9); runpy.run_module('ocrmypdf', run_name='__main__', alter_sys=True)"


class NotRead(Exception):
    """Trang không đọc được; the text says why, in our words."""


@dataclass(frozen=True, slots=True)
class Read:
    """Một trang đã đọc: PDF/A with its text layer, the text alone."""

    pdf: bytes
    text: str


def read(source: Path, count: int, folder: Path) -> list[Read]:
    """Đọc chữ một tệp PDF ngắn có `count` trang. Raises NotRead; what was half done is thrown away with the folder."""
    from thongsuot.records.digitising import pdfs

    out, aside = folder / "da-doc.pdf", folder / "chu.txt"
    words = [sys.executable, "-c", _CHILD, *ARGUMENTS, "--jobs", "1", "--sidecar", str(aside), str(source), str(out)]
    fault = _run(words, folder, PAGE_SECONDS * count)
    if fault or not out.exists():
        raise NotRead(fault or _("Chương trình nhận dạng không trả kết quả."))
    with TemporaryDirectory(dir=folder) as single:
        pages = pdfs.split(out, Path(single))
        texts = aside.read_text(encoding="utf-8", errors="replace").split("\f")
        if len(pages) != count:
            raise NotRead(_("Số trang sau khi nhận dạng không khớp."))
        return [
            Read(page.read_bytes(), _text(page, texts[n] if n < len(texts) else "")) for n, page in enumerate(pages)
        ]


def _text(page: Path, told: str) -> str:
    """The text as it is stored: NFC, no control characters; a page that had its own text keeps that."""
    from thongsuot.records.digitising import faces

    text = faces.text_of(page) if SKIPPED.match(told.strip()) else told
    kept = "".join(char for char in nfc(text).replace("\r\n", "\n") if char in "\n\t" or char.isprintable())
    return kept.strip()


def _run(words: list[str], folder: Path, seconds: float) -> str:
    """Run it; empty when all is well, else why not. Threads of tesseract are one: workers are what is counted."""
    settings = os.environ | {"OMP_THREAD_LIMIT": "1", "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(  # noqa: S603  (our own interpreter, fixed words)
        words, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _nothing, said = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return _("Đọc quá %(seconds)d giây nên đã dừng.") % {"seconds": int(seconds)}
    finally:
        _end(child)
    if child.returncode == 0:
        return ""
    last = said.decode(errors="replace").strip().splitlines()[-1:] or [str(child.returncode)]
    return _("Chương trình nhận dạng báo lỗi: %(words)s") % {"words": last[0][:200]}


def _end(child: "subprocess.Popen[bytes]") -> None:
    """It and what it started (tesseract) end, also when we are interrupted."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
