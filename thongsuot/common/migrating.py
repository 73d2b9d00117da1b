"""Dựng cơ sở dữ liệu nhanh: neighbouring steps of a migration share one state of the models.

Django shows every step of a migration all models that are related to the one it changes, anew. Here nearly every model
knows users and units, so an empty database spent four fifths of its time on that and not on SQL. Steps that only make
tables, columns, indexes and constraints need the state after the last of them: they are run as one.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from thongsuot.common.partitions import CreatePartitioned

MAKES_A_TABLE = (migrations.CreateModel, CreatePartitioned)
# Exactly these classes: a subclass may do something of its own (an index made concurrently…).
SHARING = (*MAKES_A_TABLE, migrations.AddField, migrations.AddIndex, migrations.AddConstraint)


class Together(Operation):
    """Những bước liền nhau, with one state after all of them.

    What is added to a table made in this same group stands in its CREATE TABLE already.
    """

    def __init__(self, operations: list[Any]):
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All changes of the state; the models are made anew once, when somebody asks for them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Tables first come, first made; additions to older tables in their order."""
        made = set()
        for operation in self.operations:
            if isinstance(operation, MAKES_A_TABLE):
                made.add(operation.name_lower)
            elif operation.model_name_lower in made:
                continue
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What it does, for `sqlmigrate`."""
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Iterable[Any]) -> list[Any]:
    """Các bước của một migration, those that may share a state in groups; the order stays."""
    found: list[Any] = []
    for shares, run in groupby(operations, key=lambda one: type(one) in SHARING):
        steps = list(run)
        found += [Together(steps)] if shares and len(steps) > 1 else steps
    return found
