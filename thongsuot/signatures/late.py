"""Đã lưu chưa ký số, nay ký được: what higher rooms stored before anybody could sign, offered when somebody can.

    late.register(late.Source("hand_in", _("biên bản nộp lưu"), KEEPERS, listed, ask))   # in a room's ready()

Nothing is asked for by itself: a person chooses, `services.late_asking` asks one after the other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from thongsuot.accounts.principal import Principal


@dataclass(frozen=True, slots=True)
class Thing:
    """Một thứ chưa ký số: `key` is its identity in its room, `since` when it was stored."""

    key: int
    code: str
    title: str
    since: datetime
    page: str


Listed = Callable[[int, datetime, int], Sequence[Thing]]
Ask = Callable[[int, Principal, datetime], object]


@dataclass(frozen=True, slots=True)
class Source:
    """Một loại. `listed(unit, at, limit)`: the oldest that could be signed now, nothing where a certificate is missing;
    `ask(key, principal, at)` asks for its signatures, and raises Refused with the reason when it cannot."""

    kind: str
    what: str | Promise
    roles: Collection[str]
    listed: Listed
    ask: Ask


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Một phòng nói loại nào của nó được lưu khi chưa ký; registering a kind again replaces it."""
    _sources[source.kind] = source


def every_source() -> list[Source]:
    """Mọi loại."""
    return list(_sources.values())


def source_of(kind: str) -> Source | None:
    """What is registered for a kind."""
    return _sources.get(kind)


def sources_for(roles: Collection[str]) -> list[Source]:
    """Những loại mà người giữ các vai này trình ký được."""
    return [one for one in _sources.values() if set(one.roles) & set(roles)]
