"""Tin của cổng gửi ta: dossiers filed on the portal, supplements, withdrawals, payments, statuses changed by the portal.

The portal offers them for fetching (GET /tin?sau=…&so=…, acknowledged by POST /tin/xac-nhan) and may push them to an
address (POST /dieu-khien/day). With the fault `twice` every message is handed out twice, with `disorder` in a mixed order.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from simulators.national_portal.dossiers import STATUSES
from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok
from simulators.national_portal.storage import packed

GROUP = "messages"
KINDS = ("HO_SO_MOI", "BO_SUNG", "RUT_HO_SO", "THANH_TOAN", "TRANG_THAI", "HO_SO_PHAN_CHIEU")
SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, code TEXT NOT NULL,
  at TEXT NOT NULL, data TEXT NOT NULL, handed INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0);
"""
VIET_NAM = timezone(timedelta(hours=7))


def offer(call: Call) -> Mapping[str, Any]:
    """Tin chưa xác nhận, oldest first; the portal goes on offering what nobody confirmed."""
    rows = call.storage.rows(
        "SELECT * FROM messages WHERE confirmed = 0 AND n > ? ORDER BY n LIMIT ?",
        (int(call.query.get("sau", "0")), min(int(call.query.get("so", "100")), 1000)),
    )
    _handed(call, rows)
    last = rows[-1]["n"] if rows else None
    return ok(items=[_shown(row) for row in _misordered(call, rows)], tiep=last)


def confirm(call: Call) -> Mapping[str, Any]:
    """Bên kia đã nhận những tin này."""
    ids = call.body.get("MaTin")
    if not isinstance(ids, list):
        raise Refused(400, "1", "MaTin phải là danh sách")
    with call.storage.change() as base:
        base.executemany("UPDATE messages SET confirmed = 1 WHERE id = ?", [(str(one),) for one in ids])
    return ok()


def file(call: Call) -> Mapping[str, Any]:
    """Người dân làm gì đó trên cổng: {"Loai", "MaHoSo", "NoiDung", "MaTin"?} becomes a message.

    A dossier filed on the portal stands in its books from then on, so our first sync of it is answered "exists".
    """
    kind, code = call.body.get("Loai"), call.body.get("MaHoSo")
    if kind not in KINDS or not code:
        raise Refused(400, "1", f"Loai phải là một trong {', '.join(KINDS)}; cần MaHoSo")
    content = call.body.get("NoiDung") or {}
    if kind == "HO_SO_MOI":
        with call.storage.change() as base:
            base.execute(
                "INSERT INTO dossiers (code, status, data, changes) VALUES (?, '1', ?, 0) ON CONFLICT DO NOTHING",
                (str(code), packed(content)),
            )
    return ok(MaTin=_add(call, str(kind), str(code), content, str(call.body.get("MaTin") or "")))


def change_status(call: Call) -> Mapping[str, Any]:
    """Cổng tự đổi trạng thái một hồ sơ; `silent` true: without telling anybody."""
    code, status = call.path["code"], str(call.body.get("TrangThaiHoSo"))
    if status not in STATUSES:
        raise Refused(400, "1", "TrangThaiHoSo từ 1 đến 10")
    with call.storage.change() as base:
        done = base.execute("UPDATE dossiers SET own_status = ? WHERE code = ?", (status, code)).rowcount
    if not done:
        raise Refused(404, "2", "Hồ sơ chưa có")
    told = "" if call.body.get("silent") else _add(call, "TRANG_THAI", code, {"TrangThaiHoSo": status}, "")
    return ok(MaTin=told)


def push(call: Call) -> Mapping[str, Any]:
    """Đẩy tin chưa xác nhận tới {"address", "headers"?}, one POST each; a 2xx answer confirms it."""
    address = str(call.body.get("address", ""))
    if not address.startswith(("http://127.0.0.1", "http://localhost")):
        raise Refused(400, "1", "address phải là máy này")
    rows = call.storage.rows("SELECT * FROM messages WHERE confirmed = 0 ORDER BY n")
    _handed(call, rows)
    answers = []
    for row in _misordered(call, rows):
        key = {"Idempotency-Key": row["id"], **(call.body.get("headers") or {})}
        status = _post(address, _shown(row), key)
        answers.append({"MaTin": row["id"], "status": status})
        if 200 <= status < 300:
            with call.storage.change() as base:
                base.execute("UPDATE messages SET confirmed = 1 WHERE id = ?", (row["id"],))
    return ok(items=answers)


def listed(call: Call) -> Mapping[str, Any]:
    """Mọi tin, đã xác nhận hay chưa."""
    return ok(items=call.storage.rows("SELECT id, kind, code, at, handed, confirmed FROM messages ORDER BY n"))


def empty(call: Call) -> Mapping[str, Any]:
    """Quên mọi tin."""
    with call.storage.change() as base:
        base.execute("DELETE FROM messages")
    return ok()


def _add(call: Call, kind: str, code: str, content: Mapping[str, Any], given: str) -> str:
    at = datetime.now(VIET_NAM).strftime("%Y%m%d%H%M%S")
    with call.storage.change() as base:
        row = base.execute("SELECT coalesce(max(n), 0) + 1 FROM messages").fetchone()
        found = given or f"NP-{row[0]:08d}"
        base.execute(
            "INSERT INTO messages (id, kind, code, at, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (found, kind, code, at, packed(content)),
        )
    return found


def _handed(call: Call, rows: list[dict[str, Any]]) -> None:
    with call.storage.change() as base:
        base.executemany("UPDATE messages SET handed = handed + 1 WHERE id = ?", [(row["id"],) for row in rows])


def _misordered(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    modes = {fault.mode for fault in call.faults.strike(GROUP, ("twice", "disorder"))} if rows else set()
    if "twice" in modes:
        rows = [row for row in rows for _ in range(2)]
    return list(reversed(rows)) if "disorder" in modes else rows


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    content = json.loads(row["data"])
    return {"MaTin": row["id"], "Loai": row["kind"], "MaHoSo": row["code"], "ThoiDiem": row["at"], "NoiDung": content}


def _post(address: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> int:
    request = urllib.request.Request(  # noqa: S310  (checked: this machine)
        address, packed(body).encode(), {"Content-Type": "application/json", **headers}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code
    except OSError:
        return 0


ROUTES = [
    Route("GET", "/tin", GROUP, offer),
    Route("POST", "/tin/xac-nhan", GROUP, confirm),
    Route("POST", "/dieu-khien/tin", CONTROL, file),
    Route("GET", "/dieu-khien/tin", CONTROL, listed),
    Route("DELETE", "/dieu-khien/tin", CONTROL, empty),
    Route("POST", "/dieu-khien/ho-so/{code}/trang-thai", CONTROL, change_status),
    Route("POST", "/dieu-khien/day", CONTROL, push),
]
