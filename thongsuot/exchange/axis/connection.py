"""Cấu hình của trục: whether this installation is connected, as which system, and whose documents are for us."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from thongsuot.exchange.axis.edxml.keys import Key, key_of
from thongsuot.exchange.axis.transport import HttpTransport, Transport


def connected() -> bool:
    """Whether an address of the axis is configured."""
    return bool(_said("address"))


def transport() -> Transport:
    """Đường tới trục; to be closed by the caller."""
    return HttpTransport(_said("address"), _said("system"), _said("secret"))


def anchors() -> str:
    """File of the roots that vouch for signatures of messages; empty: nobody does."""
    return _said("anchors")


def is_ours(code: str) -> bool:
    """Whether documents for this agency come to this installation."""
    ours = list(_said("agencies") or ())
    return not ours or any(code == one or code.startswith(f"{one}.") for one in ours)


def key() -> Key | None:
    """Khoá ký thông điệp, if there is one."""
    return _key(_said("key"), _said("chain")) if _said("key") else None


@lru_cache(maxsize=4)
def _key(key_file: str, chain_file: str) -> Key:
    return key_of(Path(key_file).read_bytes(), Path(chain_file).read_bytes())


def _said(name: str) -> Any:
    return settings.DOCUMENT_AXIS.get(name, "")
