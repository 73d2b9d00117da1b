"""Bản chụp gửi kèm văn bản: looked at before the paper is registered, so that nobody files what nobody can open."""

from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.common.models import StoredFile

PDF = "application/pdf"


def refuse_scan(stored: StoredFile, *, field: str = "file") -> None:
    """Raises Invalid `pdf_password`, `pdf_broken`, `pdf_empty`…, `image_broken`, at this field; other kinds pass."""
    from thongsuot.records.digitising import images, pdfs  # libraries of PDF are loaded where a scan is looked at

    path = files.path_of(stored.sha256)
    try:
        if stored.media_type == PDF:
            pdfs.look_at(path)
        elif stored.media_type.startswith("image/"):
            images.frames(path)
    except Invalid as refused:
        message = str(refused.errors[0]["message"])
        raise Invalid(message, code=refused.code, errors=[{"field": field, "message": message}]) from refused
