"""Bom nén: small files that become enormous when opened, found before anybody opens them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from thongsuot.common.errors import Invalid
from thongsuot.common.files.kinds import IMAGES, PACKED, XML, Kind
from thongsuot.common.files.pictures import open_picture

MEGABYTE = 1024 * 1024
_CHUNK = 256 * 1024
_ARCHIVES_INSIDE = (b"PK\x03\x04",)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may unpack to."""

    total: int = 300 * MEGABYTE
    entries: int = 3_000
    ratio: int = 120  # text packs about tenfold; a repeated space packs thousandfold
    ratio_counts_from: int = 5 * MEGABYTE
    depth: int = 2
    pixels: int = 120_000_000  # A3 at 600 dpi has 70 million
    frames: int = 300


class _Budget:
    """What may still be unpacked, over all levels of nesting."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits, self.packed = limits, max(packed, 1)
        self.total = self.entries = 0

    def spend_entries(self, count: int) -> None:
        self.entries += count
        if self.entries > self.limits.entries:
            raise bomb()

    def spend_bytes(self, count: int) -> None:
        self.total += count
        over_ratio = self.total > self.limits.ratio_counts_from and self.total > self.limits.ratio * self.packed
        if over_ratio or self.total > self.limits.total:
            raise bomb()


def bomb() -> Invalid:
    """The refusal for all kinds of bombs."""
    message = _("Tệp mở ra lớn bất thường so với kích thước gửi lên nên không được nhận. Hãy xuất lại tệp gọn hơn.")
    return Invalid(message, code="file_bomb", errors=[{"field": "file", "message": message}])


def damaged() -> Invalid:
    """The refusal for a file that has the right beginning and cannot be read."""
    message = _("Tệp bị hỏng hoặc tải lên chưa trọn vẹn, không mở được. Hãy kiểm tra và gửi lại.")
    return Invalid(message, code="file_damaged", errors=[{"field": "file", "message": message}])


def refuse_bomb(path: Path, kind: Kind, limits: Limits) -> None:
    """Raise Invalid when the file unpacks to more than the limits, or is damaged."""
    if kind in PACKED:
        with path.open("rb") as file:
            _unpack(file, path.stat().st_size, _Budget(limits, path.stat().st_size), limits.depth)
    elif kind in IMAGES:
        _measure_image(path, limits)
    elif kind == XML:
        _refuse_entities(path)


def _unpack(file: IO[bytes], size: int, budget: _Budget, depth: int) -> None:
    """Really unpack every entry (headers lie), counting; look into archives inside archives."""
    if depth < 0:
        raise bomb()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            budget.spend_entries(len(entries))
            if sum(entry.compress_size for entry in entries) > size:  # overlapping entries share the same bytes
                raise bomb()
            for entry in entries:
                _unpack_entry(archive, entry, budget, depth)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError, OSError, ValueError) as exc:
        raise damaged() from exc  # zipfile says RuntimeError for passwords and strange ways to compress


def _unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    if entry.file_size > budget.limits.total:
        raise bomb()
    with archive.open(entry) as inside:
        chunks = _counted(inside, budget)
        first = next(chunks, b"")
        if first.startswith(_ARCHIVES_INSIDE):
            whole = io.BytesIO(b"".join([first, *chunks]))
            _unpack(whole, whole.getbuffer().nbytes, budget, depth - 1)
        else:
            for _chunk in chunks:
                pass


def _counted(file: IO[bytes], budget: _Budget) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        budget.spend_bytes(len(chunk))
        yield chunk


def _measure_image(path: Path, limits: Limits) -> None:
    """Read only the header: width times height times frames."""
    try:
        with open_picture(path, limits.pixels) as image:
            frames = getattr(image, "n_frames", 1)
            width, height = image.size
    except Image.DecompressionBombError as exc:
        raise bomb() from exc
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError) as exc:
        raise damaged() from exc
    if frames > limits.frames or width * height > limits.pixels:
        raise bomb()


def _refuse_entities(path: Path) -> None:
    """An XML file that defines its own entities can grow without end when it is read; official forms never do."""
    if b"<!ENTITY" in path.read_bytes():
        raise bomb()
