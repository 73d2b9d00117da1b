"""Câu chữ trên trang: `_("…")` of the templates, cheap because a page has dozens."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from markupsafe import Markup


def page_text(message: str) -> str:
    """Text of a page in the visitor's language. Templates are written in Vietnamese, so there is nothing to look up."""
    return message if get_language() == settings.LANGUAGE_CODE else gettext(message)


def quick_text(message: str, **variables: Any) -> Markup:
    """`_("…")` of the templates as Jinja2's new style has it, without its detour through the context (a page has dozens)."""
    text = _marked(page_text(message))
    return text % variables if variables else text.replace("%%", "%")


def vietnamese_text(message: str, **variables: Any) -> Markup:
    """The same for a page that is known to be Vietnamese: the language is not asked for once more at every text."""
    return _marked(message) % variables if variables else _vietnamese(message)


@lru_cache(maxsize=10_000)
def _vietnamese(message: str) -> Markup:
    return _marked(message).replace("%%", "%")


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704  (texts of our own; variables are escaped when they are put in)
