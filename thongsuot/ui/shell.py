"""Khung trang: parts that are the same on every page of many people and are therefore drawn once."""

from collections.abc import Sequence
from functools import cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from thongsuot.ui.navigation import OFFICE, Place


def keyboard_help(places: Sequence[Place]) -> Markup:
    """The dialog that `?` opens, for somebody who may go to these places."""
    return _keyboard_help(get_language() or "", tuple(place.key for place in places))


@cache
def _keyboard_help(language: str, keys: tuple[str, ...]) -> Markup:
    places = [place for place in OFFICE if place.key in keys]
    html = render_to_string("ui/components/keyboard_help.html", {"places": places})
    return Markup(html)  # noqa: S704  (our own template, escaped by Jinja2)
