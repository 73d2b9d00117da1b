"""Chuyển việc đang mở: what a room hands the reorganisation so that its open things change hands (ý 2: việc mở đi theo).

`registry.follows` says in words which column follows a unit; a `Mover` does it. A room registers its movers in its
`succession.py`; the room `cutover` drives them: one old unit at a time, one transaction per batch, books before and
after. A mover writes only its own tables, never the journal (the driver writes it) and never a closed thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


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
    """

    id: int
    code: str
    title: str
    due_at: datetime | None
    facts: Mapping[str, str]


class Mover(Protocol):
    """Cách chuyển một loại việc đang mở. `kind` is stable and unique; `journal` the kind of subject of its entries, if any."""

    kind: str
    label: str | Promise
    journal: str | None

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ: what these units hold now, by unit and state."""
        ...

    def move(self, batch: Batch) -> list[int]:
        """Chuyển một đợt; returns the ids of the subjects that moved (ids of `journal` when there is one), ascending."""
        ...

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Việc gốc đang mở của một đơn vị, for the worklist of a split; none for kinds that follow another root."""
        ...


_movers: dict[str, Mover] = {}


def moves(mover: Mover) -> None:
    """Đăng ký một cách chuyển; called once by a room's `succession.py`."""
    if _movers.setdefault(mover.kind, mover) is not mover:
        raise ValueError(f"{mover.kind}: đã có cách chuyển khác")


def movers() -> list[Mover]:
    """Mọi cách chuyển, in the order in which they lock rows: by kind."""
    from thongsuot.org import registry

    registry.load()
    return [_movers[kind] for kind in sorted(_movers)]


def mover(kind: str) -> Mover:
    """Cách chuyển của một loại; raises KeyError for an unknown kind."""
    return next(one for one in movers() if one.kind == kind)
