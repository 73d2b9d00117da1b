"""Ai quản trị tài khoản nào. unit_admin: those who hold a post in his unit; province_admin: in his province.

Whoever may set another's password could act as him. So handing over an account (password, closing) needs all its
present posts inside one's administration: the administrator of one commune cannot take over an official who also works
in another, or a person who once worked for him. Nobody gives posts to himself.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post, Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.org.models import UnitVersion
from thongsuot.org.selectors import subtree_ids, unit_info

BY_UNIT_ADMIN = frozenset({Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR, Role.UNIT_ADMIN})
ADMINISTRATORS = (Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)


def roles_to_give(principal: Principal) -> list[str]:
    """Roles this administrator may give."""
    if principal.has(Role.PROVINCE_ADMIN):
        return list(Role.values)
    return [role for role in Role.values if role in BY_UNIT_ADMIN] if principal.has(Role.UNIT_ADMIN) else []


def administered_posts(principal: Principal) -> QuerySet[Post]:
    """Posts, present, past and coming, inside this person's administration."""
    provinces = principal.provinces_with(Role.PROVINCE_ADMIN)
    of_province = UnitVersion.objects.filter(province_id__in=provinces).values("unit_id")
    inside = Q(unit_id__in=principal.units_with(Role.UNIT_ADMIN))
    if provinces:
        inside |= Q(unit_id__in=provinces) | Q(unit_id__in=of_province)
    return Post.objects.filter(inside)


def administered_accounts(principal: Principal) -> QuerySet[User]:
    """Accounts that hold or held a post inside this person's administration."""
    return User.objects.filter(id__in=administered_posts(principal).values("user_id")).exclude(kind=User.Kind.CITIZEN)


def account_in_scope(principal: Principal, uid: str) -> User:
    """The account, or NotFound as if it did not exist."""
    user = administered_accounts(principal).filter(uid=uid).first()
    if user is None:
        raise NotFound(_("Không có tài khoản này trong phạm vi quản trị của bạn."))
    return user


def administers_unit(principal: Principal, unit_id: int, at: datetime) -> bool:
    """Whether posts of this unit are given by this person."""
    if unit_id in principal.units_with(Role.UNIT_ADMIN):
        return True
    info = unit_info(unit_id, timezone.localtime(at).date())
    return bool({info.province_id or info.id} & principal.provinces_with(Role.PROVINCE_ADMIN))


def may_hand_over(principal: Principal, user: User, at: datetime) -> bool:
    """Whether this person may reset the password of an account, close it, end its second factor."""
    if user.pk == principal.user_id or user.kind == User.Kind.CITIZEN:
        return False
    held = _now_held(user, at)
    if any(post.role == Role.PROVINCE_ADMIN for post in held) and not principal.has(Role.PROVINCE_ADMIN):
        return False
    if not held:
        return administered_accounts(principal).filter(pk=user.pk).exists() and _last_here(principal, user, at)
    return all(administers_unit(principal, post.unit_id, at) for post in held)


def require_hand_over(principal: Principal, user: User, at: datetime) -> None:
    """Refuse whoever may not take this account over."""
    if not may_hand_over(principal, user, at):
        raise Forbidden(
            _("Tài khoản này còn giữ chức vụ ngoài phạm vi quản trị của bạn, hoặc là tài khoản của chính bạn.")
        )


def require_may_give(principal: Principal, user: User, unit_id: int, role: str, at: datetime) -> None:
    """Refuse posts for oneself, in units of others, with roles above one's own."""
    if user.pk == principal.user_id:
        raise Forbidden(_("Không ai tự giao chức vụ cho mình. Hãy nhờ quản trị cấp trên hoặc người khác."))
    if not administers_unit(principal, unit_id, at):
        raise NotFound(_("Không có đơn vị này trong phạm vi quản trị của bạn."))
    if role not in roles_to_give(principal):
        raise Forbidden(_("Vai trò này do quản trị tỉnh giao."))


def require_may_end(principal: Principal, post: Post | None, at: datetime) -> Post:
    """Refuse ending posts of other administrations; as if they did not exist."""
    if post is None or not administers_unit(principal, post.unit_id, at):
        raise NotFound(_("Không có chức vụ này trong phạm vi quản trị của bạn."))
    if post.role not in roles_to_give(principal):
        raise Forbidden(_("Vai trò này do quản trị tỉnh giao và thôi giao."))
    return post


def leaders_view(principal: Principal, at: datetime) -> frozenset[int]:
    """Units a leader sees: his units with everything below them (contracts: "A leader sees his unit's subtree")."""
    day = timezone.localtime(at).date()
    return _below(principal.units_with(Role.UNIT_LEADER, Role.CHAIR), day)


def _below(unit_ids: Iterable[int], day: date) -> frozenset[int]:
    return frozenset().union(*(subtree_ids(unit_id, day) for unit_id in unit_ids))


def _now_held(user: User, at: datetime) -> list[Post]:
    """Posts held now or later: who is appointed for next month is already somebody's."""
    return [p for p in Post.objects.filter(user=user) if p.valid.upper is None or p.valid.upper > at]


def _last_here(principal: Principal, user: User, at: datetime) -> bool:
    """Whether the post that ended last lay inside this administration."""
    ended = sorted(Post.objects.filter(user=user), key=lambda post: post.valid.upper or at)
    return bool(ended) and administers_unit(principal, ended[-1].unit_id, at)


def require_found(found: object) -> None:
    """NotFound for what is not there or not in scope."""
    if found is None:
        raise NotFound
