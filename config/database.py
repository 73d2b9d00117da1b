"""Database address: `DATABASE_URL` if given, else the private cluster that `make run` keeps under `.var/`.

Two roles: the owner of the tables (migrations, loaders, the command line) and the web role, which owns nothing. The
processes that serve people are started with `THONGSUOT_DB_ROLE=web`.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def parse_url(url: str) -> dict:
    """Turn `postgresql://user:password@host:port/name?option=…` into Django's settings; `?host=` may name a socket."""
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


def owner_url(var: Path) -> str:
    """Address for whoever changes the structure: `DATABASE_URL`, else the file beside the private cluster."""
    return os.environ.get("DATABASE_URL") or _stored(var / "database_url") or "postgresql:///thongsuot"


def web_url(var: Path) -> str:
    """Address for the processes that serve people; the owner's when nobody made a web role."""
    return os.environ.get("THONGSUOT_WEB_DATABASE_URL") or _stored(var / "web_database_url") or owner_url(var)


def _stored(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def database_settings(var: Path) -> dict:
    """Settings of the default connection; the pool is on (634 against 127 requests a second)."""
    web = os.environ.get("THONGSUOT_DB_ROLE") == "web"
    settings = parse_url(web_url(var) if web else owner_url(var))
    settings["ENGINE"] = "config.postgresql"
    settings["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
    settings["CONN_HEALTH_CHECKS"] = True
    return settings
