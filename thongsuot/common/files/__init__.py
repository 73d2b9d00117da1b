"""Kho tệp: uploads kept under their SHA-256; the shown name, type and owner stand in the table.

The bytes are on disk before the row is written, the row commits with the record that needs it. What nobody attached
within two days is collected by a job.
"""

from thongsuot.common.files.bombs import Limits
from thongsuot.common.files.download import download
from thongsuot.common.files.kinds import ACCEPTED, PDF, XLSX, Kind
from thongsuot.common.files.loose import collect
from thongsuot.common.files.names import shown_name
from thongsuot.common.files.store import attach, keep_bytes, open_bytes, path_of, read_bytes, release, store, store_made

__all__ = [
    "ACCEPTED",
    "PDF",
    "XLSX",
    "Kind",
    "Limits",
    "attach",
    "collect",
    "download",
    "keep_bytes",
    "open_bytes",
    "path_of",
    "read_bytes",
    "release",
    "shown_name",
    "store",
    "store_made",
]
