"""Tệp PDF người ta quét: looked at before it is taken, and cut into pages without being loaded whole.

pikepdf reads objects when they are asked for, so a bundle of two thousand pages costs its page tree and the pages in hand.
What we make of a page keeps its picture and text only: scripts, forms, links and files inside stay behind in the original.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import Name, Pdf

from thongsuot.common.errors import Invalid

MOST_PAGES = 5_000
LONGEST_SIDE = 14_400  # points, five metres: what the standard allows without a user unit
_LEFT_OUT_OF_PAGES = (Name.AA, Name.Annots, Name.PieceInfo, Name.Metadata, Name.B)


@dataclass(frozen=True, slots=True)
class Looked:
    """Một tệp PDF đã xem: pages, and what in it is not taken over (codes: scripts, files, forms, signed)."""

    pages: int
    left_out: tuple[str, ...] = ()


def refusal(code: str, message: str) -> Invalid:
    """A refusal that stands at the file."""
    return Invalid(message, code=code, errors=[{"field": "files", "message": message}])


def look_at(path: Path) -> Looked:
    """Xem một tệp PDF. Raises Invalid `pdf_password`, `pdf_broken`, `pdf_empty`, `pdf_too_many_pages`, `pdf_page_too_large`."""
    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            _refuse_size(pdf, pages)
            return Looked(pages, tuple(_left_out(pdf)))
    except pikepdf.PasswordError as fault:
        message = _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại.")
        raise refusal("pdf_password", message) from fault
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RecursionError) as fault:
        message = _("Tệp PDF bị hỏng, không mở được. Hãy quét lại hoặc xuất lại từ máy quét.")
        raise refusal("pdf_broken", message) from fault


def _refuse_size(pdf: Pdf, pages: int) -> None:
    if not pages:
        raise refusal("pdf_empty", _("Tệp PDF không có trang nào."))
    if pages > MOST_PAGES:
        message = _("Tệp có %(pages)d trang, nhiều hơn %(most)d. Hãy chia thành nhiều tệp.")
        raise refusal("pdf_too_many_pages", message % {"pages": pages, "most": MOST_PAGES})
    for number, page in enumerate(pdf.pages, 1):
        left, bottom, right, top = (float(side) for side in page.mediabox)
        if max(abs(right - left), abs(top - bottom)) > LONGEST_SIDE:
            message = _("Trang %(page)d dài hơn 5 mét nên không nhận.") % {"page": number}
            raise refusal("pdf_page_too_large", message)


def _left_out(pdf: Pdf) -> list[str]:
    root, names = pdf.Root, pdf.Root.get(Name.Names, pikepdf.Dictionary())
    found = []
    if Name.OpenAction in root or Name.AA in root or Name.JavaScript in names or _any_page_acts(pdf):
        found.append("scripts")
    if Name.EmbeddedFiles in names or Name.AF in root or _any_annotation(pdf, "/FileAttachment", "/RichMedia"):
        found.append("files")
    if Name.AcroForm in root:
        signed = int(root.AcroForm.get("/SigFlags", 0)) & 1
        found.append("signed" if signed else "forms")
    return found


def _any_page_acts(pdf: Pdf) -> bool:
    return any(Name.AA in page.obj for page in pdf.pages) or _any_action(pdf)


def _annotations(pdf: Pdf):
    for page in pdf.pages:
        for note in page.obj.get(Name.Annots, ()):
            if isinstance(note, pikepdf.Dictionary):
                yield note


def _any_annotation(pdf: Pdf, *kinds: str) -> bool:
    return any(str(note.get(Name.Subtype, "")) in kinds for note in _annotations(pdf))


def _any_action(pdf: Pdf) -> bool:
    acts = (note.get(Name.A) for note in _annotations(pdf))
    return any(isinstance(act, pikepdf.Dictionary) and str(act.get(Name.S)) != "/URI" for act in acts)


def cut(path: Path, pages: Sequence[int], out: Path) -> None:
    """Cắt vài trang (đánh số từ 1) thành một tệp PDF riêng, without anything of theirs that acts."""
    with pikepdf.open(path) as whole, Pdf.new() as part:
        for number in pages:
            part.pages.append(whole.pages[number - 1])
        for page in part.pages:
            for name in _LEFT_OUT_OF_PAGES:
                if name in page.obj:
                    del page.obj[name]
        part.save(out)


def split(path: Path, folder: Path) -> list[Path]:
    """Tách một tệp PDF/A thành từng trang; each keeps what the whole says of itself (PDF/A, colours)."""
    made = []
    with pikepdf.open(path) as whole:
        count = len(whole.pages)
    if count == 1:
        return [path]
    for number in range(count):
        with pikepdf.open(path) as one:
            del one.pages[number + 1 :]
            del one.pages[:number]
            one.remove_unreferenced_resources()
            target = folder / f"trang-{number + 1}.pdf"
            one.save(target)
            made.append(target)
    return made


def join(paths: Sequence[Path], out: Path) -> None:
    """Nối các trang PDF/A thành một tài liệu; the first one's declaration stands for the whole."""
    with pikepdf.open(paths[0]) as whole:
        for path in paths[1:]:
            with pikepdf.open(path) as more:
                whole.pages.extend(more.pages)
        whole.save(out)
