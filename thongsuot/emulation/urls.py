"""Addresses of the room."""

from typing import Any

app_name = "emulation"
urlpatterns: list[Any] = []
