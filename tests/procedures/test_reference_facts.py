"""The files against the tables of the national portal that were read in July 2026; skipped where those are not at hand."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
import yaml

from thongsuot.procedures.load import YAML_LOADER, reference_files

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("commune_catalog_2026-07.csv", "commune_procedures.csv")
RESULT = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}")
TIME = re.compile(r"(ONLINE|POSTAL|DIRECT):(\d+) (WORKING_DAY|DAY|HOUR)")
WAYS = {"Trực tuyến": "ONLINE", "Dịch vụ bưu chính": "POSTAL", "Trực tiếp": "DIRECT"}
UNITS = {"Ngày làm việc": "WORKING_DAY", "Ngày": "DAY", "Giờ": "HOUR"}
TIME_IN_WORDS = re.compile(rf"({'|'.join(WAYS)})(\d+) ({'|'.join(UNITS)})")


def shared() -> Path | None:
    """The folder of tables beside the project, wherever the project stands."""
    places = [parent / "shared/data/tthc" for parent in ROOT.parents]
    return next((place for place in places if place.is_dir()), None)


@pytest.fixture(scope="module")
def tables():
    folder = shared()
    if folder is None:
        pytest.skip("không có ../shared/data/tthc để so sánh")
    found = []
    for name in TABLES:
        with (folder / name).open(encoding="utf-8") as file:
            found.append({row["code"].strip(): row for row in csv.DictReader(file)})
    return found


@pytest.fixture(scope="module")
def sources():
    with_names = []
    for path in reference_files():
        with path.open(encoding="utf-8") as file:
            source = yaml.load(file, Loader=YAML_LOADER)
        assert source["code"] == path.stem
        with_names.append(source)
    return with_names


def of(tables, code, column):
    """What the tables say in this column, each once."""
    return [row[column] for table in tables if (row := table.get(code)) and row.get(column)]


def bare_name(name: str) -> str:
    """A name without the word "thủ tục" before it and without its tail in brackets."""
    name = " ".join(unicodedata.normalize("NFC", name).split()).casefold().strip(" .")
    return re.sub(r"\s*\(1\.\d+\)$", "", name).removeprefix("thủ tục ").strip(" .")


def test_published_names_are_those_of_the_portal(sources, tables):
    for source in sources:
        names = {bare_name(name) for name in of(tables, source["code"], "name")}
        own = bare_name(source["name"])
        if "(tên rút gọn)" in own:
            assert any(name.startswith(own.partition("…")[0][:200]) for name in names), source["code"]
        elif source["certainty"]["name"] == "published":
            assert any(own == name or name.startswith(own[:100]) for name in names), (source["code"], own, names)


def test_decisions_are_those_of_the_portal(sources, tables):
    """By number and agency: the portal writes "QĐ2338-BTP" and "QĐ/0001-BTP" too."""
    for source in sources:
        said = [decision_key(text) for text in of(tables, source["code"], "decision")]
        assert not said or decision_key(source["decision"]) in said, source["code"]


def decision_key(text: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in re.findall(r"\d{2,}|[A-ZĐ]+", text) if word not in ("QĐ", "QD")))


def test_result_codes_are_those_of_the_portal(sources, tables):
    for source in sources:
        codes = {found for text in of(tables, source["code"], "result") for found in RESULT.findall(text)}
        own = {source["result"]["code"], *(row["code"] for row in source.get("results", []))} - {""}
        assert own <= codes, source["code"]


def test_times_that_pass_for_published_are_those_of_the_portal(sources, tables):
    """Days and hours; the unit "khác" of the portal is read by people and marked as such."""
    for source in sources:
        known = times(tables, source["code"])
        for rule in source["channels"]:
            if rule.get("certainty", "published") == "published" and rule["channel"] in known:
                assert (rule["quantity"], rule["duration_unit"]) in known[rule["channel"]], source["code"]


def times(tables, code: str) -> dict[str, set[tuple[int, str]]]:
    """Times by way of filing that either table gives."""
    found: dict[str, set[tuple[int, str]]] = {}
    for text in of(tables[:1], code, "time_by_channel"):
        for channel, quantity, unit in TIME.findall(text):
            found.setdefault(channel, set()).add((int(quantity), unit))
    for text in of(tables[1:], code, "method"):
        for channel, quantity, unit in TIME_IN_WORDS.findall(text):
            found.setdefault(WAYS[channel], set()).add((int(quantity), UNITS[unit]))
    return found


def test_fields_are_those_of_the_portal(sources, tables):
    for source in sources:
        names = of(tables, source["code"], "field")
        assert not names or source["field"] in names, source["code"]


def test_related_procedures_are_in_the_catalogue(sources):
    codes = {source["code"] for source in sources}
    assert {code for source in sources for code in source.get("related", [])} <= codes


def test_the_main_result_stands_first_among_several(sources):
    for source in sources:
        main = (source["result"]["code"], source["result"]["name"])
        rows = [(row["code"], row["name"]) for row in source.get("results", [])]
        assert not rows or (rows[0] == main and len(set(rows)) == len(rows)), source["code"]
