"""Phía tệp: keys, checkpoints, backups, static files."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.deploy import Lack

BACKUP_HOURS = 26


def keys() -> Iterator[Lack]:
    """Chỉ người chạy hệ thống đọc được khoá."""
    root = Path(settings.KEYS_ROOT)
    open_to_others = [
        path for path in (root, *root.glob("*")) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        yield Lack("keys", f"người khác đọc được {open_to_others[0]}", f"chmod -R go= {root}")
    if not root.exists():
        yield Lack(
            "keys", f"chưa có thư mục khoá {root}", "chạy hệ thống một lần rồi cất bản sao của thư mục này nơi khác"
        )


def checkpoints() -> Iterator[Lack]:
    """Điểm chốt nhật ký nằm ngoài ổ đĩa của cơ sở dữ liệu."""
    root = Path(settings.CHECKPOINT_ROOT)
    if _device(root) == _device(_database_folder()):
        what = "điểm chốt nhật ký nằm cùng ổ đĩa với cơ sở dữ liệu: ai sửa được ổ đĩa thì sửa được cả hai"
        yield Lack("checkpoints", what, "đặt THONGSUOT_CHECKPOINT_ROOT tới ổ đĩa hoặc máy khác")


def backups() -> Iterator[Lack]:
    """Bản sao lưu gần đây: the backup job touches a file when it succeeded."""
    marker = os.environ.get("THONGSUOT_BACKUP_MARKER")
    remedy = "cho việc sao lưu chạm vào một tệp khi xong và đặt THONGSUOT_BACKUP_MARKER tới tệp đó"
    if not marker:
        yield Lack("backups", "không biết có sao lưu hay không", remedy)
    elif not Path(marker).exists() or time.time() - Path(marker).stat().st_mtime > BACKUP_HOURS * 3600:
        yield Lack(
            "backups", f"không có bản sao lưu nào trong {BACKUP_HOURS} giờ qua ({marker})", "xem lại việc sao lưu"
        )


def static_files() -> Iterator[Lack]:
    """Tệp giao diện đã gom."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Lack("static", "chưa gom tệp giao diện", "chạy thongsuot manage collectstatic --no-input")


def _database_folder() -> Path:
    """Data folder of a server on this machine; our own folder when it runs elsewhere or does not tell."""
    own = Path(settings.VAR) / "pg"
    if own.exists():
        return own.resolve()
    with connection.cursor() as cursor:
        cursor.execute("SELECT inet_server_addr() IS NULL AND pg_has_role('pg_read_all_settings', 'MEMBER')")
        if cursor.fetchone()[0]:
            cursor.execute("SHOW data_directory")
            return Path(cursor.fetchone()[0])
    return Path(settings.VAR)


def _device(folder: Path) -> int:
    """Disk of a folder, or of the nearest folder above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev


CHECKS = (keys, checkpoints, backups, static_files)
