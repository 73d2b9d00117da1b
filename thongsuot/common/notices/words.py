"""Lời báo: dated texts per event and channel, each room's own in a file of its own, all shown on one page.

A book is a YAML list of periods (`valid_from`, `greeting`, `closing`, `events`); an event has a mail (`subject`, `body`),
a short message (`sms`) and the values of a Zalo template (`zalo`). Short messages and Zalo carry no personal data: only
what `OPEN` names may stand in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from thongsuot.common.notices import sms
from thongsuot.common.notices.ways import MAIL, SMS, ZALO, Way

# What may stand in a message that anybody may read on a locked screen: code, state, moments, office, amount, address.
OPEN = frozenset({"code", "status", "due", "at", "unit", "amount", "link", "number", "counter", "minutes"})
MOST_PARTS = 3


@dataclass(frozen=True)
class Book:
    """Sổ lời báo của một phòng. `known`: every placeholder with words that explain it and a sample for the preview.

    `open`: what else may stand in its short messages, because they are about just that.
    """

    name: str
    title: str
    path: Path
    known: Mapping[str, tuple[str, str]]
    open: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def periods(self) -> list[Mapping[str, Any]]:
        """Newest first."""
        with self.path.open(encoding="utf-8") as file:
            return sorted(yaml.safe_load(file), key=lambda period: period["valid_from"], reverse=True)

    def on(self, day: date) -> Mapping[str, Any]:
        """Lời có hiệu lực ngày đó; before the first period its words hold."""
        return next((period for period in self.periods if period["valid_from"] <= day), self.periods[-1])

    def way(
        self, channel: str, address: str, event: str, values: Mapping[str, str], *, day: date, unaccented: bool
    ) -> Way:
        """One event in the form of one channel."""
        words = self.on(day)
        text = words["events"][event]
        if channel == MAIL:
            parts = (words["greeting"], text["body"], words["closing"])
            body = "\n\n".join(filled(part, values) for part in parts) + "\n"
            return Way(MAIL, address, body, filled(text["subject"], values))
        short = filled(text["sms"], values)
        title = filled(text["subject"], values)
        if channel == SMS:
            return Way(SMS, address, sms.unaccented(short) if unaccented else short, title)
        told = {name: values[name] for name in text["zalo"]}
        return Way(ZALO, address, short, title, {"template": f"{self.name}_{event}", "values": told})

    def ways(
        self, reach: Iterable[tuple[str, str]], event: str, values: Mapping[str, str], *, day: date, unaccented: bool
    ) -> tuple[Way, ...]:
        """The same for each (channel, address), in their order."""
        return tuple(self.way(c, a, event, values, day=day, unaccented=unaccented) for c, a in reach)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled; braces in what people wrote stay as they are."""
    return text.format_map(values).strip()


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}


_books: dict[str, Book] = {}


def register(book: Book) -> None:
    """Đăng ký sổ lời báo; called by a room's `ready()`."""
    _books[book.name] = book


def books() -> list[Book]:
    """Mọi sổ, in the order of registration."""
    return list(_books.values())


def faults(book: Book) -> list[str]:
    """Chỗ sai của một sổ: an event without words in a channel, an unknown placeholder, personal data in a short message."""
    found = []
    for period in book.periods:
        for name, text in period["events"].items():
            where = f"{book.name} {period['valid_from']} {name}"
            found += [f"{where}: thiếu {part}" for part in ("subject", "body", "sms", "zalo") if not text.get(part)]
            used = set().union(*(placeholders(str(text.get(part, ""))) for part in ("subject", "body", "sms")))
            used |= set(text.get("zalo") or ())
            found += [f"{where}: không biết {{{one}}}" for one in sorted(used - set(book.known))]
            short = placeholders(str(text.get("sms", ""))) | set(text.get("zalo") or ())
            found += [f"{where}: {{{one}}} không được có trong tin ngắn" for one in sorted(short - OPEN - book.open)]
    return found
