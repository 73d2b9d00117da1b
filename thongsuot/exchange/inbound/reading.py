"""Đọc thông điệp: raw text to `Told`, by the mapping of its day. Pure: no database, no clock, never an exception but `NotUnderstood`."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.exchange.inbound import mapping
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.models import InMessage

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_ID, LONGEST_CODE, LONGEST_TEXT = 100, 80, 2_000
MOMENT = re.compile(r"\d{8}(\d{4}(\d{2})?)?", re.ASCII)
Kind = InMessage.Kind
HASH_FIELD = "MaBam"  # proposed: no field for it was seen in any connector


@dataclass(frozen=True, slots=True)
class Attached:
    """Một tệp của thông điệp: where it lies there, its name, for which component, its SHA-256 where they tell it."""

    path: str
    name: str
    component: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Điều một thông điệp nói; `facts` by our names (see `mapping`), values cleaned."""

    kind: str
    code: str
    sent_at: datetime | None
    facts: Mapping[str, Any]
    attached: Sequence[Attached] = ()

    def text(self, name: str) -> str:
        """A fact as text; empty when it was not told."""
        return str(self.facts.get(name) or "")

    def need(self, name: str) -> str:
        """A fact that must be there."""
        found = self.text(name)
        if not found:
            raise NotUnderstood("field_missing", mapping.their_name(name))
        return found


@dataclass(frozen=True, slots=True)
class Envelope:
    """Phong bì: what can be said of a message before its contents are believed; always can be made."""

    external_id: str
    kind: str = Kind.UNKNOWN
    code: str = ""
    procedure: str = ""
    unit_written: str = ""
    sent_at: datetime | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


def envelope(raw: bytes) -> Envelope:
    """Phong bì của một thông điệp; whatever cannot be read is left empty, and the id is made from the content."""
    made_up = "sha256:" + hashlib.sha256(raw).hexdigest()
    try:
        said = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return Envelope(made_up)
    if not isinstance(said, Mapping):
        return Envelope(made_up)
    content = said.get("NoiDung") if isinstance(said.get("NoiDung"), Mapping) else {}
    assert isinstance(content, Mapping)
    return Envelope(
        external_id=_line(said.get("MaTin"), LONGEST_ID) or made_up,
        kind=mapping.KINDS.get(_line(said.get("Loai"), 40), Kind.UNKNOWN),
        code=_line(said.get("MaHoSo") or content.get("MaHoSo"), LONGEST_CODE),
        procedure=_line(content.get("MaTTHC"), 40),
        unit_written=_line(mapping.unit_written(content), 160),
        sent_at=_moment_or_none(said.get("ThoiDiem")),
        content=content,
    )


def told(raw: bytes, on: date) -> Told:
    """Nội dung của một thông điệp; raises NotUnderstood with a cause."""
    found = envelope(raw)
    if not found.content and found.kind == Kind.UNKNOWN:
        raise NotUnderstood("unreadable")
    if found.kind == Kind.UNKNOWN:
        raise NotUnderstood("kind_unknown")
    if not found.code:
        raise NotUnderstood("field_missing", "MaHoSo")
    facts = {}
    for line in mapping.lines_on(on):
        value = _at(found.content, line.theirs)
        if value not in (None, "", [], {}):
            facts[line.ours] = _shaped(value, line)
    return Told(found.kind, found.code, found.sent_at, facts, tuple(_attached(found.content)))


def moment(value: Any, name: str = "") -> datetime:
    """Thời điểm yyyyMMddHHmmss (hoặc tới phút, tới ngày) theo giờ Việt Nam."""
    text = str(value).strip()
    if not MOMENT.fullmatch(text):
        raise NotUnderstood("field_missing", name)
    try:
        return datetime.strptime(text.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=LOCAL)
    except ValueError:
        raise NotUnderstood("field_missing", name) from None


def _moment_or_none(value: Any) -> datetime | None:
    try:
        return moment(value) if value else None
    except NotUnderstood:
        return None


def _at(content: Mapping[str, Any], path: str) -> Any:
    """A member, or one inside: "DinhDanhCHS.SoDinhDanh"."""
    value: Any = content
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _shaped(value: Any, line: mapping.Line) -> Any:
    found: Any
    if line.shape == "moment":
        return moment(value, line.theirs)
    if line.shape == "money":
        return _money(value, line.theirs)
    if line.shape == "form":
        found = value if isinstance(value, Mapping) else None
    elif line.shape == "code":
        found = line.codes.get(str(value).strip())
    else:
        found = _line(value, LONGEST_TEXT)
    if not found:
        raise NotUnderstood("field_missing", line.theirs)
    return found


def _money(value: Any, name: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,13}", text, re.ASCII):
        raise NotUnderstood("field_missing", name)
    return int(text)


def _attached(content: Mapping[str, Any]) -> list[Attached]:
    found = []
    for name in mapping.FILE_LISTS:
        rows = content.get(name)
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, Mapping):
                raise NotUnderstood("field_missing", name)
            path = row.get("DuongDan")
            found.append(
                Attached(
                    path=path.strip() if isinstance(path, str) else "",
                    name=_line(row.get("TenTepDinhKem"), 200),
                    component=_line(row.get("MaThanhPhanHoSo"), 60),
                    sha256=_line(row.get(HASH_FIELD), 64).lower(),
                )
            )
    return found


def _line(value: Any, limit: int) -> str:
    """One clean line of a value of any kind; empty when it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        return clean_line(str(value)[: limit * 2], limit=limit * 2)[:limit]
    except (Invalid, ValueError):  # unreadable characters; a whole number of ten thousand digits
        return ""
