"""So sánh một dòng với phiên bản đang có hiệu lực: field by field, and what would be written if it were taken.

What the source leaves blank or cannot say as a number never replaces what we know. Papers that belong to an e-form of
ours, and fees with a tariff or a case of their own, are compared and shown, and stay as they are.
"""

from collections.abc import Mapping
from typing import Any

from thongsuot.common.text import fold_marks
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.records import record_of

PLAIN = (
    "name", "field", "field_code", "kind", "decision", "executing_agency", "authority_agency", "authorised_agency",
    "conditions",
)  # fmt: skip
FLAGS = ("full_process", "offline_only", "non_territorial")
SETS = ("subjects", "coordinating_agencies", "service_groups", "related", "levels")
OWN_CHANNELS = ("KIOSK",)  # not known to the national catalogue
_COMMITTEE = fold_marks("Ủy ban nhân dân")
Change = dict[str, Any]


def compare(record: Mapping[str, Any], version: Version) -> tuple[list[Change], dict[str, Any]]:
    """Khác biệt [{field, old, new, kept?}] và phần bản ghi để ghi."""
    ours = record_of(version)
    changes: list[Change] = []
    taken: dict[str, Any] = {}
    for name, old, new in _simple(record, ours):
        changes.append({"field": name, "old": old, "new": new})
        taken[name] = new
    for name, differs in (("results", _results), ("channels", _channels), ("cases", _cases)):
        merged = differs(record.get(name) or [], ours[name])
        if merged is not None:
            changes.append({"field": name, "old": ours[name], "new": merged})
            taken[name] = merged
    fees = _fees(record.get("fees") or [], ours["fees"])
    if fees is not None:
        kept = any(row["tariff"] or row["case_code"] for row in ours["fees"])
        changes.append({"field": "fees", "old": ours["fees"], "new": fees, "kept": kept})
        if not kept:
            taken["fees"] = fees
    papers = _papers(record.get("components") or [], ours["components"])
    if papers is not None:
        kept = bool(version.components)
        changes.append({"field": "components", "old": ours["components"], "new": papers, "kept": kept})
        if not kept:
            taken |= {"components": papers, "components_certainty": "published", "components_note": ""}
    return changes, taken


def _simple(record: Mapping[str, Any], ours: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    found: list[tuple[str, Any, Any]] = [(n, ours[n], record[n]) for n in PLAIN if record.get(n)]
    found = [(name, old, new) for name, old, new in found if not _alike(name, old, new)]
    found += [(name, ours[name], record[name]) for name in FLAGS if name in record and record[name] != ours[name]]
    for name in SETS:
        new = record.get(name) or []
        if new and {fold_marks(one) for one in new} - {fold_marks(one) for one in ours[name]}:
            found.append((name, ours[name], [*dict.fromkeys([*ours[name], *new])]))
    return found


def _alike(name: str, old: str, new: str) -> bool:
    """Agencies are alike when they share one: the national record lists every level, ours who does it here."""
    if name.endswith("_agency"):
        return bool(_agencies(old) & _agencies(new))
    return _bare(name, old) == _bare(name, new)


def _agencies(text: str) -> set[str]:
    """Who is meant: the chair acts for the committee, and UBND is written out."""
    names = (" ".join(fold_marks(name).split()).replace("ubnd", _COMMITTEE) for name in text.split(";"))
    return {name.removeprefix("chủ tịch ") for name in names if name}


def _bare(name: str, text: str) -> str:
    """ "Thủ tục đăng ký khai sinh" and "Đăng ký khai sinh" are one name; case and tone-mark position do not matter."""
    plain = " ".join(fold_marks(text).split()).rstrip(".")
    return plain.removeprefix("thủ tục ") if name == "name" else plain


def _results(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Codes decide; ours keep their templates, new ones come behind."""
    known = {row["code"] for row in old if row["code"]}
    names = {fold_marks(row["name"]) for row in old}
    more = [r for r in new if (r["code"] not in known if r["code"] else fold_marks(r["name"]) not in names)]
    return [*old, *({**row, "template": ""} for row in more)] if more else None


def _channels(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    if not new:
        return None
    ours = {row["channel"]: row for row in old}
    merged = [_channel(row, ours.get(row["channel"])) for row in new]
    merged += [row for row in old if row["channel"] in OWN_CHANNELS]
    return merged if _times(merged) != _times(old) else None


def _channel(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    if old is None:
        return new
    if new["quantity"] is None:
        return old if old["quantity"] is not None else {**old, "raw": old["raw"] or new["raw"]}
    return {**old, **{name: new[name] for name in ("quantity", "duration_unit", "raw", "certainty")}}


def _times(rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["channel"], _number(row["quantity"]), row["duration_unit"]) for row in rows}


def _number(value: Any) -> str:
    return "" if value is None else f"{float(value):g}"


def _fees(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Amounts by channel; whether it is called phí or lệ phí differs between sources and does not count here.

    Free in the source and nothing fixed to pay with us is the same; blanks say nothing.
    """
    said = {(row["channel"], row["amount"]) for row in new if row["amount"] is not None}
    ours = {(channel, row["amount"]) for row in old for channel in _channels_of(row, new)}
    paid = {fee for fee in said if fee[1]}
    if not said or (paid <= ours and (paid or not any(row["amount"] for row in old if not row["tariff"]))):
        return None
    return [*new, *(row for row in old if row["channel"] in OWN_CHANNELS)]


def _channels_of(row: Mapping[str, Any], new: list[dict[str, Any]]) -> list[str]:
    return [row["channel"]] if row["channel"] else list({one["channel"] for one in new})


def _cases(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Times of cases by code; our names stay, because the source often has none."""
    ours = {row["code"]: row for row in old}
    merged = []
    for row in new:
        mine = ours.get(row["code"])
        known = row["quantity"] is not None
        merged.append({**(mine or row), **(row if known else {}), "name": mine["name"] if mine else row["name"]})
    return merged if new and _case_times(merged) != _case_times(old) else None


def _case_times(rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["code"], _number(row["quantity"]), row["duration_unit"]) for row in rows}


def _papers(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Papers by name; the codes of the two catalogues are not the same."""

    def names(rows: list[dict[str, Any]]) -> set[str]:
        return {" ".join(fold_marks(row["name"]).split()) for row in rows if row["group"] != "note"}

    return new if new and names(new) != names(old) else None
