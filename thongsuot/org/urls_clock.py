"""Addresses of the clock's page; the rule who may come in is put on in `config.urls`, as for the pages of units."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from thongsuot.org import views_clock


def addresses(public: Callable[[Any], Any]) -> list[URLPattern | URLResolver]:
    """The public page behind the given guard."""
    return [path("", include(([path("tinh-han/", public(views_clock.due), name="due")], "org_clock")))]
