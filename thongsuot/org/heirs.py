"""Kế thừa: who took over from a unit, who came before, what an old name is now. No SQL when the process is warm."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from thongsuot.common.stamps import cached
from thongsuot.org.book import Link, UnitInfo, book
from thongsuot.org.models import Relation

# A predecessor that goes over by one of these goes over completely: nothing has to be decided by a person.
COMPLETE = frozenset(
    {Relation.WHOLE, Relation.UNCHANGED, Relation.RENAMED, Relation.RETYPED, Relation.DISTRICT_TO_SPECIAL}
)


@dataclass(frozen=True, slots=True)
class Heir:
    """Đơn vị ở đầu kia của một quan hệ kế thừa, named as it was (or will be) called then."""

    unit_id: int
    code: str
    name: str
    full_name: str
    relation: str
    effective_on: date
    legal_basis: str
    note: str = ""

    @property
    def complete(self) -> bool:
        """Whether everything of the predecessor went this way."""
        return self.relation in COMPLETE

    @property
    def relation_label(self) -> str:
        """Quan hệ bằng lời."""
        return str(Relation(self.relation).label)


def as_item(heir: Heir) -> dict[str, Any]:
    """Một đơn vị kế thừa theo hình dạng của API."""
    return {
        "unit": heir.unit_id,
        "code": heir.code,
        "name": heir.name,
        "full_name": heir.full_name,
        "relation": heir.relation,
        "effective_on": heir.effective_on.isoformat(),
        "legal_basis": heir.legal_basis,
    }


def successors(unit_id: int, on: date) -> tuple[Heir, ...]:
    """Đơn vị kế thừa trực tiếp tính đến ngày `on`; successions that take effect later are left out."""
    links = (link for link in book().out.get(unit_id, ()) if link.effective_on <= on)
    return tuple(_heir(link, link.successor_id, max(on, link.effective_on)) for link in links)


def predecessors(unit_id: int, on: date) -> tuple[Heir, ...]:
    """Đơn vị trước sắp xếp tính đến ngày `on`, named as they were called on their last day."""
    links = (link for link in book().into.get(unit_id, ()) if link.effective_on <= on)
    return tuple(_heir(link, link.predecessor_id, link.effective_on - timedelta(days=1)) for link in links)


def heirs(unit_id: int, on: date) -> tuple[Heir, ...]:
    """Đơn vị đang có hiệu lực ngày `on` mà đơn vị này đã đi tới, through all generations; itself is left out.

    Of a path with several links the relation is `whole` when every link is complete, else `part`.
    """
    found: dict[int, Heir] = {}
    waiting = [(heir, heir.relation) for heir in successors(unit_id, on)]
    seen = {unit_id}
    while waiting:
        heir, relation = waiting.pop(0)
        if heir.unit_id in seen:
            continue
        seen.add(heir.unit_id)
        if book().on(heir.unit_id, on):
            found[heir.unit_id] = replace(heir, relation=relation)
            continue
        for following in successors(heir.unit_id, on):
            complete = relation in COMPLETE and following.complete
            waiting.append((following, Relation.WHOLE.value if complete else Relation.PART.value))
    return tuple(found.values())


@cached("org")
def predecessor_ids(unit_id: int) -> frozenset[int]:
    """Mọi đơn vị trước của đơn vị này, of any generation; itself is left out."""
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        for link in book().into.get(waiting.pop(), ()):
            if link.predecessor_id not in found:
                found.add(link.predecessor_id)
                waiting.append(link.predecessor_id)
    return frozenset(found - {unit_id})


@cached("org")
def came_before(unit_id: int, on: date) -> frozenset[int]:
    """Mọi đơn vị trước của đơn vị này, of any generation, by successions in force on that day; itself is left out."""
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        for link in book().into.get(waiting.pop(), ()):
            if link.effective_on <= on and link.predecessor_id not in found:
                found.add(link.predecessor_id)
                waiting.append(link.predecessor_id)
    return frozenset(found - {unit_id})


def what_it_is(info: UnitInfo, on: date) -> tuple[Heir, ...]:
    """Đơn vị có hiệu lực ngày `on` của một tên cũ: the same unit under its present name, or its successors."""
    same = book().on(info.id, on)
    if same is None:
        return heirs(info.id, on)
    relation = Relation.RETYPED if same.kind != info.kind else Relation.RENAMED
    return (
        Heir(
            same.id,
            same.code,
            same.name,
            same.full_name,
            Relation.UNCHANGED.value if same.full_name == info.full_name else relation.value,
            same.valid_from or date.min,
            same.legal_basis,
        ),
    )


def now_called(unit_id: int, on: date) -> str:
    """Tên của đơn vị này ngày `on`, or of the units that it has become, one beside the other."""
    info = book().on(unit_id, on)
    names = [info.full_name] if info else [heir.full_name for heir in heirs(unit_id, on)]
    nearest = book().nearest(unit_id, on)
    return " / ".join(names) or (nearest.full_name if nearest else "")


def _heir(link: Link, unit_id: int, day: date) -> Heir:
    info = book().nearest(unit_id, day)
    assert info is not None, f"kế thừa trỏ tới đơn vị không có thuộc tính: {unit_id}"
    return Heir(
        unit_id, info.code, info.name, info.full_name, link.relation, link.effective_on, link.legal_basis, link.note
    )
