"""Addresses of the room."""

from typing import Any

app_name = "hall"
urlpatterns: list[Any] = []
