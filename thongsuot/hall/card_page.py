"""Phần đọc thẻ của một trang: where the reader of this PC listens, and what the page says in each case."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _


def names() -> dict[str, Any] | None:
    """What `hall/_card.html` needs; None where no reader is configured, then the page asks for nothing."""
    if not settings.CARD_READER:
        return None
    words = {
        "reading": _("Đang đọc thẻ, đừng nhấc thẻ ra…"),
        "read": _("Đã đọc thẻ. Hãy xem lại các mục vừa điền."),
        "no_card": _("Chưa thấy thẻ. Hãy đặt thẻ lên đầu đọc rồi bấm lại."),
        "removed": _("Thẻ bị nhấc ra khi đang đọc. Hãy đặt lại và giữ yên tới khi đọc xong."),
        "unreadable": _("Không đọc được thẻ. Hãy lau mặt thẻ, đặt lại; vẫn không được thì nhập tay."),
        "slow": _("Đầu đọc trả lời quá lâu. Hãy thử lại; vẫn không được thì nhập tay."),
        "no_reader": _("Không thấy đầu đọc ở máy này. Hãy báo cán bộ; trong lúc ấy nhập tay được."),
        "server": _("Mất kết nối với máy chủ nên chưa kiểm được thẻ. Hãy thử lại sau ít phút."),
    }
    return {"reader": settings.CARD_READER, "words": json.dumps(words, ensure_ascii=False)}
