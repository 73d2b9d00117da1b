"""Người mà nhà cung cấp nói đến: claims read into our words; what cannot be true is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thongsuot.accounts.id_numbers import clean, problem_of_id_number
from thongsuot.accounts.identity.providers import Provider
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line

NAME_LIMIT = 160


class BadClaims(ValueError):
    """What the provider says cannot be used: no number, a number that cannot be, no name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Danh tính đã xác thực; the number is the person's, never shown whole and never logged."""

    provider: str
    issuer: str
    subject: str
    id_number: str = field(repr=False)
    name: str
    birth_date: date | None
    assurance: str


def person_of(provider: Provider, claims: Mapping[str, Any]) -> Person:
    """Read the claims by the provider's own names of them. Raises BadClaims."""
    text = {ours: str(claims.get(theirs) or "") for ours, theirs in provider.claims.items()}
    number = clean(text["id_number"])
    if not number or problem_of_id_number(number) is not None:
        raise BadClaims("id_number")
    try:
        name = clean_line(text["name"], limit=NAME_LIMIT)
    except Invalid:
        name = ""
    if not name:
        raise BadClaims("name")
    return Person(
        provider=provider.id,
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        id_number=number,
        name=name,
        birth_date=_day(text["birth_date"]),
        assurance=text["assurance"][:40],
    )


def _day(text: str) -> date | None:
    """ISO date; providers that know only a year say nothing useful here."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
