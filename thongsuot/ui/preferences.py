"""Cách hiển thị: text size, contrast and motion that a visitor chose; one cookie, so that it works without script.

The cookie is read on the server: a page comes out right at once and does not jump when a script wakes up.
"""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

COOKIE = "giao_dien"
COOKIE_AGE = 365 * 24 * 3600
TEXT_SIZES = ("nho", "vua", "lon", "rat-lon")
CHOICES = {
    "text": ("co-chu", TEXT_SIZES),
    "contrast": ("tuong-phan", ("thuong", "cao")),
    "motion": ("chuyen-dong", ("co", "it")),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Cỡ chữ, độ tương phản, chuyển động: what one visitor sees; the first value of each is not special, the default is."""

    text: str = "vua"
    contrast: str = "thuong"
    motion: str = "co"

    @property
    def smaller(self) -> str:
        """Next smaller text size, or the smallest."""
        return TEXT_SIZES[max(TEXT_SIZES.index(self.text) - 1, 0)]

    @property
    def larger(self) -> str:
        """Next larger text size, or the largest."""
        return TEXT_SIZES[min(TEXT_SIZES.index(self.text) + 1, len(TEXT_SIZES) - 1)]

    def address(self, back: str, **changes: str) -> str:
        """Link that makes these changes and comes back to the page."""
        query = {CHOICES[name][0]: value for name, value in changes.items()}
        return f"/giao-dien/?{urlencode(query | {'ve': back})}"


def from_values(values: dict[str, str], base: Preferences | None = None) -> Preferences:
    """Take over the known values of a query or cookie; anything else is left alone."""
    known = {name: values[key] for name, (key, allowed) in CHOICES.items() if values.get(key) in allowed}
    return replace(base or Preferences(), **known)


def of_request(request: HttpRequest) -> Preferences:
    """Preferences of this visitor."""
    parts = (part.partition(":") for part in request.COOKIES.get(COOKIE, "").split("."))
    return from_values({key: value for key, _, value in parts})


def keep(response: HttpResponse, preferences: Preferences, secure: bool) -> None:
    """Put the preferences into the visitor's cookie."""
    value = ".".join(f"{CHOICES[f.name][0]}:{getattr(preferences, f.name)}" for f in fields(preferences))
    options: dict[str, Any] = {"max_age": COOKIE_AGE, "samesite": "Lax", "secure": secure}
    response.set_cookie(COOKIE, value, **options)
