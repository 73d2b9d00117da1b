"""Addresses of the room."""

from typing import Any

app_name = "offline"
urlpatterns: list[Any] = []
