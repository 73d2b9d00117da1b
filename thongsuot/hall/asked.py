"""Điều biểu mẫu gửi lên: names and numbers of forms, read without believing them."""

from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid

LONGEST = 17  # digits that a bigint holds for certain


def uid_of(text: str) -> UUID:
    """The name that the asking page gave to its press or its ticket; raises Invalid `press_missing`."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("Trang này đã cũ. Hãy tải lại trang rồi bấm lại."), code="press_missing") from None


def number(text: str | None) -> int:
    """A number of a form; 0 for anything else, which is nobody's."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0
