"""Addresses of the room."""

from typing import Any

app_name = "ratings"
urlpatterns: list[Any] = []
