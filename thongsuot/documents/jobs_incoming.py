"""Việc nền của văn bản đến."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.documents import stamped


@app.task(name="documents.make_stamped")
def make_stamped(document_id: int) -> bool:
    """Đóng dấu “ĐẾN” lên bản chụp."""
    return stamped.make(document_id, at=now())
