"""Phiếu chấm, báo cáo, thang đánh giá: versioned data (`reference/*.yaml`); what is unknown there stays unknown here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "reference"


@dataclass(frozen=True, slots=True)
class Terms:
    """Tổng và hiệu của số đo."""

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()

    def value(self, numbers: Mapping[str, int]) -> int:
        """What they come to."""
        found = 0
        for key in self.plus:
            found += numbers[key]
        for key in self.minus:
            found -= numbers[key]
        return found


@dataclass(frozen=True, slots=True)
class Item:
    """Chỉ tiêu: `most` None = its weight is not known; `no_data` says why it cannot be computed yet, `awaits` which room
    will bring it. Without the number `needs` names it has no data either; without the one `marked` names it has a mark.
    `times`: another item whose ratio, where it has one, this one is multiplied by.
    """

    key: str
    name: str
    most: Decimal | None
    most_note: str
    most_certainty: str
    full_at: Decimal
    numerator: Terms
    denominator: Terms
    no_data: str
    note: str
    awaits: str = ""
    needs: tuple[str, str] = ("", "")
    marked: tuple[str, str] = ("", "")
    times: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Nhóm chỉ tiêu with its known maximum."""

    key: str
    name: str
    most: Decimal
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Phiếu chấm của một thời kỳ."""

    code: str
    name: str
    source: str
    certainty: str
    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class Column:
    """Cột của báo cáo: `carried` names a stock taken at the end of the month before the period."""

    label: str
    terms: Terms
    carried: str = ""

    @property
    def opens(self) -> str:
        """The one measure it opens to; empty when it is made of several or is carried over."""
        only = len(self.terms.plus) == 1 and not self.terms.minus and not self.carried
        return self.terms.plus[0] if only else ""


@dataclass(frozen=True, slots=True)
class Report:
    """Báo cáo số liệu: how states are grouped is said in words and done by its columns."""

    code: str
    name: str
    grouping: str
    certainty: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Thang xếp loại: grades from the best down, by points out of `full`."""

    full: Decimal
    grades: tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Bộ chỉ số đánh giá cán bộ và cơ quan."""

    code: str
    name: str
    source: str
    certainty: str
    per_dossier: tuple[str, ...]
    indices: tuple[tuple[str, str, str], ...]
    official: Scale
    agency: Scale


def scorecard_on(day: date) -> Scorecard:
    """Phiếu chấm áp dụng trong ngày."""
    return _cards()[_valid(_read("scorecards"), day)["code"]]


@cache
def _cards() -> dict[str, Scorecard]:
    return {row["code"]: _card(row) for row in _read("scorecards")}


def reports_on(day: date) -> list[Report]:
    """Báo cáo dùng được trong ngày."""
    return [_report(row) for row in _read("reports") if _in_force(row, day)]


def evaluation_on(day: date) -> Evaluation:
    """Bộ chỉ số đánh giá áp dụng trong ngày."""
    row = _valid(_read("evaluations"), day)
    indices = tuple((one["key"], one["name"], one.get("note", "")) for one in row["indices"])
    return Evaluation(
        row["code"],
        row["name"],
        row["source"],
        row["certainty"],
        tuple(row["per_dossier"]),
        indices,
        _scale(row["official"]),
        _scale(row["agency"]),
    )


@cache
def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))[name]


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    until = row["valid"].get("to")
    return row["valid"]["from"] <= day and (until is None or day < until)


def _valid(rows: list[dict[str, Any]], day: date) -> dict[str, Any]:
    return next((row for row in rows if _in_force(row, day)), rows[0])


def _terms(row: Mapping[str, Any] | None) -> Terms:
    row = row or {}
    return Terms(tuple(row.get("plus", ())), tuple(row.get("minus", ())))


def _card(row: Mapping[str, Any]) -> Scorecard:
    groups = tuple(
        Group(group["key"], group["name"], Decimal(group["max"]), tuple(_item(item) for item in group["items"]))
        for group in row["groups"]
    )
    return Scorecard(row["code"], row["name"], row["source"], row["certainty"], groups)


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        row["key"],
        row["name"],
        Decimal(row["max"]) if "max" in row else None,
        row.get("max_note", ""),
        row.get("max_certainty", ""),
        Decimal(str(row.get("full_at", 1))),
        _terms(row.get("numerator")),
        _terms(row.get("denominator")),
        row.get("no_data", ""),
        row.get("note", ""),
        row.get("awaits", ""),
        _else(row.get("needs")),
        _else(row.get("marked")),
        row.get("times", ""),
    )


def _else(row: Mapping[str, Any] | None) -> tuple[str, str]:
    """A number, and what is said where it is none."""
    return (row["number"], row["else"]) if row else ("", "")


def _report(row: Mapping[str, Any]) -> Report:
    columns = tuple(Column(one["label"], _terms(one), one.get("carried", "")) for one in row["columns"])
    return Report(row["code"], row["name"], row["grouping"], row["certainty"], columns)


def _scale(row: Mapping[str, Any]) -> Scale:
    return Scale(Decimal(row["full"]), tuple((Decimal(str(grade["from"])), grade["name"]) for grade in row["grades"]))
