"""Tệp Word thành trang PDF: by LibreOffice, in a process of its own with a time limit. Seconds long: only in a job.

Nothing of the file is run: macros and outside links are refused before, and its program is told to trust nothing and to
open no connection. Fonts of the machine stand in for those that are missing, so whoever signs reads the page first.
"""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid

PACKAGE = "libreoffice-writer-nogui"
SECONDS = 120
_MOST_BYTES, _MOST_CPU = 200 * 1024 * 1024, SECONDS * 2
# No active content, no pictures fetched from elsewhere, no macros whatever the file says.
_TRUST_NOTHING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def program() -> str:
    """LibreOffice của máy này; empty when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def missing() -> str:
    """Vì sao chưa làm được trang từ tệp Word; empty when it can be done."""
    if program():
        return ""
    return _(
        "Máy chủ chưa có LibreOffice nên tệp Word chưa thành trang để ký được. Hãy sửa kết quả và tải lên bản PDF."
    )


def pdf_of(content: bytes, *, seconds: float = SECONDS) -> bytes:
    """Trang PDF của một tệp .docx. Raises Invalid `word_…` (`word_no_program`, `word_too_slow`, `word_not_made` too)."""
    from thongsuot.documents.services.word_files import refuse_dangerous

    refuse_dangerous(content)
    if why := missing():
        raise Invalid(why, code="word_no_program")
    with TemporaryDirectory(prefix="word-thanh-trang-") as folder:
        desk = Path(folder)
        (desk / "van-ban.docx").write_bytes(content)
        profile = desk / "ho-so" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_TRUST_NOTHING, encoding="utf-8")
        _convert(desk, seconds)
        made = desk / "van-ban.pdf"
        if not _has_pages(made):
            raise Invalid(
                _("LibreOffice không làm được trang từ tệp Word này. Hãy tải lên bản PDF."), code="word_not_made"
            )
        return made.read_bytes()


def _has_pages(made: Path) -> bool:
    import pikepdf

    try:
        with pikepdf.open(made) as looked:
            return bool(len(looked.pages))
    except (pikepdf.PdfError, OSError):
        return False


def _convert(desk: Path, seconds: float) -> None:
    words = [
        program(), f"-env:UserInstallation=file://{desk}/ho-so", "--headless", "--norestore", "--nologo", "--nodefault",
        "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(desk), str(desk / "van-ban.docx"),
    ]  # fmt: skip
    settings = {"HOME": str(desk), "TMPDIR": str(desk), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    child = subprocess.Popen(  # noqa: S603  (a program found on the path, fixed words)
        words,
        env=settings,
        cwd=desk,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    resource.prlimit(child.pid, resource.RLIMIT_CPU, (_MOST_CPU, _MOST_CPU))
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Invalid(
            _("Làm trang từ tệp Word quá %(seconds)d giây nên đã dừng. Hãy tải lên bản PDF.")
            % {"seconds": int(seconds)},
            code="word_too_slow",
        ) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # it starts another process, which may outlive it
        child.wait()
