"""Đồng hồ của cổng: what the portal shows as due and late. It keeps the first due moment it was told and never stops.

That is how complaints arise: while an office waits for the citizen, this clock runs on. GET /dong-ho/ho-so pages through
all dossiers; PUT /dieu-khien/dong-ho sets one dossier's due moment, as if the portal had counted by another calendar.
"""

from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok

GROUP = "clock"
# The due moment is kept when it is first told; later news does not move it.
SCHEMA = """
CREATE TABLE IF NOT EXISTS clocks (code TEXT PRIMARY KEY, due TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS clock_starts AFTER INSERT ON dossiers
  WHEN coalesce(json_extract(new.data, '$.NgayHenTra'), '') <> ''
BEGIN
  INSERT INTO clocks SELECT new.code, json_extract(new.data, '$.NgayHenTra')
   WHERE NOT EXISTS (SELECT 1 FROM clocks WHERE code = new.code);
END;
CREATE TRIGGER IF NOT EXISTS clock_starts_late AFTER UPDATE OF data ON dossiers
  WHEN coalesce(json_extract(new.data, '$.NgayHenTra'), '') <> ''
BEGIN
  INSERT INTO clocks SELECT new.code, json_extract(new.data, '$.NgayHenTra')
   WHERE NOT EXISTS (SELECT 1 FROM clocks WHERE code = new.code);
END;
"""
_PAGE = """
SELECT d.code, coalesce(d.own_status, d.status) AS status, c.due,
       coalesce(json_extract(d.data, '$.NgayKetThucXuLy'), '') AS finished
  FROM dossiers d LEFT JOIN clocks c ON c.code = d.code WHERE d.code > ? ORDER BY d.code LIMIT ?
"""


def listed(call: Call) -> Mapping[str, Any]:
    """Mọi hồ sơ theo mã: status, due and finished as the portal shows them."""
    size = min(int(call.query.get("so", "500")), 5_000)
    rows = call.storage.rows(_PAGE, (call.query.get("sau", ""), size))
    items = [
        {
            "MaHoSo": row["code"],
            "TrangThaiHoSo": row["status"],
            "NgayHenTra": row["due"] or "",
            "NgayKetThucXuLy": row["finished"],
        }
        for row in rows
    ]
    return ok(items=items, tiep=rows[-1]["code"] if len(rows) == size else None)


def put(call: Call) -> Mapping[str, Any]:
    """Đặt hạn của một hồ sơ: {"MaHoSo", "NgayHenTra"}."""
    code, due = call.body.get("MaHoSo"), str(call.body.get("NgayHenTra") or "")
    if not code or not (due.isascii() and due.isdigit() and len(due) == 14):
        raise Refused(400, "1", "Cần MaHoSo và NgayHenTra yyyyMMddHHmmss")
    with call.storage.change() as base:
        base.execute("INSERT OR REPLACE INTO clocks VALUES (?, ?)", (str(code), due))
    return ok()


ROUTES = [
    Route("GET", "/dong-ho/ho-so", GROUP, listed),
    Route("PUT", "/dieu-khien/dong-ho", CONTROL, put),
]
