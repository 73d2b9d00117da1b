"""Chuyển việc đang mở: what a room hands the reorganisation so that its open things change hands (ý 2: việc mở đi theo).

`registry.follows` says in words which column follows a unit; a `Mover` does it. A room registers its movers in its
`succession.py`; the room `cutover` drives them: one old unit at a time, one transaction per batch, books before and
after. A mover writes only its own tables, never the journal (the driver writes it) and never a closed thing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Model
from django.utils.functional import Promise

Column = tuple[type[Model], str]
# The end of a statement that moves: the books of the rows in `mine`, as they were.
BOOKS = """coalesce((SELECT jsonb_agg(jsonb_build_array(b.state, b.n, b.hash) ORDER BY b.state) FROM (
    SELECT {state} AS state, count(*) AS n, sum(hashint8extended({id}, 0)::numeric)::text AS hash FROM {rows} GROUP BY 1) b),
  '[]')::text"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Một đợt chuyển: open things of one old unit that go to one new unit, in the caller's transaction.

    `roots` None: everything of the old unit. Else only what belongs to these roots, by kind of root: a task, a message
    or a refund about a dossier has that dossier as its root and goes where the dossier goes (a split commune).
    """

    province_id: int
    old_unit: int
    new_unit: int
    at: datetime
    organs: Mapping[int, int] = field(default_factory=dict)  # organ of the old unit → same organ of the new one
    roots: Mapping[str, Sequence[int]] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Cái gì đã chuyển trong một đợt: ids, ascending, and what of them could not be derived again when it goes back.

    `books` as read before the change: [[state, count, hash]] of exactly these things; `after` as it left them (None:
    ask `held`).
    """

    ids: list[int] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    books: list[list[Any]] = field(default_factory=list)
    after: list[list[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Một dòng của sổ: how many open things of a kind a unit holds in a state, and a hash over their identities.

    The hash is the sum of a 64-bit hash of each identity (so that sums of several old units add up to the new unit's).
    """

    unit_id: int
    state: str
    count: int
    hash: int


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Một việc của đơn vị bị chia, for whom must decide: what it is, and facts that a rule or a person can go by.

    Facts by name: `address`, `village` (thôn, tổ), `parcel` (số thửa, tờ bản đồ), `field` (lĩnh vực); only what is known.
    `with` names the open thing it goes with by default ("document:17"): a signature with its document.
    """

    id: int
    code: str
    title: str
    due_at: datetime | None
    facts: Mapping[str, str]


class Mover(Protocol):
    """Cách chuyển một loại việc đang mở. `kind` is stable and unique; `journal` the kind of subject of its entries, if any.

    `root` is the kind that it goes with: its own kind when somebody must decide about it in a split unit, else that of
    the thing it is about. `columns` are the columns of `follows` that it moves.
    """

    kind: str
    label: str | Promise
    journal: str | None
    root: str
    columns: Sequence[Column]

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ: what these units hold now, by unit and state."""
        ...

    def held(self, province_id: int, unit_id: int, ids: Sequence[int]) -> list[list[Any]]:
        """Sổ của những việc này ở đơn vị này: [[state, count, hash]], to be compared with what was read before."""
        ...

    def subjects(self, province_id: int, unit_id: int) -> list[int]:
        """Hồ sơ mà các dòng của đơn vị này nói tới and that have to be locked to move them; none for other kinds."""
        ...

    def aside(self, province_id: int, unit_ids: Sequence[int]) -> set[int]:
        """Đơn vị nào có dòng phải chuyển riêng: without a dossier that would have to be locked with them."""
        ...

    def move(self, batch: Batch) -> Moved:
        """Chuyển một đợt; the ids that moved, of the journal's subjects when there is one."""
        ...

    def back(self, batch: Batch, moved: Moved) -> list[int]:
        """Đưa một đợt về đơn vị cũ: what of it is still open at the new unit; returns the ids that went back."""
        ...

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Việc gốc đang mở của một đơn vị, for the worklist of a split; none for kinds that follow another root."""
        ...


Owners = Callable[[Sequence[int], date], Mapping[int, Sequence[str]]]
_movers: dict[str, Mover] = {}
_by_itself: dict[Column, str] = {}
_registers: dict[str, Owners] = {}


def moves(mover: Mover) -> None:
    """Đăng ký một cách chuyển; called once by a room's `succession.py`."""
    if _movers.setdefault(mover.kind, mover) is not mover:
        raise ValueError(f"{mover.kind}: đã có cách chuyển khác")


def goes_by_itself(model: type[Model], field: str, *, why: str) -> None:
    """Cột theo đơn vị mà không cần chuyển: it is dated when the plan is decided, or made anew by itself; `why` says how."""
    _by_itself[model, field] = why


def numbers(kind: str, owners: Owners) -> None:
    """Đăng ký một loại sổ số. `owners(units, day)` gives, by unit, the first two parts of its series ("refund:17")."""
    _registers[kind] = owners


def movers() -> list[Mover]:
    """Mọi cách chuyển, in the order in which they lock rows: by kind."""
    _load()
    return [_movers[kind] for kind in sorted(_movers)]


def mover(kind: str) -> Mover:
    """Cách chuyển của một loại; raises KeyError for an unknown kind."""
    _load()
    return _movers[kind]


def moved_columns() -> set[Column]:
    """Mọi cột có cách chuyển, or that goes by itself."""
    _load()
    return {column for one in _movers.values() for column in one.columns} | set(_by_itself)


def register_kinds() -> set[str]:
    """Các loại sổ số đã đăng ký: the first part of each series."""
    _load()
    return set(_registers)


def registers_of(unit_ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Sổ số của các đơn vị trong ngày `on`, as owners of series; of all rooms."""
    _load()
    found: dict[int, list[str]] = {unit_id: [] for unit_id in unit_ids}
    for owners in _registers.values():
        for unit_id, own in owners(unit_ids, on).items():
            found[unit_id] += own
    return found


def _load() -> None:
    from thongsuot.org import registry

    registry.load()
