"""Dựng dữ liệu đơn vị hành chính: our reference files from the package vietnamadminunits 1.0.4 and our corrections.

    .venv/bin/python scripts/build_units.py [FOLDER]

FOLDER defaults to thongsuot/org/reference. The package is a development dependency; the files it leads to are committed.
A correction that no longer fits the package stops the script, so that none goes out of use unseen.
"""

import csv
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

PACKAGE, VERSION = "vietnamadminunits", "1.0.4"
REFERENCE = Path(__file__).resolve().parent.parent / "thongsuot" / "org" / "reference"
OLD_COLUMNS = "provinceCode, province, provinceKey, districtCode, district, districtKey, wardCode, ward, wardKey"
NEW_COLUMNS = "provinceCode, province, provinceKey, wardCode, ward, wardKey, wardLat, wardLon"

Pair = tuple[str, str]


def main() -> None:
    """Build all files."""
    if version(PACKAGE) != VERSION:
        sys.exit(f"cần {PACKAGE} {VERSION}, đang có {version(PACKAGE)}")
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    data = files(PACKAGE) / "data"
    corrections = yaml.safe_load((REFERENCE / "corrections.yaml").read_text())
    resolutions = yaml.safe_load((REFERENCE / "resolutions.yaml").read_text())
    old, new = read_units(str(data / "dataset.db"))
    converter = json.loads((data / "converter_2025.json").read_text())
    correct_names(old, new, corrections["names"])
    pairs = correct_pairs(read_pairs(old, new, converter), corrections)
    for name, columns, rows in (
        ("provinces_before.csv", "code,full_name", unique((r["provinceCode"], r["province"]) for r in old)),
        ("provinces_after.csv", "code,full_name,resolution,former", provinces_after(old, new, converter, resolutions)),
        (
            "districts.csv",
            "code,full_name,province",
            unique((r["districtCode"], r["district"], r["provinceCode"]) for r in old),
        ),
        (
            "units_before.csv",
            "code,full_name,district",
            unique((r["wardCode"], r["ward"], r["districtCode"]) for r in old if r["wardCode"]),
        ),
        (
            "units_after.csv",
            "code,full_name,province,lat,lon",
            unique((r["wardCode"], r["ward"], r["provinceCode"], r["wardLat"], r["wardLon"]) for r in new),
        ),
        ("pairs.csv", "old,new", sorted(pairs)),
    ):
        write(target / name, columns, rows)


def read_units(database: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the package: units before and after, in NFC."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    old = connection.execute(f"SELECT {OLD_COLUMNS} FROM admin_units_legacy")  # noqa: S608 (constants of ours)
    new = connection.execute(f"SELECT {NEW_COLUMNS} FROM admin_units")  # noqa: S608
    return [clean(row) for row in old], [clean(row) for row in new]


def clean(row: sqlite3.Row) -> dict[str, Any]:
    """One row with its texts in NFC."""
    values = dict(row).items()
    return {key: unicodedata.normalize("NFC", value) if isinstance(value, str) else value for key, value in values}


def read_pairs(old: list[dict[str, Any]], new: list[dict[str, Any]], converter: dict[str, Any]) -> set[Pair]:
    """Pairs (old code, new code). The package joins by name keys; an island district without communes is its own unit."""
    old_codes = {
        f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r["wardCode"] or r["districtCode"] for r in old
    }
    new_codes = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new}
    pairs: set[Pair] = set()
    for province, successors in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, predecessors in successors.items():
            pairs |= {(old_codes[predecessor], new_codes[province, key]) for predecessor in predecessors}
    for province, predecessors in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in predecessors.items():
            pairs |= {(old_codes[key], new_codes[province, part["newWardKey"]]) for part in parts}
    return pairs


def correct_pairs(pairs: set[Pair], corrections: dict[str, Any]) -> set[Pair]:
    """Take the wrong pairs out and put the missing ones in."""
    wrong = {(row["old"], row["new"]) for row in corrections["pairs_removed"]}
    missing = {(row["old"], row["new"]) for row in corrections["pairs_added"]}
    if stale := (wrong - pairs) | (missing & pairs):
        sys.exit(f"phần sửa không còn khớp với gói: {sorted(stale)}")
    return (pairs - wrong) | missing


def correct_names(old: list[dict[str, Any]], new: list[dict[str, Any]], corrections: list[dict[str, str]]) -> None:
    """Put the corrected names in place."""
    wanted = {row["code"]: row["full_name"] for row in corrections}
    rows = [row for row in old if row["wardCode"] in wanted]
    if len(rows) != len(wanted) or any(row["ward"] == wanted[row["wardCode"]] for row in rows):
        sys.exit("phần sửa tên không còn khớp với gói")
    for row in rows:
        row["ward"] = wanted[row["wardCode"]]


def provinces_after(
    old: list[dict[str, Any]], new: list[dict[str, Any]], converter: dict[str, Any], resolutions: dict[str, Any]
) -> list[tuple[str, str, str, str]]:
    """Provinces with the resolution on their communes and the former provinces they were made of."""
    codes = {row["provinceKey"]: row["provinceCode"] for row in old}
    former = {key: sorted(codes[k] for k in keys) for key, keys in converter["DICT_PROVINCE"].items()}
    rows = {(r["provinceCode"], r["province"], r["provinceKey"]) for r in new}
    return sorted((code, name, resolutions["communes"][code], "|".join(former[key])) for code, name, key in rows)


def unique(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows without repetition, by code; a code with two different rows is a fault of the source."""
    found = sorted(set(rows), key=lambda row: row[0])
    if len({row[0] for row in found}) != len(found):
        sys.exit("một mã có hai dòng khác nhau trong gói")
    return found


def write(path: Path, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write one file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns.split(","))
        out.writerows(rows)
    print(f"{path.name}: {sum(1 for _ in path.open(encoding='utf-8')) - 1}", file=sys.stderr)


if __name__ == "__main__":
    main()
