"""Tệp người dân tải lên cổng: PUT /dieu-khien/tep lays one there, GET /tep/{name} hands it out as it is."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok

GROUP = "files"
SCHEMA = "CREATE TABLE IF NOT EXISTS attachments (name TEXT PRIMARY KEY, content BLOB NOT NULL);"


def put(call: Call) -> Mapping[str, Any]:
    """Đặt một tệp: {"Ten", "NoiDung": base64}; answers with the path by which it is fetched."""
    name = str(call.body.get("Ten") or "")
    try:
        content = base64.b64decode(str(call.body.get("NoiDung") or ""), validate=True)
    except binascii.Error as problem:
        raise Refused(400, "1", "NoiDung phải là base64") from problem
    if not name or "/" in name:
        raise Refused(400, "1", "Cần Ten, không có dấu gạch chéo")
    with call.storage.change() as base:
        base.execute("INSERT OR REPLACE INTO attachments VALUES (?, ?)", (name, content))
    return ok(DuongDan=f"/tep/{name}")


def get(call: Call) -> Mapping[str, Any]:
    """Một tệp."""
    row = call.storage.row("SELECT content FROM attachments WHERE name = ?", (call.path["name"],))
    if row is None:
        raise Refused(404, "2", "Không có tệp này")
    return {"content": row["content"]}


ROUTES = [
    Route("GET", "/tep/{name}", GROUP, get),
    Route("PUT", "/dieu-khien/tep", CONTROL, put),
]
