"""Dạng CSV của danh mục: the whole catalogue by channel, and the list of commune procedures in prose."""

import re
from collections.abc import Iterator, Mapping

from thongsuot.procedures.models import Certainty
from thongsuot.procedures.national import facts
from thongsuot.procedures.national.parsed import Parsed

CATALOGUE = frozenset({"code", "name", "field", "executing", "targets", "time_by_channel", "fees_by_channel"})
COMMUNE = frozenset({"code", "name", "field", "level", "channels", "method"})
_PART = re.compile(r"(DIRECT|ONLINE|POSTAL):", re.A)
_FEE = re.compile(r"([A-Z]+):([A-Z_]+)=(.*)", re.S)
CHANNELS = {"trực tiếp": "DIRECT", "trực tuyến": "ONLINE", "dịch vụ bưu chính": "POSTAL"}
LEVELS = {"Cấp xã": "commune", "Cấp tỉnh": "province", "Cấp bộ": "ministry", "Cơ quan khác": "other"}


def catalogue_row(line: int, cells: Mapping[str, str]) -> Parsed:
    """Một dòng của danh mục đầy đủ (commune_catalog): times and fees by channel."""
    row = facts.begin(line, cells["code"], cells["name"], cells["field"])
    facts.agencies(row, cells["executing"].split(";"))
    facts.subjects(row, cells["targets"].split("; "))
    facts.kind(row, cells.get("type", ""))
    facts.decision(row, cells.get("decision", ""))
    facts.results(row, cells.get("result", ""))
    facts.channel_times(row, _times(cells["time_by_channel"]))
    facts.fees(row, _fees(row, cells["fees_by_channel"]))
    for name in ("full_process", "non_territorial"):
        if cells.get(name) in ("0", "1"):
            row.record[name] = cells[name] == "1"
    row.record["levels"] = ["commune"]
    _counted(row, cells.get("ncomp", ""))
    return row


def commune_row(line: int, cells: Mapping[str, str]) -> Parsed:
    """Một dòng của danh sách thủ tục cấp xã (commune_procedures): channels are named, times and fees only in prose."""
    row = facts.begin(line, cells["code"], cells["name"], cells["field"])
    facts.decision(row, cells.get("decision", ""))
    facts.results(row, cells.get("result", ""))
    levels = [LEVELS[part.strip()] for part in cells["level"].split(",") if part.strip() in LEVELS]
    row.record["levels"] = sorted(levels, key=list(LEVELS.values()).index)
    named = (CHANNELS.get(part.strip().lower(), part.strip()) for part in cells["channels"].split("/") if part.strip())
    facts.channel_times(row, [(channel, "", "") for channel in named])
    if cells["method"].strip():
        row.fault("fees_in_prose", cells["method"])
    _counted(row, cells.get("ncomp", ""))
    return row


def _times(written: str) -> Iterator[tuple[str, str, str]]:
    """`DIRECT:7 OTHER|ONLINE:3 WORKING_DAY`; prose may hold a bar of its own, so parts begin only at a channel."""
    for channel, text in _parts(written):
        yield channel, text, ""


def _parts(written: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for piece in written.split("|"):
        begins = _PART.match(piece)
        if begins:
            parts.append((begins[1], piece[begins.end() :]))
        elif parts and piece.strip():
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}|{piece}")
    return parts


def _fees(row: Parsed, written: str) -> Iterator[tuple[str, str, str, str]]:
    for piece in filter(None, (part.strip() for part in written.split("|"))):
        found = _FEE.fullmatch(piece)
        if found is None:
            row.fault("fee_text", piece)
        else:
            yield found[1], found[2], found[3], ""


def _counted(row: Parsed, number: str) -> None:
    """The CSV counts components and names none: that is said in the record and never passes for a list."""
    row.record["components_certainty"] = Certainty.UNVERIFIED
    if number.strip().isdecimal() and number.strip("0 "):
        row.fault("components_counted_only", number.strip())
        row.record["components_note"] = (
            f"Thành phần hồ sơ chưa tra được. Nguồn có {number.strip()} dòng thành phần và lưu ý nhưng không nêu tên."
        )
    else:
        row.record["components_note"] = "Thành phần hồ sơ chưa tra được."
