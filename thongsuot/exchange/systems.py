"""Danh mục hệ thống bên ngoài: which there are (reference/systems.yaml) and where they live (OUTSIDE_SYSTEMS)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from thongsuot.exchange.models import System

NATIONAL_PORTAL = "national-portal"
DOCUMENT_AXIS = "document-axis"  # its address stands in settings.DOCUMENT_AXIS: it carries documents, never dossiers
FILE = Path(__file__).parent / "reference" / "systems.yaml"


@lru_cache(maxsize=1)
def described() -> tuple[dict[str, Any], ...]:
    """As the file names them."""
    with FILE.open(encoding="utf-8") as file:
        return tuple(yaml.safe_load(file)["systems"])


def write_described() -> None:
    """Ghi danh mục vào cơ sở dữ liệu; what was switched off stays off. Runs after each migration."""
    System.objects.bulk_create(
        [System(key=one["key"], name=one["name"], direction=one["direction"]) for one in described()],
        update_conflicts=True,
        update_fields=["name", "direction"],
        unique_fields=["key"],
    )


def address(key: str) -> str:
    """Địa chỉ gốc của hệ thống, without a slash at its end; empty when this installation is not connected to it."""
    found: str = settings.OUTSIDE_SYSTEMS.get(key, "")
    return found


def connected(direction: str) -> list[str]:
    """Khoá của các hệ thống có địa chỉ, for one direction; switched off or not."""
    return [
        one["key"]
        for one in described()
        if one["direction"] in (direction, System.Direction.BOTH) and address(one["key"])
    ]
