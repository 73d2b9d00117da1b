"""Đọc trang quét: two lanes over groups of pages beside one bare ocrmypdf with two jobs. No database: its rows cost milliseconds.

What a lane does besides reading is measured with it: cutting the bundle, looking at every page (picture, empty, separator),
splitting what comes back.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import django
import pypdfium2

from config.bench.ground import say
from config.bench.results import Line

GOAL, LANES, DPI = "đọc", 2, 200
WORDS = "Giao cho hộ ông Nguyễn Văn Bính thửa đất số 214, tờ bản đồ số 7, tại thôn Thanh Lương, xã Phù Lưu. "


def ocr(rounds: int, pages: int = 12) -> list[Line]:
    """Pages a minute of both sides, the same pages on the same machine, in turns; the median of the rounds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    from thongsuot.records.digitising import programs
    from thongsuot.records.digitising.services.reading import AT_ONCE

    if programs.missing():
        return [Line(GOAL, "đọc trang quét: máy thiếu tesseract-ocr-vie, không đo", "—", "—", 0.0, 0.9, at_least=True)]
    with tempfile.TemporaryDirectory(prefix="thongsuot-doc-") as name:
        folder = Path(name)
        bundle = _bundle(folder / "hop.pdf", pages)
        bare, ours = [], []
        for turn in range(rounds):
            bare.append(_seconds(lambda: _bare(bundle, folder)))
            ours.append(_seconds(lambda: _lanes(bundle, pages, folder, AT_ONCE)))
            say(f"đọc, vòng {turn + 1}: {bare[-1]:.0f} giây trần, {ours[-1]:.0f} giây của ta")
    mine, theirs = pages * 60 / median(ours), pages * 60 / median(bare)
    return [
        Line(
            GOAL, f"{LANES} làn đọc {pages} trang", f"{mine:.1f} trang/phút", f"{theirs:.1f} trang/phút (ocrmypdf trần)",
            mine / theirs, 0.9, at_least=True,
        )
    ]  # fmt: skip


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare(bundle: Path, folder: Path) -> None:
    from thongsuot.records.digitising.ocr import ARGUMENTS

    words = [sys.executable, "-m", "ocrmypdf", *ARGUMENTS, "--jobs", str(LANES), str(bundle), str(folder / "tran.pdf")]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603  (our own interpreter, fixed words)


def _lanes(bundle: Path, pages: int, folder: Path, at_once: int) -> None:
    size = min(at_once, -(-pages // LANES))
    groups = [range(first, min(first + size, pages + 1)) for first in range(1, pages + 1, size)]
    with ThreadPoolExecutor(LANES) as lanes:
        read = sum(lanes.map(lambda group: _lane(bundle, group, folder), groups))
    if read != pages:
        raise RuntimeError("không đọc đủ trang")


def _lane(bundle: Path, pages: Sequence[int], folder: Path) -> int:
    from thongsuot.records.digitising import faces, pdfs
    from thongsuot.records.digitising.ocr import read

    own = Path(tempfile.mkdtemp(dir=folder))
    part = own / "goc.pdf"
    pdfs.cut(bundle, list(pages), part)
    wanted = [face for face in faces.faces(part) if not face.empty and face.mark is None]
    return len(read(part, len(wanted), own))


def _bundle(path: Path, pages: int) -> Path:
    """Pages of dense text as a scanner would give them."""
    from thongsuot.common.letters import ROOT, render

    template = Path(tempfile.mkdtemp(dir=ROOT, prefix="_do-")) / "trang.typ"
    try:
        template.write_text(
            '#import "/common/letters/typst/office.typ": *\n#show: paper\n'
            "#for i in range(data.pages) { for line in data.lines { block[#i. #line] }\n"
            "if i + 1 < data.pages { pagebreak() } }\n"
        )
        data = {"title": "Đo", "agency": {"lines": ["Đo"]}, "pages": pages, "lines": [WORDS] * 18}
        document = pypdfium2.PdfDocument(render(template, data))
    finally:
        template.unlink(missing_ok=True)
        template.parent.rmdir()
    sheets = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    document.close()
    sheets[0].save(path, "PDF", save_all=True, append_images=sheets[1:], resolution=DPI)
    return path
