"""Loại văn bản: the 29 types of administrative documents and how their notation is written (NĐ 30/2020, Điều 7, 15)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "reference" / "types.yaml"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """Một loại văn bản. `title` stands above the summary; công văn and thư công have none, nor an abbreviation."""

    key: str
    name: str
    title: str
    abbreviation: str


@cache
def document_types() -> dict[str, DocumentType]:
    """Mọi loại, by key, in the order of the decree."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["types"]
    return {row["key"]: DocumentType(**row) for row in rows}


@cache
def copy_types() -> dict[str, DocumentType]:
    """Các hình thức bản sao: not drafted, made from a document (Điều 25); the key is that of `CopyKind`."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["copies"]
    return {row["key"]: DocumentType(**row) for row in rows}


@cache
def known_types() -> dict[str, DocumentType]:
    """Mọi loại mà một văn bản có thể mang: those that are drafted, and the forms of a copy."""
    return {**document_types(), **copy_types()}


def type_of(key: str) -> DocumentType:
    """Loại văn bản hoặc hình thức bản sao. Raises KeyError for an unknown one."""
    return known_types()[key]


def notation(type_key: str, issuer: str, drafter: str = "") -> str:
    """Ký hiệu: `QĐ-UBND` for types with an abbreviation, `UBND-VP` (issuer and drafting division) for công văn.

    Raises KeyError for an unknown type.
    """
    abbreviation = type_of(type_key).abbreviation
    if abbreviation:
        return f"{abbreviation}-{issuer}"
    return f"{issuer}-{drafter}" if drafter else issuer
