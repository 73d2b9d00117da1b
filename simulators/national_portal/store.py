"""Kho dữ liệu điện tử của tổ chức, cá nhân trên cổng: papers of an owner, asked by identity number and result code."""

import json
from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok
from simulators.national_portal.storage import packed

GROUP = "store"
SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (
  owner TEXT NOT NULL, code TEXT NOT NULL, number TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (owner, code, number));
"""


def ask(call: Call) -> Mapping[str, Any]:
    """Giấy tờ của một người: {"SoDinhDanh", "MaKetQua"?}."""
    owner, code = call.body.get("SoDinhDanh"), str(call.body.get("MaKetQua") or "")
    if not owner:
        raise Refused(400, "1", "Cần SoDinhDanh")
    rows = call.storage.rows(
        "SELECT facts FROM papers WHERE owner = ? AND (? = '' OR code = ?) ORDER BY code, number",
        (str(owner), code, code),
    )
    return ok(items=[json.loads(row["facts"]) for row in rows])


def put(call: Call) -> Mapping[str, Any]:
    """Thêm một giấy tờ: {"SoDinhDanh", "MaKetQua", "TenGiayTo", "SoKyHieu", "CoQuanChuQuan", "Tep"?}."""
    facts = dict(call.body)
    owner = facts.pop("SoDinhDanh", None)
    if not owner or not all(facts.get(name) for name in ("MaKetQua", "TenGiayTo", "SoKyHieu", "CoQuanChuQuan")):
        raise Refused(400, "1", "Thiếu trường")
    with call.storage.change() as base:
        base.execute(
            "INSERT INTO papers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET facts = excluded.facts",
            (str(owner), facts["MaKetQua"], facts["SoKyHieu"], packed({"Tep": [], **facts})),
        )
    return ok()


ROUTES = [
    Route("POST", "/kho/tra-cuu", GROUP, ask),
    Route("PUT", "/dieu-khien/kho", CONTROL, put),
]
