"""Tệp khoá bằng mật khẩu: found while who sends it is still there to be asked for the open one."""

import mmap
from pathlib import Path

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.files.kinds import PDF, Kind

_MARK = b"/Encrypt"  # stands unpacked in every locked PDF


def refuse_locked(path: Path, kind: Kind) -> None:
    """Raises Invalid `pdf_password` for a PDF that nobody opens without its password."""
    if kind is not PDF or not _marked(path):
        return
    import pikepdf

    try:
        pikepdf.open(path).close()
    except pikepdf.PasswordError:
        message = _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại.")
        raise Invalid(message, code="pdf_password", errors=[{"field": "file", "message": message}]) from None
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        return  # broken in another way, which is not for this question


def _marked(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(_MARK) >= 0
