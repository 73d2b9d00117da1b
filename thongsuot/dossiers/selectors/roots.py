"""Hồ sơ đang mở của một xã bị chia: each with what a rule or a person can go by, read from the form and the applicant.

Facts, only what is known: `address` of the person it is about, `place` the matter is about (a parcel, a shop), `village`
of the place or else of the person, `parcel` (thửa, tờ bản đồ), `field` (lĩnh vực của thủ tục). No numbers of people.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.org.moving import OpenThing
from thongsuot.procedures.models import ProcedureVersion

PART = 500
# Where the forms of the catalogue ask for a place the matter is about, and for where the person lives; first known wins.
PLACES = ("plot.address", "place.address", "business.address", "registration.address")
PEOPLE = (
    "requester.address",
    "person.current_address",
    "person.address",
    "owner.contact_address",
    "owner.address",
    "head.address",
    "declarant.address",
    "parent.address",
    "guardian.address",
    "user.address",
    "organiser.address",
    "address",
)
PLOTS = (("plot.sheet", "plot.number"), ("place.sheet", "place.plot"))
TOLD = ("request.content",)  # a sentence that may name sheet and parcel
LONGEST = 300
_VILLAGE = re.compile(
    r"(?i)(?<!\w)(?:thôn|xóm|tổ dân phố|tdp|tổ|khu phố|khối phố|khối|khu|khóm|ấp|bản|buôn|làng|thon|xom)\s+\w"
)
_SHEET = re.compile(r"(?i)tờ(?:\s+bản\s+đồ)?(?:\s+số)?\s*:?\s*\d+")
_PLOT = re.compile(r"(?i)thửa(?:\s+đất)?(?:\s+số)?\s*:?\s*\d+")


def open_roots(province_id: int, unit_id: int) -> Iterator[OpenThing]:
    """Việc gốc đang mở của một đơn vị, by identity; a few statements for each five hundred."""
    fields = dict(ProcedureVersion.objects.values_list("pk", "field"))
    names = dict(ProcedureVersion.objects.values_list("pk", "short_name"))
    held = Holding.objects.filter(province_id=province_id, unit_id=unit_id).order_by("dossier_id")
    ids = list(held.values_list("dossier_id", flat=True))
    for start in range(0, len(ids), PART):
        rows = Dossier.objects.filter(province_id=province_id, pk__in=ids[start : start + PART]).order_by("pk")
        for row in rows.values_list("pk", "code", "applicant_name", "due_at", "version_id", "applicant", "form"):
            pk, code, name, due_at, version_id, applicant, form = row
            title = f"{name} — {names[version_id]}"[:200]
            yield OpenThing(pk, code, title, due_at, facts_of(fields[version_id], applicant, form))


def facts_by_dossier(province_id: int, ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Điều biết được của những hồ sơ này, closed ones too; two statements."""
    rows = Dossier.objects.filter(province_id=province_id, pk__in=ids)
    fields = dict(ProcedureVersion.objects.values_list("pk", "field")) if ids else {}
    return {
        pk: facts_of(fields[version_id], applicant, form)
        for pk, version_id, applicant, form in rows.values_list("pk", "version_id", "applicant", "form")
    }


def facts_of(field: str, applicant: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, str]:
    """Điều biết được về nơi chốn của một hồ sơ."""
    place = _first(form, PLACES)
    address = _line(applicant.get("address")) or _first(form, PEOPLE)
    known = {
        "field": field,
        "address": address,
        "place": place,
        "village": _village(place or address),
        "parcel": _parcel(form),
    }
    return {name: value for name, value in known.items() if value}


def _village(text: str) -> str:
    """The parts between commas that name a village or a quarter, as written."""
    parts = (part.strip() for part in re.split(r"[,;\n]", text))
    return ", ".join(part for part in parts if _VILLAGE.search(part))


def _parcel(form: Mapping[str, Any]) -> str:
    for sheet_path, plot_path in PLOTS:
        sheet, plot = _at(form, sheet_path), _at(form, plot_path)
        if sheet:
            return f"thửa {plot}, tờ {sheet}" if plot else f"tờ {sheet}"
    told = _first(form, TOLD)
    sheets, plots = _SHEET.findall(told), _PLOT.findall(told)
    return f"{plots[0]}, {sheets[0]}" if len(sheets) == len(plots) == 1 else ""


def _first(form: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    return next((found for path in paths if (found := _at(form, path))), "")


def _at(form: Mapping[str, Any], path: str) -> str:
    """Text at a dotted path; empty for anything else (sealed answers are not text)."""
    found: Any = form
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return _line(found)


def _line(value: Any) -> str:
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""
