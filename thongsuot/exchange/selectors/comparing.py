"""So hai sổ: our dossiers against what the portal says it has, both read as a stream in the order of codes.

The portal's list is read by its address `/so/ho-so` (by code, in order). That such a list exists at the real portal is
unverified; where it does not, the difference must be found in what the portal exports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from thongsuot.dossiers.models import NATIONAL_STATUS, Status
from thongsuot.exchange.line import Line

PAGE = 1000
_OURS = """
SELECT coalesce(k.code, d.code), d.status, coalesce(w.waiting, 0), d.province_id, d.id
  FROM dossiers_dossier d
  LEFT JOIN exchange_foreigncode k ON k.dossier_id = d.id AND k.system_id = %(system)s
  LEFT JOIN LATERAL (SELECT count(*) AS waiting FROM exchange_outmessage m
     WHERE m.province_id = d.province_id AND m.dossier_id = d.id AND m.system_id = %(system)s) w ON true
 WHERE %(since)s::timestamptz IS NULL OR d.submitted_at >= %(since)s
 ORDER BY coalesce(k.code, d.code) COLLATE "C"
"""


class NoBooks(Exception):
    """Bên kia không cho đọc sổ: the answer is in the message."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Một chỗ khác: `kind` missing_there, missing_here, status; `waiting` messages explain it for the time being."""

    code: str
    kind: str
    ours: str
    theirs: str
    waiting: int
    province_id: int | None = None
    dossier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Một hồ sơ trong sổ của ta."""

    code: str
    status: str
    waiting: int
    province_id: int
    dossier_id: int

    @property
    def national(self) -> str:
        """Số trạng thái của cổng cho trạng thái này."""
        return str(NATIONAL_STATUS.get(Status(self.status), ""))


def differences(system: str, address: str, *, since: Any = None) -> Iterator[Difference]:
    """Mọi chỗ khác giữa hai sổ, in the order of codes. Raises NoBooks."""
    ours, theirs = _ours(system, since), _theirs(Line(address))
    mine, yours = next(ours, None), next(theirs, None)
    while mine is not None or yours is not None:
        if yours is None or (mine is not None and mine.code < yours["code"]):
            assert mine is not None
            yield _difference(mine, "missing_there", "")
            mine = next(ours, None)
        elif mine is None or yours["code"] < mine.code:
            if since is None:
                yield Difference(yours["code"], "missing_here", "", str(yours["status"]), 0)
            yours = next(theirs, None)
        else:
            if mine.national != str(yours["status"]):
                yield _difference(mine, "status", str(yours["status"]))
            mine, yours = next(ours, None), next(theirs, None)


def _difference(row: Row, kind: str, theirs: str) -> Difference:
    return Difference(row.code, kind, row.national, theirs, row.waiting, row.province_id, row.dossier_id)


def _ours(system: str, since: Any) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_OURS, {"system": system, "since": since})
        while rows := cursor.fetchmany(PAGE):
            yield from (Row(*row) for row in rows)


def _theirs(line: Line) -> Iterator[dict[str, Any]]:
    after = ""
    try:
        while True:
            reply = line.get(f"/so/ho-so?{urlencode({'sau': after, 'so': PAGE})}")
            if reply.status != 200 or not isinstance(reply.body, dict):
                raise NoBooks(f"HTTP {reply.status} {reply.problem}".strip())
            items = reply.body.get("items") or []
            yield from items
            if len(items) < PAGE:
                return
            after = items[-1]["code"]
    finally:
        line.close()
