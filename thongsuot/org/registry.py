"""Sổ kế thừa: what of each room follows a unit to its successor and what stays with the old unit for ever.

Every room writes its `succession.py`, loaded by `load()`. Each key to `Unit` and each plain column that holds a unit's
identity must be named there, so that nobody adds one without deciding. `undecided()` lists what was forgotten.

    # thongsuot/tasks/succession.py
    from thongsuot.org.registry import follows, stays
    from thongsuot.tasks.models import OpenWork, Task

    follows(OpenWork, "unit", how="việc đang mở chuyển sang đơn vị kế thừa, giữ hạn; đơn vị bị chia thì chờ người quyết")
    stays(Task, "unit", why="việc đã xong vẫn ghi đơn vị đã làm")
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model

from thongsuot.org.models import Unit


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định về một cột: `follows` the unit or stays, and in words how or why."""

    model: type[Model]
    field: str
    follows: bool
    words: str

    @property
    def key(self) -> tuple[str, str]:
        """(room.model, column)."""
        return self.model._meta.label_lower, _column(self.model, self.field)


_decisions: dict[tuple[str, str], Decision] = {}


def follows(model: type[Model], field: str, *, how: str) -> None:
    """Cột này đi theo đơn vị sang đơn vị kế thừa; `how` says what happens to what cannot be decided by rule."""
    _register(Decision(model, field, True, how))


def stays(model: type[Model], field: str, *, why: str) -> None:
    """Cột này giữ đơn vị cũ mãi mãi; `why` says why history must not change."""
    _register(Decision(model, field, False, why))


def load() -> None:
    """Read the `succession.py` of every room; calling it again changes nothing."""
    for config in apps.get_app_configs():
        if config.name.startswith("thongsuot.") and find_spec(f"{config.name}.succession"):
            import_module(f"{config.name}.succession")


def decisions() -> list[Decision]:
    """Mọi quyết định đã đăng ký, by room and column."""
    load()
    return [_decisions[key] for key in sorted(_decisions)]


def undecided() -> list[str]:
    """Cột chỉ tới đơn vị mà chưa phòng nào quyết đi hay ở."""
    load()
    return sorted(f"{model}.{column}" for model, column in _columns_to_units() if (model, column) not in _decisions)


def _register(decision: Decision) -> None:
    if not decision.words.strip():
        raise ValueError(f"{decision.key}: phải nói bằng lời")
    known = _decisions.setdefault(decision.key, decision)
    if known != decision:
        raise ValueError(f"{decision.key}: đã quyết khác ở nơi khác")


def _column(model: type[Model], field: str) -> str:
    """The column name, so that `unit` and `unit_id` are one; raises FieldDoesNotExist for a wrong name."""
    try:
        found = model._meta.get_field(field)
    except FieldDoesNotExist:
        found = model._meta.get_field(field.removesuffix("_id"))
    return found.attname  # type: ignore[union-attr]


def _columns_to_units() -> Iterator[tuple[str, str]]:
    """Every key to `Unit`, and every plain column called `unit_id`, `…_unit_id`, `organ_id` or `province_id`."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("thongsuot."):
            continue
        for field in model._meta.concrete_fields:
            to_unit = isinstance(field, ForeignKey) and field.related_model is Unit
            plain = not field.is_relation and (
                field.attname in ("unit_id", "organ_id", "province_id") or field.attname.endswith("_unit_id")
            )
            if to_unit or plain:
                yield model._meta.label_lower, field.attname
