"""Chỗ cắm: named places of a page where higher rooms show what they know about its subject.

The page of a dossier lies below payments, exchange and ratings and may not know them. It names a place
(`{{ slot("dossier.side", loaded=loaded) }}`); a higher room fills it from its `ready()`. A filler answers None when it
has nothing to show to this person, and asks the same query layer as every page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

Filler = Callable[..., Mapping[str, Any] | None]
_places: dict[str, list["_Filling"]] = {}


@dataclass(frozen=True, slots=True)
class _Filling:
    order: int
    template: str
    filler: Filler


def fill(place: str, template: str, filler: Filler, *, order: int = 50) -> None:
    """Cắm vào một chỗ; `filler(request, **about)` gives the template's names. Filling twice with one template replaces."""
    others = [one for one in _places.get(place, ()) if one.template != template]
    _places[place] = sorted([*others, _Filling(order, template, filler)], key=lambda one: one.order)


def shown(request: HttpRequest, place: str, **about: Any) -> Markup:
    """What stands in a place on this page, each filling rendered with its own names."""
    parts = []
    for one in _places.get(place, ()):
        names = one.filler(request, **about)
        if names is not None:
            parts.append(render_to_string(one.template, dict(names), request=request))
    return Markup("\n".join(parts))  # noqa: S704  (templates escape what they show)


@pass_context
def slot(context: Context, place: str, **about: Any) -> Markup:
    """The same as a function of templates."""
    request = context.get("request")
    return shown(request, place, **about) if request is not None else Markup()
