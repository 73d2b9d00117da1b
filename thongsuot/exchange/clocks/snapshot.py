"""Chụp đồng hồ của cổng: its view of all dossiers, page by page, into `PortalView`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction

from thongsuot.exchange import systems
from thongsuot.exchange.inbound import http
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import moment

PAGE = 1_000
_KEEP = """
INSERT INTO exchange_portalview AS v (province_id, system_id, code, dossier_id, national_status, due_at, finished_at, seen_at)
SELECT DISTINCT ON (x.code) coalesce(f.province_id, d.province_id, %(province)s), %(system)s, x.code, coalesce(f.dossier_id, d.id),
       x.status, x.due, x.finished, %(at)s
  FROM unnest(%(codes)s::text[], %(statuses)s::smallint[], %(dues)s::timestamptz[], %(finished)s::timestamptz[])
       AS x(code, status, due, finished)
  LEFT JOIN exchange_foreigncode f ON f.system_id = %(system)s AND f.code = x.code
  LEFT JOIN dossiers_dossier d ON f.id IS NULL AND d.code = x.code
ON CONFLICT (province_id, system_id, code) DO UPDATE SET dossier_id = excluded.dossier_id,
  national_status = excluded.national_status, due_at = excluded.due_at, finished_at = excluded.finished_at,
  seen_at = excluded.seen_at
"""


def take(system: str, *, province_id: int, at: datetime) -> int:
    """Chụp; how many dossiers the portal shows. Raises http.Away and its like: what was taken stays, the run says why."""
    address, after, taken = systems.address(system), "", 0
    while True:
        page = http.get(address, f"/dong-ho/ho-so?sau={quote(after)}&so={PAGE}")
        items = page.get("items") if isinstance(page, dict) else None
        if not isinstance(items, list):
            raise http.Away("unclear_answer")
        taken += keep(system, items, province_id=province_id, at=at)
        following = page.get("tiep")
        if not isinstance(following, str) or following <= after:
            return taken
        after = following


@transaction.atomic
def keep(system: str, items: Sequence[Any], *, province_id: int, at: datetime) -> int:
    """Ghi một trang; a line that makes no sense is left out (its dossier is compared by what was known before)."""
    rows = [row for row in map(_row, items) if row is not None]
    if not rows:
        return 0
    codes, statuses, dues, finished = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "province": province_id,
                "system": system,
                "at": at,
                "codes": codes,
                "statuses": statuses,
                "dues": dues,
                "finished": finished,
            },
        )
    return len(rows)


def _row(item: Any) -> tuple[str, int, datetime | None, datetime | None] | None:
    if not isinstance(item, dict):
        return None
    code, status = item.get("MaHoSo"), str(item.get("TrangThaiHoSo"))
    if not isinstance(code, str) or not 0 < len(code) <= 80 or "\0" in code or status not in _STATUSES:
        return None
    try:
        due, finished = (moment(item[name]) if item.get(name) else None for name in ("NgayHenTra", "NgayKetThucXuLy"))
    except NotUnderstood:
        return None
    return code, int(status), due, finished


_STATUSES = frozenset(str(number) for number in range(1, 11))
