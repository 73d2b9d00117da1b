"""Đồng bộ hồ sơ và tiến độ: POST /dong-bo/ho-so, POST /dong-bo/tien-do (fields: README.md).

`error_code` "0" done; "3" the dossier is here already, send it as an update (`isUpdating` true); "2" an update of a
dossier that is not here; "8" it names files that are not here (files.py); "1" fields missing or wrong. A key that was answered before gets the same answer again and
nothing is done.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from simulators.national_portal import files
from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok
from simulators.national_portal.storage import packed

GROUP = "dossiers"
SCHEMA = """
CREATE TABLE IF NOT EXISTS dossiers (
  code TEXT PRIMARY KEY, status TEXT NOT NULL, data TEXT NOT NULL, changes INTEGER NOT NULL, own_status TEXT);
CREATE TABLE IF NOT EXISTS progress (
  n INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS progress_code ON progress (code, n);
CREATE TABLE IF NOT EXISTS arrivals (
  n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, code TEXT NOT NULL,
  status TEXT NOT NULL, answer TEXT NOT NULL, repeats INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS arrivals_code ON arrivals (code, n);
"""
NEEDED = ("MaHoSo", "MaTTHC", "TenTTHC", "KenhThucHien", "ChuHoSo", "LoaiDoiTuong", "TrangThaiHoSo", "NgayNopHoSo")
PROGRESS_NEEDED = ("MaHoSo", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")
MOMENT = re.compile(r"\d{14}")
STATUSES = {str(n) for n in range(1, 11)}
DATES = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi")


def sync(call: Call) -> Mapping[str, Any]:
    """Nhận một hồ sơ mới hoặc cập nhật."""
    data, updating = call.body.get("data"), call.body.get("isUpdating")
    if not isinstance(data, dict) or not isinstance(updating, bool):
        raise Refused(400, "1", "Thiếu data hoặc isUpdating")
    if wrong := _wrong(data):
        return {"error_code": "1", "message": f"Trường thiếu hoặc sai: {', '.join(wrong)}"}
    key, code, status = call.key, str(data["MaHoSo"]), str(data["TrangThaiHoSo"])
    with call.storage.change() as base:
        if key and (before := _answered(base, key)):
            return before
        found = base.execute("SELECT 1 FROM dossiers WHERE code = ?", (code,)).fetchone()
        if found and not updating:
            return {"error_code": "3", "message": "Hồ sơ đã tồn tại"}
        if not found and updating:
            return {"error_code": "2", "message": "Hồ sơ chưa có, không cập nhật được"}
        if absent := files.missing(base, data):
            return {"error_code": "8", "message": f"Chưa có {len(absent)} tệp", "Thieu": absent}
        base.execute(
            "INSERT INTO dossiers (code, status, data, changes) VALUES (?, ?, ?, 1) ON CONFLICT (code) DO UPDATE"
            " SET status = excluded.status, data = excluded.data, changes = changes + 1, own_status = NULL",
            (code, status, packed(data)),
        )
        return _remember(base, key, "dossier", code, status)


def progress(call: Call) -> Mapping[str, Any]:
    """Nhận một bước tiến độ của hồ sơ đã có."""
    data = call.body.get("data")
    if not isinstance(data, dict):
        raise Refused(400, "1", "Thiếu data")
    if wrong := [n for n in PROGRESS_NEEDED if not data.get(n)] + _bad_dates(data, ("ThoiDiemXuLy", "NgayBatDau")):
        return {"error_code": "1", "message": f"Trường thiếu hoặc sai: {', '.join(wrong)}"}
    code = str(data["MaHoSo"])
    with call.storage.change() as base:
        if call.key and (before := _answered(base, call.key)):
            return before
        if not base.execute("SELECT 1 FROM dossiers WHERE code = ?", (code,)).fetchone():
            return {"error_code": "2", "message": "Hồ sơ chưa có, không ghi tiến độ được"}
        base.execute("INSERT INTO progress (code, key, data) VALUES (?, ?, ?)", (code, call.key, packed(data)))
        return _remember(base, call.key, "progress", code, str(data["TrangThai"]))


def _wrong(data: Mapping[str, Any]) -> list[str]:
    missing = [name for name in NEEDED if not data.get(name)]
    status = [] if str(data.get("TrangThaiHoSo")) in STATUSES else ["TrangThaiHoSo"]
    return missing + status + _bad_dates(data, DATES)


def _bad_dates(data: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if data.get(name) and not MOMENT.fullmatch(str(data[name]))]


def _answered(base: Any, key: str) -> Mapping[str, Any] | None:
    row = base.execute("SELECT answer FROM arrivals WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    base.execute("UPDATE arrivals SET repeats = repeats + 1 WHERE key = ?", (key,))
    found: dict[str, Any] = json.loads(row["answer"])
    return found


def _remember(base: Any, key: str, kind: str, code: str, status: str) -> Mapping[str, Any]:
    answer = ok(MaHoSo=code)
    if key:
        base.execute(
            "INSERT INTO arrivals (key, kind, code, status, answer) VALUES (?, ?, ?, ?, ?)",
            (key, kind, code, status, packed(answer)),
        )
    return answer


def listed(call: Call) -> Mapping[str, Any]:
    """Sổ của cổng: every dossier by code with its status, times and how much was told; `sau` and `so` page through it.

    `status` is what the portal shows, `told_status` what the last message said; they differ where the portal changed it
    by itself.
    """
    return ok(
        items=call.storage.rows(
            "SELECT d.code, coalesce(d.own_status, d.status) AS status, d.status AS told_status, d.changes,"
            " json_extract(d.data, '$.NgayHenTra') AS due, json_extract(d.data, '$.NgayTiepNhan') AS received,"
            " (SELECT count(*) FROM progress p WHERE p.code = d.code) AS progress,"
            " (SELECT a.key FROM arrivals a WHERE a.code = d.code ORDER BY a.n DESC LIMIT 1) AS last_key"
            " FROM dossiers d WHERE d.code > ? ORDER BY d.code LIMIT ?",
            (call.query.get("sau", ""), min(int(call.query.get("so", "1000")), 10_000)),
        )
    )


def one(call: Call) -> Mapping[str, Any]:
    """Một hồ sơ: data as last told, progress and arrivals in the order they came."""
    code = call.path["code"]
    row = call.storage.row("SELECT * FROM dossiers WHERE code = ?", (code,))
    if row is None:
        raise Refused(404, "2", "Hồ sơ chưa có")
    steps = call.storage.rows("SELECT data FROM progress WHERE code = ? ORDER BY n", (code,))
    arrivals = call.storage.rows("SELECT key, kind, status, repeats FROM arrivals WHERE code = ? ORDER BY n", (code,))
    return ok(
        code=code, status=row["own_status"] or row["status"], changes=row["changes"], data=json.loads(row["data"]),
        progress=[json.loads(step["data"]) for step in steps], arrivals=arrivals, files=files.of_dossier(call, code),
    )  # fmt: skip


def counts(call: Call) -> Mapping[str, Any]:
    """Bao nhiêu hồ sơ, tiến độ, lần gửi lặp; by status."""
    row = call.storage.row(
        "SELECT (SELECT count(*) FROM dossiers) AS dossiers, (SELECT count(*) FROM progress) AS progress,"
        " (SELECT count(*) FROM arrivals) AS arrivals, (SELECT coalesce(sum(repeats), 0) FROM arrivals) AS repeats"
    )
    by = call.storage.rows("SELECT coalesce(own_status, status) AS s, count(*) AS n FROM dossiers GROUP BY 1")
    return ok(**(row or {}), statuses={one["s"]: one["n"] for one in by})


def empty(call: Call) -> Mapping[str, Any]:
    """Quên mọi hồ sơ: the portal lost its books; or a test begins."""
    with call.storage.change() as base:
        for table in ("dossiers", "progress", "arrivals"):
            base.execute(f"DELETE FROM {table}")  # noqa: S608  (names of ours)
    return ok()


ROUTES = [
    Route("POST", "/dong-bo/ho-so", GROUP, sync),
    Route("POST", "/dong-bo/tien-do", GROUP, progress),
    Route("GET", "/so/ho-so", GROUP, listed),
    Route("GET", "/so/ho-so/{code}", GROUP, one),
    Route("GET", "/dieu-khien/dem", CONTROL, counts),
    Route("DELETE", "/dieu-khien/ho-so", CONTROL, empty),
]
