"""Dữ kiện trong chữ của danh mục quốc gia: times, fees, results, subjects, agencies, each with its known faults."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from thongsuot.common.text import clean_text
from thongsuot.procedures.models import Certainty, DurationUnit, FeeRule, Kind
from thongsuot.procedures.national.codes import normalised
from thongsuot.procedures.national.parsed import Parsed

CHANNELS = ("DIRECT", "ONLINE", "POSTAL")
UNITS = {unit: unit for unit in DurationUnit.values}
# Codes seen in one crawl with the content of another procedure.
DOUBTFUL = re.compile(r"3\.0002\d\d|2\.001428|2\.001709|1\.014208")
_AMOUNT = re.compile(r"(\d+)\s+([A-Z_]+)|(\d+[.,]\d+)\s+([A-Z_]+)")
_RESULT = re.compile(r"\s*(.*?)\s*\[([^\]]*)\]\s*(?:;|$)", re.S)
_ONE_PROVINCE = re.compile(r"\b(tỉnh|[Tt]hành phố|TP\.?) [A-ZĐ]")
_CODE_BEHIND = re.compile(r"\s*\(\d\.\d{6}\)$")
_STUCK = re.compile(r"([A-Z0-9.\-]*\d)([^\W\d_])")
LONGEST_TEXT = 100_000
LONGEST = {"name": 2000, "field": 120, "decision": 160, "code": 40}


def begin(line: int, written_code: str, name: str, field: str) -> Parsed:
    """Mã, tên, lĩnh vực: what every row must have."""
    row = Parsed(line, written_code.strip()[:60])
    row.code, faults = normalised(written_code)
    for fault in faults:
        row.fault(fault, written_code)
    row.record["name"] = _CODE_BEHIND.sub("", plain(name))[: LONGEST["name"]]
    row.record["field"] = plain(field)[: LONGEST["field"]]
    for wanted in ("name", "field"):
        if not row.record[wanted]:
            row.fault(f"{wanted}_blank")
    if DOUBTFUL.match(row.code):
        row.fault("content_doubtful")
    return row


def plain(text: Any) -> str:
    """One line of clean text; None is empty."""
    readable = str(text or "")[:LONGEST_TEXT].replace("\0", " ").encode("utf-8", "ignore").decode()
    return " ".join(clean_text(readable, limit=LONGEST_TEXT).split())


def channel_times(row: Parsed, given: Iterable[tuple[str, str, str]]) -> None:
    """Thời hạn theo cách nộp from (channel, written time, description); several of one channel become a note."""
    found: dict[str, dict[str, Any]] = {}
    for channel, written, description in given:
        if channel not in CHANNELS:
            row.fault("channel_unknown", channel)
            continue
        time = {"channel": channel, **duration(row, written), "description": description}
        first = found.setdefault(channel, time)
        if first is not time and (first["quantity"], first["raw"]) != (time["quantity"], time["raw"]):
            row.fault("channel_twice", f"{channel}: {written}")
            first["note"] = "; ".join(filter(None, (first.get("note", ""), written)))[:2000]
    if found:
        row.record["channels"] = [found[channel] for channel in CHANNELS if channel in found]


def duration(row: Parsed, written: str) -> dict[str, Any]:
    """Một thời hạn; what cannot be counted with stays as the source wrote it and is unverified."""
    text = plain(written)
    found = _AMOUNT.fullmatch(text)
    number, unit = (found[1] or found[3], found[2] or found[4]) if found else ("", "")
    if number and unit in UNITS and len(number) <= 6 and float(number.replace(",", ".")) > 0:
        known = number.replace(",", ".")
        return {"quantity": known, "duration_unit": unit, "raw": "", "certainty": Certainty.PUBLISHED}
    if text:
        row.fault("unit_other" if unit == "OTHER" else "time_text", text)
    return {"quantity": None, "duration_unit": "", "raw": text[:500], "certainty": Certainty.UNVERIFIED}


def fees(row: Parsed, given: Iterable[tuple[str, str, str, str]]) -> None:
    """Phí, lệ phí from (channel, kind, amount, note); the same line twice is one.

    Several amounts of one kind on one channel are alternatives that the source does not tell apart: none is chosen, and
    they are never added up.
    """
    found: dict[tuple[str, str], list[tuple[int | None, str]]] = {}
    for channel, kind, written, note in given:
        if channel not in CHANNELS or kind not in FeeRule.FeeKind.values:
            row.fault("channel_unknown", f"{channel}:{kind}")
            continue
        line = (_amount(row, written, f"{channel}:{kind}"), plain(note))
        lines = found.setdefault((channel, kind), [])
        if line not in lines:
            lines.append(line)
    if found:
        row.record["fees"] = [_fee(row, channel, kind, lines) for (channel, kind), lines in found.items()]


def _fee(row: Parsed, channel: str, kind: str, lines: Sequence[tuple[int | None, str]]) -> dict[str, Any]:
    amounts = sorted({amount for amount, _note in lines if amount is not None})
    notes = list(dict.fromkeys(note for _amount, note in lines if note))
    if len(amounts) > 1:
        levels = ", ".join(f"{amount:,} đ".replace(",", ".") for amount in amounts)
        row.fault("fee_several", f"{channel}:{kind} {levels}")
        notes.append(f"Nguồn nêu nhiều mức: {levels}.")  # stored, so in Vietnamese
    amount = amounts[0] if len(amounts) == 1 else None
    sure = Certainty.PUBLISHED if amount is not None or (notes and not amounts) else Certainty.UNVERIFIED
    return {"channel": channel, "kind": kind, "amount": amount, "note": "; ".join(notes), "certainty": sure}


def _amount(row: Parsed, written: Any, where: str) -> int | None:
    text = plain(written).removesuffix(".0").replace(" ", "")
    if text in ("", "None", "null"):
        row.fault("fee_blank", where)
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        row.fault("fee_text", f"{where}={text}")
        return None
    return int(text)


def results(row: Parsed, written: str) -> None:
    """Kết quả "tên [mã]; tên [mã]", also where the first letter of a name stuck to the code before it."""
    pairs = [[plain(name), plain(code)] for name, code in _RESULT.findall(written)]
    rest = plain(_RESULT.sub("", written)).strip("; ")
    if rest:
        pairs.append([rest, ""])
    for here, after in pairwise(pairs):
        stuck = _STUCK.fullmatch(here[1])
        if stuck and after[0][:1].islower():
            here[1], after[0] = stuck[1], stuck[2] + after[0]
            row.fault("result_repaired", after[0])
    result_list(row, [(code, name) for name, code in pairs])


def result_list(row: Parsed, pairs: Sequence[tuple[str, str]]) -> None:
    """Kết quả đã tách thành (mã, tên)."""
    found = [{"code": code[: LONGEST["code"]], "name": name} for code, name in pairs if name]
    if found:
        row.record["results"] = found


def subjects(row: Parsed, names: Iterable[str]) -> None:
    """Đối tượng; one that is named twice counts once."""
    named = [name for name in map(plain, names) if name]
    row.record["subjects"] = list(dict.fromkeys(named))
    if len(named) > len(row.record["subjects"]):
        row.fault("subject_twice")


def agencies(row: Parsed, names: Iterable[str]) -> None:
    """Cơ quan thực hiện; many records leave it blank, some list the agencies of one province among the general ones."""
    named = list(dict.fromkeys(name for name in map(plain, names) if name))
    general = [name for name in named if not _ONE_PROVINCE.search(name)]
    if general and len(general) < len(named):
        row.fault("agency_of_one_province", "; ".join(name for name in named if name not in general))
        named = general
    row.record["executing_agency"] = "; ".join(named)
    if not named:
        row.fault("agency_blank")


def decision(row: Parsed, number: str) -> None:
    """Số quyết định công bố as written; one without "QĐ" is noted, not changed."""
    text = plain(number)[: LONGEST["decision"]]
    row.record["decision"] = text
    if text and "QĐ" not in text:
        row.fault("decision_without_qd", text)


def kind(row: Parsed, written: str) -> None:
    """Loại thủ tục; an unknown word is left out."""
    if written in Kind.values:
        row.record["kind"] = written
