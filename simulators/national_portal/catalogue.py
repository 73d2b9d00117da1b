"""Danh mục thủ tục của cổng: which records changed since a version, and each record as the portal holds it."""

import json
from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok
from simulators.national_portal.storage import packed

GROUP = "catalogue"
SCHEMA = """
CREATE TABLE IF NOT EXISTS procedures (
  code TEXT PRIMARY KEY, version INTEGER NOT NULL UNIQUE, state TEXT NOT NULL, record TEXT NOT NULL);
"""


def changed(call: Call) -> Mapping[str, Any]:
    """Thủ tục đổi sau phiên bản `sau`, oldest change first."""
    rows = call.storage.rows(
        "SELECT code, version, state FROM procedures WHERE version > ? ORDER BY version LIMIT ?",
        (int(call.query.get("sau", "0")), min(int(call.query.get("so", "200")), 1000)),
    )
    items = [{"MaTTHC": row["code"], "PhienBan": row["version"], "TrangThai": row["state"]} for row in rows]
    return ok(items=items, tiep=rows[-1]["version"] if rows else None)


def one(call: Call) -> Mapping[str, Any]:
    """Một thủ tục, the whole record."""
    row = call.storage.row("SELECT * FROM procedures WHERE code = ?", (call.path["code"],))
    if row is None:
        raise Refused(404, "2", "Không có thủ tục này")
    return ok(MaTTHC=row["code"], PhienBan=row["version"], TrangThai=row["state"], NoiDung=json.loads(row["record"]))


def put(call: Call) -> Mapping[str, Any]:
    """Đặt một thủ tục: {"MaTTHC", "NoiDung", "TrangThai"?}; each change gets the next version."""
    code, record = call.body.get("MaTTHC"), call.body.get("NoiDung")
    if not code or not isinstance(record, dict):
        raise Refused(400, "1", "Cần MaTTHC và NoiDung")
    with call.storage.change() as base:
        version = base.execute("SELECT coalesce(max(version), 0) + 1 FROM procedures").fetchone()[0]
        base.execute(
            "INSERT INTO procedures (code, version, state, record) VALUES (?, ?, ?, ?) ON CONFLICT (code) DO UPDATE"
            " SET version = excluded.version, state = excluded.state, record = excluded.record",
            (str(code), version, str(call.body.get("TrangThai", "ACTIVE")), packed(record)),
        )
    return ok(MaTTHC=code, PhienBan=version)


ROUTES = [
    Route("GET", "/danh-muc/thu-tuc", GROUP, changed),
    Route("GET", "/danh-muc/thu-tuc/{code}", GROUP, one),
    Route("PUT", "/dieu-khien/thu-tuc", CONTROL, put),
]
