"""Dựng cơ sở dữ liệu trống: the same migrations, without Django drawing the same models again and again.

For every new table, index and constraint Django draws all models anew that are related to it, over any number of steps:
thirty thousand classes for a few hundred tables, three quarters of the time of a first start. A new table changes none
of the others, and an index or a constraint only its own; so they are drawn alone here. Whatever else alters a relation
lets go of all of them, and Django draws them from the state when it next asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState

_reload_model = ProjectState.reload_model


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.apps.render_multiple([model_state])


def _append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:
        meta = self.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, [*getattr(meta, option_name), obj])


def _reload(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if delay:
        _reload_model(self, app_label, model_name, delay)
    else:
        self.__dict__.pop("apps", None)


@contextmanager
def models_drawn_once() -> Iterator[None]:
    """While an empty database is migrated."""
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "reload_model", _reload),
    ):
        yield
