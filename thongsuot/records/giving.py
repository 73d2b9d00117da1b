"""Đưa một tài liệu lưu trữ cho người đọc."""

from django.http import FileResponse

from thongsuot.common.files.download import SANDBOX
from thongsuot.records.models import RecordItem
from thongsuot.records.storage.reading import open_checked


def item_response(found: RecordItem) -> FileResponse:
    """The document as an attachment in a sandbox."""
    stored = found.stored
    response = FileResponse(
        open_checked(found),
        as_attachment=True,
        filename=stored.name if stored else f"{found.ordinal:04}",
        content_type=stored.media_type if stored else "application/octet-stream",
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
