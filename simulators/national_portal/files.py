"""Tệp của hồ sơ đồng bộ: PUT /dong-bo/tep/{uid} lays one there before the message that names it, GET hands it out.

The body is the file itself, `Content-Digest: sha-256=:…:` (RFC 9530) what it must be. `error_code` "0" kept (again: nothing
changes), "6" the bytes are others than the digest says; 413 when it is larger than PUT /dieu-khien/tep-toi-da allows.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok

GROUP = "files"
FOLDER = "/dong-bo/tep/"
LARGEST = 64 * 1024 * 1024
SCHEMA = """
CREATE TABLE IF NOT EXISTS dossier_files (
  uid TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  content BLOB NOT NULL, repeats INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS dossier_files_code ON dossier_files (code);
CREATE TABLE IF NOT EXISTS file_limit (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL);
"""
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]+):")


def put(call: Call) -> Mapping[str, Any]:
    """Nhận một tệp."""
    assert call.upload is not None, "a route that streams"
    told, size = _digest_of(call), call.upload.size
    if size > _most(call):
        raise Refused(413, "7", "Tệp lớn hơn mức nhận")
    if call.upload.sha256 != told:
        return {"error_code": "6", "message": "Nội dung khác mã băm"}
    content = call.upload.file.read()
    with call.storage.change() as base:
        before = base.execute("SELECT sha256 FROM dossier_files WHERE uid = ?", (call.path["uid"],)).fetchone()
        if before and before["sha256"] != told:
            raise Refused(409, "6", "Số tệp này đã có nội dung khác")
        base.execute(
            "INSERT INTO dossier_files (uid, code, name, sha256, size, content) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (uid) DO UPDATE SET repeats = repeats + 1",
            (call.path["uid"], call.query.get("MaHoSo", ""), call.query.get("TenTep", ""), told, size, content),
        )
    return ok(DuongDan=FOLDER + call.path["uid"])


def get(call: Call) -> Mapping[str, Any]:
    """Một tệp."""
    row = call.storage.row("SELECT content FROM dossier_files WHERE uid = ?", (call.path["uid"],))
    if row is None:
        raise Refused(404, "2", "Không có tệp này")
    return {"content": row["content"]}


def missing(base: Any, data: Mapping[str, Any]) -> list[str]:
    """Tệp mà thông điệp nêu nhưng cổng không có; asked by `dossiers` inside its transaction."""
    lists = [rows for name in ("TaiLieuNop", "DanhSachGiayToKetQua") if isinstance(rows := data.get(name), list)]
    paths = [str(row.get("DuongDan") or "") for rows in lists for row in rows if isinstance(row, dict)]
    wanted = [path.removeprefix(FOLDER) for path in paths if path.startswith(FOLDER)]
    return [u for u in wanted if not base.execute("SELECT 1 FROM dossier_files WHERE uid = ?", (u,)).fetchone()]


def of_dossier(call: Call, code: str) -> list[dict[str, Any]]:
    """Tệp của một hồ sơ, without their bytes."""
    return call.storage.rows(
        "SELECT uid, name, sha256, size, repeats FROM dossier_files WHERE code = ? ORDER BY uid", (code,)
    )


def limit(call: Call) -> Mapping[str, Any]:
    """Đặt mức lớn nhất: {"bytes"}."""
    with call.storage.change() as base:
        base.execute("INSERT OR REPLACE INTO file_limit VALUES (1, ?)", (int(call.body["bytes"]),))
    return ok()


def empty(call: Call) -> Mapping[str, Any]:
    """Mất kho tệp: the portal forgets every file of a dossier."""
    with call.storage.change() as base:
        base.execute("DELETE FROM dossier_files")
    return ok()


def _most(call: Call) -> int:
    row = call.storage.row("SELECT bytes FROM file_limit")
    return int(row["bytes"]) if row else LARGEST


def _digest_of(call: Call) -> str:
    found = DIGEST.fullmatch(call.headers.get("Content-Digest", ""))
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else ""
    except binascii.Error:
        return ""


ROUTES = [
    Route("PUT", "/dong-bo/tep/{uid}", GROUP, put, streams=True),
    Route("GET", "/dong-bo/tep/{uid}", GROUP, get),
    Route("PUT", "/dieu-khien/tep-toi-da", CONTROL, limit),
    Route("DELETE", "/dieu-khien/tep-ho-so", CONTROL, empty),
]
