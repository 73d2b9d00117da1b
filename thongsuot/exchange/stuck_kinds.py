"""Loại việc kẹt: what may wait for another system. Rooms above or beside register theirs in `ready()`; the list shows all alike.

    stuck_kinds.register(StuckKind(key="payment", label=_("Nộp tiền chờ xác nhận"), source=SQL, words=…, do=…, again=…, solve=…))

`source` is one SELECT over the kind's own table, of what waits there, with the columns of `COLUMNS` in that order and no
ORDER BY. The list asks it by owner unit and age, so the table needs an index on (unit, since, id) of the rows that wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from thongsuot.accounts.principal import Principal

# id · province · key of the other system · owner unit (NULL: not known yet) · dossier code or theirs · cause · waiting
# since · attempts · next try (NULL: waits for a person) · which part of the kind · words of the last try.
COLUMNS = (
    "id",
    "province_id",
    "system",
    "unit_id",
    "code",
    "cause",
    "since",
    "attempts",
    "next_try_at",
    "part",
    "detail",
)


@dataclass(frozen=True, slots=True)
class StuckKind:
    """Một loại. `again` tries one once more, `solve` marks one as solved outside with a note: both idempotent, both
    journalled by their room, both True when they changed something."""

    key: str
    label: str | Promise
    source: str
    words: Callable[[str], str]
    do: Callable[[str], str]
    again: Callable[[int, Principal, datetime], bool]
    solve: Callable[[int, str, Principal, datetime], bool]
    part_label: Callable[[str], str] = str
    page: Callable[[int], str | None] = lambda _id: None


_kinds: dict[str, StuckKind] = {}


def register(kind: StuckKind) -> None:
    """Đăng ký một loại; registering again replaces."""
    _kinds[kind.key] = kind


def kinds() -> tuple[StuckKind, ...]:
    """Mọi loại, by key."""
    return tuple(_kinds[key] for key in sorted(_kinds))


def kind(key: str) -> StuckKind | None:
    """Theo khoá."""
    return _kinds.get(key)
