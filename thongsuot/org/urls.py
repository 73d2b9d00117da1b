"""Addresses of units; the rule who may come in is put on in `config.urls`, because accounts lies above this room."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from thongsuot.org import views


def addresses(public: Callable[[Any], Any]) -> list[URLPattern | URLResolver]:
    """The public pages behind the given guard."""
    pages = [
        path("xa-cu/", public(views.former), name="former"),
        path("don-vi/<int:unit_id>/", public(views.unit), name="unit"),
        path("don-vi/<int:unit_id>/sap-xep/", public(views.rearranged), name="rearranged"),
    ]
    return [path("", include((pages, "org")))]
