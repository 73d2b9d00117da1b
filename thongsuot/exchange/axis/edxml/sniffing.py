"""Loại theo nội dung của bytes trong bộ nhớ; the file store looks again, more closely, when it keeps them."""

from thongsuot.common.files.kinds import SIGNATURES

_PACKED = {b"word/document": "docx", b"xl/workbook": "xlsx", b"ppt/presentation": "pptx"}


def kind_name(content: bytes) -> str:
    """Tên loại (kinds.Kind.name), “zip” for any archive, “text” for what is plain; empty when unknown."""
    head = content[:1024]
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind.name
    if head.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _PACKED.items() if mark in content), "zip")
    if b"%PDF-" in head:
        return "pdf"
    try:
        text = content[:4096].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return ""
    plain = text and not any(char < " " and char not in "\t\n\r\f" for char in text)
    return "text" if plain and len(text.encode()) >= min(len(content), 4096) - 4 else ""
