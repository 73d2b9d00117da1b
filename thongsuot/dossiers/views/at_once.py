"""Trang xong của thủ tục làm ngay: the next act instead of a receipt, or whom to call."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.dossiers import at_once
from thongsuot.dossiers.acts_at_once import AT_ONCE
from thongsuot.dossiers.selectors.one import Loaded


def box(loaded: Loaded, principal: Principal, at: datetime) -> dict[str, Any] | None:
    """None for a procedure that is not immediate, and once the result is there."""
    if not at_once.is_open(loaded):
        return None
    left = at_once.hands(loaded, principal, at)
    return {
        "verb": AT_ONCE,
        "may": all(hand.may for hand in left),
        "next_is_mine": left[0].may and len(left) > 1,
        "hands": [(h.what, h.role_words, [] if h.may else h.people(at), h.may) for h in left],
    }
