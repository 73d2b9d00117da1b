"""Đọc tệp danh mục quốc gia: which shape it has, and every row read, whatever is wrong with it."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.procedures.national import csv_shapes, json_shape
from thongsuot.procedures.national.parsed import Parsed

LARGEST = 40 * 1024 * 1024
MOST_ROWS = 20_000
SHAPES: tuple[tuple[str, frozenset[str], Callable[[int, Mapping[str, str]], Parsed]], ...] = (
    ("catalogue_csv", csv_shapes.CATALOGUE, csv_shapes.catalogue_row),
    ("commune_csv", csv_shapes.COMMUNE, csv_shapes.commune_row),
)


@dataclass(frozen=True)
class Source:
    """Tệp đã đọc."""

    name: str
    sha256: str
    shape: str
    rows: tuple[Parsed, ...]


def read(name: str, content: bytes) -> Source:
    """Mọi dòng của tệp; raises Invalid when the file as a whole cannot be used."""
    if len(content) > LARGEST:
        raise _unusable(_("Tệp lớn quá 40 MB. Hãy chia nhỏ."), "file_too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(_("Tệp không phải chữ UTF-8. Hãy lưu lại dạng “CSV UTF-8” hoặc JSON."), "not_utf8") from error
    begins = text.lstrip()[:1]
    shape, rows = _json(text) if begins in ("{", "[") else _csv(text)
    if not rows:
        raise _unusable(_("Tệp không có dòng nào."), "file_empty")
    if len(rows) > MOST_ROWS:
        raise _unusable(_("Tệp có quá 20.000 dòng."), "file_too_long")
    _mark_repeated(rows)
    return Source(name[:200], hashlib.sha256(content).hexdigest(), shape, tuple(rows))


def _csv(text: str) -> tuple[str, list[Parsed]]:
    reader = csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""), restval="")
    try:
        columns = frozenset(name.strip() for name in reader.fieldnames or () if name)
    except csv.Error as error:
        raise _unusable(_("Tệp CSV hỏng ở dòng đầu."), "csv_broken") from error
    for shape, wanted, row_of in SHAPES:
        if wanted <= columns:
            return shape, [*_csv_rows(reader, row_of)]
    missing = min((sorted(wanted - columns) for _shape, wanted, _row_of in SHAPES), key=lambda names: len(names))
    raise _unusable(_("Tệp thiếu các cột: %(columns)s.") % {"columns": ", ".join(missing)}, "columns_missing")


def _csv_rows(reader: Any, row_of: Callable[[int, Mapping[str, str]], Parsed]) -> Iterator[Parsed]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # a cell longer than the module allows: the row is lost, the file is not
            yield _broken(reader.line_num, str(error))
            continue
        yield row_of(
            reader.line_num, {(key or "").strip(): cell for key, cell in cells.items() if isinstance(cell, str)}
        )


def _json(text: str) -> tuple[str, list[Parsed]]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _unusable(_("Tệp JSON hỏng: %(why)s.") % {"why": error.msg}, "json_broken") from error
    if isinstance(found, Mapping):  # one record, or a page of them
        pages = (found.get(name) for name in ("items", "data", "content", "procedures"))
        found = next((page for page in pages if isinstance(page, list)), [found])
    return "json", [_json_row(line, one) for line, one in enumerate(found, 1)]


def _json_row(line: int, one: Any) -> Parsed:
    return json_shape.procedure(line, one) if isinstance(one, Mapping) else _broken(line, str(one))


def _broken(line: int, detail: str) -> Parsed:
    row = Parsed(line, "")
    row.fault("row_shape", detail)
    return row


def _mark_repeated(rows: list[Parsed]) -> None:
    """The second row of a code is not read: which of the two is right is not ours to guess."""
    seen: set[str] = set()
    for row in rows:
        if row.code and row.code in seen:
            row.fault("code_twice", row.code)
            row.code = ""
        seen.add(row.code)


def _unusable(message: str, code: str) -> Invalid:
    return Invalid(message, code=code, errors=[{"field": "file", "message": message}])
