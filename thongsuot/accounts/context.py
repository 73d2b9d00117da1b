"""Người đang đăng nhập, as the bar on top of every page shows him: posts in force with the names of their units."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from thongsuot.accounts.principal import Principal
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info


@dataclass(frozen=True, slots=True)
class ShownPost:
    """Chức vụ để hiển thị."""

    title: str
    unit_name: str
    acts_for: str = ""


def posts(request: HttpRequest) -> dict[str, Any]:
    """`my_posts` of the page; nothing is looked up on pages that do not show it, nor for citizens."""
    principal = getattr(request, "principal", None)
    return {"my_posts": SimpleLazyObject(lambda: shown_posts(principal))}


def shown_posts(principal: Principal | None) -> list[ShownPost]:
    """Posts of an official, in the order he holds them; units come from the cache of units."""
    if principal is None:
        return []
    today = timezone.localtime(now()).date()
    return [
        ShownPost(
            post.title,
            unit_info(post.unit_id, today).full_name,
            post.on_behalf.giver_name if post.on_behalf else "",
        )
        for post in principal.posts
    ]
