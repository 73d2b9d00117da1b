"""Addresses of the room."""

from typing import Any

app_name = "warehouse"
urlpatterns: list[Any] = []
