"""Tải tệp về: always as an attachment, under the shown name, in a sandbox."""

from django.http import FileResponse

from thongsuot.common.errors import Unavailable
from thongsuot.common.files.store import open_bytes
from thongsuot.common.models import StoredFile

SANDBOX = "default-src 'none'; sandbox"


def download(file: StoredFile) -> FileResponse:
    """Stream a file; whether the asker may have it was decided before."""
    try:
        handle = open_bytes(file)
    except FileNotFoundError as exc:
        raise Unavailable(code="file_missing") from exc
    response = FileResponse(handle, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{file.sha256}"'
    return response
