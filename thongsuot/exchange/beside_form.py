"""Ánh xạ bên cạnh tờ khai: for each field of an e-form, the field of the portal that it goes to and comes from.

A declaration leaves only as far as the portal has fields for it (who applies); it comes in whole, for dossiers filed
there. What has no field to go to is marked: nobody should believe that the portal knows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from thongsuot.exchange.inbound import mapping as inbound
from thongsuot.exchange.mapping import Field, FieldMap
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.form_pages import FieldView, SectionView, form_view

PAPERS, PAPER_CODE = "files", "component_code"


@dataclass(frozen=True, slots=True)
class Place:
    """Chỗ của một ô trong thông điệp: empty `goes_to` says that it is not sent."""

    goes_to: str
    comes_from: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Một ô như người dân thấy, and its place."""

    item: FieldView
    place: Place


@dataclass(frozen=True, slots=True)
class Part:
    """Một phần của tờ khai."""

    section: SectionView
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Một thành phần hồ sơ: its files stand in the list of files under its code."""

    name: str
    code: str
    goes_to: str


def parts(version: Version, mapping: FieldMap) -> list[Part]:
    """Cả tờ khai, phần nào ô nấy, each with its place under this version of the mapping."""
    there = _there(mapping)
    return [
        Part(
            section,
            tuple(Pair(item, place_of(item.field.path, item.field.origin, mapping, there)) for item in section.fields),
        )
        for section in form_view(version, {})
    ]


def place_of(path: str, origin: str, mapping: FieldMap, there: Mapping[str, tuple[str, str, bool]]) -> Place:
    """Chỗ của ô: by its origin, and inside the declaration that comes in whole."""
    found = there.get(mapping.origins.get(origin, ""))
    whole = there.get(mapping.whole_declaration)
    comes = [found[0]] if found else []
    if whole:
        comes.append(f"{whole[0]}.{path}")
    return Place(found[0] if found and found[2] else "", tuple(comes), found[1] if found else "")


def papers(version: Version, mapping: FieldMap) -> list[Paper]:
    """Thành phần hồ sơ, each once, and the place of its code in the list of files."""
    theirs = next((_code_of_papers(field) for field in mapping.dossier if field.ours == PAPERS), "")
    named = {one.code: one.name for one in version.components}
    return [Paper(name, code, theirs) for code, name in named.items()]


def unsent(found: Sequence[Part]) -> tuple[int, int]:
    """Số ô không gửi đi, and how many there are."""
    places = [pair.place for part in found for pair in part.pairs]
    return sum(not place.goes_to for place in places), len(places)


def _there(mapping: FieldMap) -> dict[str, tuple[str, str, bool]]:
    """By the name of ours: their path, our label, whether it also goes out."""
    out = {line.ours for line in inbound.flat(mapping.dossier, mapping.codes)}
    return {line.ours: (line.theirs, line.label, line.ours in out) for line in inbound.lines_on(_day(mapping))}


def _day(mapping: FieldMap) -> date:
    return mapping.valid_from


def _code_of_papers(field: Field) -> str:
    inner = next((one.theirs for one in field.fields if one.ours == PAPER_CODE), "")
    return f"{field.theirs}.{inner}" if inner else field.theirs
