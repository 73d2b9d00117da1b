"""Sửa bảng quy trình: add, set side by side, move, remove; pure functions on the rows of a process."""

from collections.abc import Sequence
from dataclasses import replace

from thongsuot.procedures.process import Process, Step, followers

LONGEST = 60  # steps; the longest process found has fewer than twenty


def free_key(steps: Sequence[Step]) -> str:
    """A key that no step has; keys of steps that dossiers remember are never used for another one."""
    taken = {step.key for step in steps}
    number = len(steps) + 1
    while f"buoc-{number}" in taken:
        number += 1
    return f"buoc-{number}"


def add_after(steps: Sequence[Step], key: str) -> list[Step]:
    """Thêm bước ngay sau bước `key`: whoever waited for it waits for the new one. "" = at the beginning."""
    new = Step(free_key(steps), "", "specialist", "", after=(key,) if key else ())
    if not key:
        rest = [replace(step, after=(new.key,)) if not step.after else step for step in steps]
        return numbered([new, *rest])
    rows = [replace(s, after=tuple(new.key if k == key else k for k in s.after)) for s in steps]
    place = next(i for i, step in enumerate(rows) if step.key == key) + 1
    moved = [*rows[:place], new, *rows[place:]]
    if any(step.key == key and step.signs for step in steps):  # the signing step stays the last one
        moved = [replace(s, signs=False) if s.key == key else s for s in moved]
        moved = [replace(s, signs=True, role="chair") if s.key == new.key else s for s in moved]
    return numbered(moved)


def add_beside(steps: Sequence[Step], key: str) -> list[Step]:
    """Thêm bước song song với bước `key`: it waits for the same, and the same steps wait for both."""
    beside = next(step for step in steps if step.key == key)
    new = Step(free_key(steps), "", beside.role, "", organ_kind=beside.organ_kind, after=beside.after)
    rows = [replace(s, after=(*s.after, new.key)) if key in s.after else s for s in steps]
    place = next(i for i, step in enumerate(rows) if step.key == key) + 1
    return numbered([*rows[:place], new, *rows[place:]])


def remove(steps: Sequence[Step], key: str) -> list[Step]:
    """Bỏ bước: whoever waited for it waits for what it waited for; ways back to it are gone."""
    gone = next(step for step in steps if step.key == key)
    rows = []
    for step in steps:
        if step.key == key:
            continue
        after = dict.fromkeys(k for old in step.after for k in (gone.after if old == key else (old,)))
        back = "" if step.return_to == key else step.return_to
        eyes = "" if step.four_eyes_with == key else step.four_eyes_with
        rows.append(replace(step, after=tuple(after), return_to=back, four_eyes_with=eyes))
    return numbered(rows)


def move(steps: Sequence[Step], key: str, by: int) -> list[Step]:
    """Đổi chỗ với bước kề trên (-1) hoặc kề dưới (+1).

    Two steps in a row change their places in the flow too; steps side by side only their lines.
    """
    rows = list(steps)
    here = next(i for i, step in enumerate(rows) if step.key == key)
    there = here + by
    if not 0 <= there < len(rows):
        return rows
    upper, lower = sorted((here, there))
    first, second = rows[upper], rows[lower]
    if first.key in second.after:
        rows = _exchange(rows, first, second)
    rows[upper], rows[lower] = rows[lower], rows[upper]
    return numbered(rows)


def _exchange(rows: list[Step], first: Step, second: Step) -> list[Step]:
    """A → B becomes B → A: B waits for what A waited for, A for B, and who waited for B waits for A.

    What a place in the flow means (signing at the end) stays with the place.
    """
    after_second = tuple(dict.fromkeys((*first.after, *(k for k in second.after if k != first.key))))
    found = []
    for step in rows:
        if step.key == first.key:
            found.append(replace(step, after=(second.key,), signs=second.signs, return_to="", condition=step.condition))
        elif step.key == second.key:
            found.append(replace(step, after=after_second, signs=first.signs, return_to=""))
        else:
            swapped = (first.key if k == second.key else second.key if k == first.key else k for k in step.after)
            found.append(replace(step, after=tuple(dict.fromkeys(swapped))))
    return found


def numbered(steps: Sequence[Step]) -> list[Step]:
    """Lines in their order, each after those it waits for."""
    left, done, rows = list(steps), set(), []
    while left:
        step = next((s for s in left if done.issuperset(s.after)), None)
        if step is None:
            return [replace(s, position=i) for i, s in enumerate(steps)]  # a cycle: `problems` names it
        left.remove(step)
        done.add(step.key)
        rows.append(step)
    return [replace(step, position=i) for i, step in enumerate(rows)]


def may_wait_for(steps: Sequence[Step], key: str) -> list[Step]:
    """Những bước mà bước này có thể chờ: all but itself and those that wait for it."""
    later = followers(Process(tuple(steps)), key)
    return [step for step in steps if step.key != key and step.key not in later]
