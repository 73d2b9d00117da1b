"""Mọi cửa vào: all pages of the URL conf and all operations of the API, with their rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from ninja.openapi import views as ninja_views

from config.api import api
from thongsuot.accounts.rules import Rule

API_PREFIX = "api/v1"
# Views of the library itself: the description of the API is for everybody.
LIBRARY = {ninja_views.openapi_json, ninja_views.openapi_view, ninja_views.default_home}


@dataclass(frozen=True)
class Door:
    """One way in; `key` names it in tables of tests: "GET api/v1/dossiers", "quan-tri/tai-khoan/"."""

    key: str
    route: str
    rule: Rule | None
    function: Callable[..., Any]
    operation: Any = None

    @property
    def is_api(self) -> bool:
        """Operation of the API, not a page."""
        return self.operation is not None


def pages(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Door]:
    """Pages of the URL conf, without the operations of the API and the views of its library."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not _of_the_api(pattern.callback):
            yield Door(route, route, getattr(pattern.callback, "rule", None), pattern.callback)


def operations() -> Iterator[Door]:
    """Operations of the API."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            route = "/".join(part.strip("/") for part in (API_PREFIX, bound.prefix, path) if part.strip("/"))
            for one in view.operations:
                rule = getattr(one.view_func, "rule", None)
                yield Door(f"{one.methods[0]} {route}", route, rule, one.view_func, one)


def all_doors() -> list[Door]:
    """Pages first, then operations."""
    return [*pages(), *operations()]


def _of_the_api(view: Callable[..., Any]) -> bool:
    if isinstance(view, partial):
        return view.func in LIBRARY
    return view.__qualname__.startswith("PathView.")
