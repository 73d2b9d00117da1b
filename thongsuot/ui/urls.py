"""Addresses of the kit; the rules who may come in are put on in `config.urls`, because accounts lies above this room."""

from django.urls import URLPattern, path

from thongsuot.ui import living, views


def addresses(public, administrators) -> list[URLPattern]:  # type: ignore[no-untyped-def]
    """The kit's pages behind the given guards."""
    return [
        path("nhip/", public(views.heartbeat), name="heartbeat"),
        path("giao-dien/", public(views.display_settings), name="display_settings"),
        path("quan-tri/thanh-phan/", administrators(living.components), name="components"),
    ]
