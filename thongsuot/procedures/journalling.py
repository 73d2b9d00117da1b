"""Bút toán của danh mục: who changed what in the catalogue; subject 0 is the catalogue as a whole."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal

NATION = 0
CATALOGUE = "catalogue"
PROCEDURE = "procedure"


def entry(
    verb: str, *, by: Principal | None, at: datetime, subject: tuple[str, int] = (CATALOGUE, 0), **data: Any
) -> journal.Entry:
    """One change; `by` None = the command line."""
    kind, number = subject
    return journal.Entry(NATION, kind, number, verb, at, by.user_id if by else None, None, data)


def append(*entries: journal.Entry) -> None:
    """Write entries made by `entry`."""
    journal.append(entries)


def record(verb: str, *, by: Principal | None, at: datetime, **data: Any) -> None:
    """Write one change of the catalogue as a whole."""
    append(entry(verb, by=by, at=at, **data))
