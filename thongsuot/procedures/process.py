"""Quy trình nội bộ: the steps of a procedure as a small directed graph, walked by pure functions.

A step waits for every step named in `after` (join); several steps with the same `after` run side by side; a step whose
condition on the form is false is passed over, and whoever waited for it waits for what it waited for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# In `four_eyes_with`: not a step of the process but the counter, where every dossier begins.
RECEPTION = "receive"


@dataclass(frozen=True)
class Step:
    """Bước: who (role in an organ or an outside agency), how long, after what, with which product.

    `department` names a department of the province (organ kind): where the province has one, the step is done there
    (liên thông khác cấp), else by the role and organ of the commune, which follows it up.
    """

    key: str
    name: str
    role: str
    product: str
    organ_kind: str = ""
    agency: str = ""
    department: str = ""
    minutes: int | None = None
    after: tuple[str, ...] = ()
    condition: Mapping[str, Any] | None = None
    return_to: str = ""
    signs: bool = False
    four_eyes_with: str = ""
    position: int = 0


@dataclass(frozen=True)
class Process:
    """Quy trình nội bộ của một phiên bản thủ tục, with what is known of its source."""

    steps: tuple[Step, ...]
    certainty: str = "proposed"
    source: str = ""
    note: str = ""

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """Steps by their key."""
        return {step.key: step for step in self.steps}

    def step(self, key: str) -> Step:
        """The step with this key; KeyError when the process has none."""
        return self.by_key[key]

    @property
    def minutes(self) -> int:
        """Working minutes of the longest way through the process (steps without a time count nothing)."""
        finish: dict[str, int] = {}
        for step in self.steps:
            started = max((finish.get(key, 0) for key in step.after), default=0)
            finish[step.key] = started + (step.minutes or 0)
        return max(finish.values(), default=0)


@dataclass(frozen=True)
class Part:
    """Chặng của thủ tục liên thông: steps in a row at one agency ("" = the commune) and their working minutes."""

    agency: str
    minutes: int


def parts(process: Process) -> tuple[Part, ...]:
    """Các chặng, in order; one for a procedure that stays in the commune.

    A procedure that leaves the commune and comes back has the commune twice. Steps side by side count the longest.
    """
    ended: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    for step in process.steps:
        end = max((ended[key] for key in step.after), default=0) + (step.minutes or 0)
        ended[step.key] = end
        if found and found[-1][0] == step.agency:
            found[-1] = (step.agency, max(found[-1][1], end))
        else:
            found.append((step.agency, end))
    starts = [0, *(end for _agency, end in found[:-1])]
    return tuple(Part(agency, max(0, end - start)) for (agency, end), start in zip(found, starts, strict=True))


def first_steps(process: Process, form: Mapping[str, Any]) -> list[Step]:
    """Các bước mở ngay khi hồ sơ được phân công."""
    return next_steps(process, (), form)


def next_steps(process: Process, done_keys: Collection[str], form: Mapping[str, Any]) -> list[Step]:
    """Các bước đến lượt: not done, condition true, everything they wait for done or passed over.

    Steps that are already open are among them; the caller, who knows which, leaves those out.
    """
    settled = set(done_keys)
    waiting = [step for step in process.steps if step.key not in settled]
    due: list[Step] = []
    moved = True
    while moved:
        moved = False
        for step in list(waiting):
            if not settled.issuperset(step.after):
                continue
            waiting.remove(step)
            if holds(step.condition, form):
                due.append(step)
            else:
                settled.add(step.key)
                moved = True
    return sorted(due, key=lambda step: step.position)


def is_complete(process: Process, done_keys: Collection[str], form: Mapping[str, Any]) -> bool:
    """Whether nothing is left to do."""
    return not next_steps(process, done_keys, form)


def redo_from(process: Process, key: str, done_keys: Collection[str]) -> tuple[Step | None, frozenset[str]]:
    """Trả lại từ bước `key`: the step to do again and the steps that stay done.

    Everything that comes after the step to do again has to be done again too. None = the process knows no way back.
    """
    target = process.by_key.get(process.step(key).return_to)
    if target is None:
        return None, frozenset(done_keys)
    again = {target.key} | followers(process, target.key)
    return target, frozenset(done_keys) - again


def followers(process: Process, key: str) -> frozenset[str]:
    """Keys of all steps that wait, directly or through others, for this one."""
    found: set[str] = set()
    moved = True
    while moved:
        more = {step.key for step in process.steps if step.key not in found and (found | {key}) & set(step.after)}
        moved = bool(more)
        found |= more
    return frozenset(found)


def holds(condition: Mapping[str, Any] | None, form: Mapping[str, Any]) -> bool:
    """Điều kiện có đúng với biểu mẫu không.

    `{"field": "child.sex", "equals": v}`, `"in": [...]`, `"present": true`, `"at_least": n`; combined by `all`,
    `any`, `not`. A missing answer makes every comparison false.
    """
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(part, form) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, form) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], form)
    return _compares(condition, answer(form, condition["field"]))


def answer(form: Mapping[str, Any], path: str) -> Any:
    """Câu trả lời tại đường dẫn có dấu chấm `child.sex`; None when it is not there."""
    value: Any = form
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _compares(condition: Mapping[str, Any], value: Any) -> bool:
    if "present" in condition:
        return (value not in (None, "", [], {})) == bool(condition["present"])
    if value is None:
        return False
    if "equals" in condition:
        return bool(value == condition["equals"])
    if "in" in condition:
        return value in condition["in"]
    if "at_least" in condition:
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= condition["at_least"]
    raise ValueError(f"điều kiện không hiểu được: {sorted(condition)}")


def problems(process: Process) -> list[str]:
    """Những chỗ sai của đồ thị: unknown steps, cycles, steps that lead to no signing step, more than one way to end.

    An empty list means that the process can be walked from its start to a signing end.
    """
    keys = [step.key for step in process.steps]
    found = [f"hai bước cùng tên {key}" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if RECEPTION in keys:
        found.append(f"tên bước {RECEPTION} dành cho việc tiếp nhận ở quầy")
    known = set(keys)
    for step in process.steps:
        named = [*step.after, *filter(None, (step.return_to, step.four_eyes_with))]
        if step.four_eyes_with == RECEPTION:
            named.pop()
        found += [f"bước {step.key} nhắc đến bước không có: {other}" for other in named if other not in known]
        if step.key in followers(process, step.key):
            found.append(f"bước {step.key} chờ chính nó")
        if step.return_to and step.return_to in known and step.key not in followers(process, step.return_to):
            found.append(f"bước {step.key} trả lại về một bước không đứng trước nó: {step.return_to}")
        if not followers(process, step.key) and not step.signs:
            found.append(f"bước cuối {step.key} không phải bước ký")
    if not process.steps:
        found.append("quy trình không có bước nào")
    elif all(step.after for step in process.steps):
        found.append("quy trình không có bước đầu")
    return found
