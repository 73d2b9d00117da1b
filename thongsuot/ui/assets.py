"""Địa chỉ tệp tĩnh: hashed names do not change while a process lives, so each is worked out once."""

from functools import cache

from django.contrib.staticfiles.storage import staticfiles_storage


@cache
def address_of(path: str) -> str:
    """Address under which a static file is served."""
    return staticfiles_storage.url(path)
