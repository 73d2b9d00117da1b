"""Thư điện tử đọc thành điều văn bản đến cần: sender, sign, attachments; nothing here touches the database."""

from thongsuot.documents.letters.automatic import Automatic
from thongsuot.documents.letters.reading import MOST_ATTACHMENTS, Letter, Unopened, mark_in, read

__all__ = ["MOST_ATTACHMENTS", "Automatic", "Letter", "Unopened", "mark_in", "read"]
