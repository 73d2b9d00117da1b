"""Mã trên tờ phân cách: `TSPC1:<kind>:<box>:<file>:<check>`; the check keeps a code of somebody else's paper from splitting files."""

import re
import zlib
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

PREFIX = "TSPC1"
MOST = 99_999
_SHAPE = re.compile(rf"{PREFIX}:([BFD]):(\d{{0,5}}):(\d{{0,5}}):([0-9A-F]{{8}})")


class Kind(models.TextChoices):
    """Tờ phân cách báo điều gì bắt đầu ở tờ sau nó."""

    BOX = "B", _("hộp mới")
    FILE = "F", _("hồ sơ mới")
    DOCUMENT = "D", _("tài liệu mới")


@dataclass(frozen=True, slots=True)
class Mark:
    """Một tờ phân cách. Numbers may be missing: then the next free one is meant."""

    kind: str
    box: int | None = None
    file: int | None = None

    def text(self) -> str:
        """What the QR code says."""
        body = f"{PREFIX}:{self.kind}:{self.box or ''}:{self.file or ''}"
        return f"{body}:{zlib.crc32(body.encode()):08X}"


def parse(text: str) -> Mark | None:
    """The mark of a QR text, or None when it is no separator of ours or was misread."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    mark = Mark(found[1], int(found[2]) if found[2] else None, int(found[3]) if found[3] else None)
    return mark if mark.text() == text.strip() else None
