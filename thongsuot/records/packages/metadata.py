"""Bộ dữ liệu của phông, hồ sơ, tài liệu: the same facts as XML and JSON under the names of reference/fields.yaml."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import yaml

from thongsuot.records.models import Fonds, RecordFile, RecordItem

FIELDS = Path(__file__).resolve().parents[1] / "reference" / "fields.yaml"
PERMANENT = "Vĩnh viễn"
# What stays in the archive when a package goes out to a reader.
INSIDE_ONLY = frozenset({"Description", "InforSign", "BackupMode"})


@cache
def fields() -> dict[str, list[dict[str, str]]]:
    """Trường của phông (fonds), hồ sơ (file), tài liệu (item)."""
    return yaml.safe_load(FIELDS.read_text(encoding="utf-8"))


def facts_of(kind: str, thing: Fonds | RecordFile | RecordItem, *, outside: bool = False) -> dict[str, Any]:
    """Các trường có giá trị; `outside` leaves out what is the archive's own business."""
    found: dict[str, Any] = {}
    for one in fields()[kind]:
        value = retention_of(thing) if one["from"] == "retention" else getattr(thing, one["from"])  # type: ignore[arg-type]
        if value in (None, "", [], 0) or (outside and one["name"] in INSIDE_ONLY):
            continue
        found[one["name"]] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def retention_of(file: RecordFile) -> str:
    """Thời hạn bảo quản bằng chữ: "Vĩnh viễn", "10 năm"."""
    return PERMANENT if file.years is None else f"{file.years} năm"


def as_json(data: Any) -> bytes:
    """UTF-8, indented, in one order: the same facts give the same bytes."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS, default=str) + b"\n"


def as_xml(file: dict[str, Any], documents: Iterable[dict[str, Any]]) -> bytes:
    """The same as XML: <File> with its fields, <Documents> with one <Document> each."""
    root = ElementTree.Element("File")
    _fill(root, file)
    inside = ElementTree.SubElement(root, "Documents")
    for document in documents:
        _fill(ElementTree.SubElement(inside, "Document"), document)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _fill(element: ElementTree.Element, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        for one in value if isinstance(value, list) else [value]:
            ElementTree.SubElement(element, name).text = str(one)
