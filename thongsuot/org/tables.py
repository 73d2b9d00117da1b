"""Bảng CSV mà quản trị đưa vào: read with their line numbers, refused with a clear text when they are not such a table."""

import csv
import hashlib
from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import nfc, readable

Row = tuple[int, dict[str, str]]


def read_table(path: str | Path, columns: Collection[str]) -> list[Row]:
    """Rows as (line in the file, column → text in NFC). UTF-8 with or without mark, comma-separated, header line."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        raise NotFound(_("Không đọc được tệp %(path)s.") % {"path": path}) from None
    return parse_table(content, columns, str(path))


def parse_table(content: bytes, columns: Collection[str], name: str) -> list[Row]:
    """The same of a file that was sent; `name` is how messages call it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("Tệp %(path)s không phải văn bản UTF-8.") % {"path": name}, code="table_unreadable") from None
    if not readable(text):
        raise Invalid(_("Tệp %(path)s có ký tự hỏng.") % {"path": name}, code="table_unreadable")
    reader = csv.DictReader(nfc(text).splitlines())
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise Invalid(_("Tệp thiếu cột: %(names)s.") % {"names": ", ".join(missing)}, code="table_columns")
    return [
        (reader.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)})
        for row in reader
    ]


def fingerprint(path: str | Path) -> str:
    """SHA-256 of the file, for the journal."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
