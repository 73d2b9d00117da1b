"""Nhà cung cấp định danh điện tử, from `THONGSUOT_IDENTITY_PROVIDERS`: a JSON list, or the path of a file with one."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "THONGSUOT_IDENTITY_PROVIDERS"
NEEDED = ("id", "name", "issuer", "client_id", "client_secret")


def identity_providers() -> list[dict[str, Any]]:
    """What the environment says; a mistake stops the start with its name."""
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return []
    try:
        listed = json.loads(given if given.startswith("[") else Path(given).read_text())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{VARIABLE}: không đọc được danh sách JSON ({error})") from error
    for entry in listed:
        missing = [name for name in NEEDED if not (isinstance(entry, dict) and entry.get(name))]
        if missing:
            raise ImproperlyConfigured(f"{VARIABLE}: một nhà cung cấp thiếu {', '.join(missing)}")
    return listed


def origins_of(entry: dict[str, Any]) -> list[str]:
    """Scheme, host and port of its pages; `origins` names those that differ from the issuer's."""
    parts = urlsplit(entry["issuer"])
    return [f"{parts.scheme}://{parts.netloc}", *entry.get("origins", [])]
