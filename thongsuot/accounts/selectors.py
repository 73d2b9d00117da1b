"""Câu hỏi về tài khoản: lists for administrators, sessions of an owner, who holds which post. Fixed numbers of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, Q, QuerySet
from django.utils import timezone

from thongsuot.accounts import permissions
from thongsuot.accounts.models import ApiToken, Post, Role, Session, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare
from thongsuot.org.selectors import unit_info

PAGE = 50


@dataclass(frozen=True, slots=True)
class PostLine:
    """Một chức vụ như trang quản trị hiện."""

    id: int
    role: str
    role_label: str
    title: str
    unit: str
    unit_id: int
    organ: str
    since: datetime
    until: datetime | None
    decision: str
    now: bool
    over: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Một dòng của danh sách tài khoản."""

    user: User
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Một trang của danh sách; `after` continues it, None at the end."""

    lines: tuple[AccountLine, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Người đang giữ một vai trò ở một đơn vị."""

    user_id: int
    name: str
    title: str
    organ_id: int | None
    post_id: int


def accounts_page(principal: Principal, *, q: str, after: str, at: datetime, show_closed: bool = False) -> AccountPage:
    """Tài khoản trong phạm vi quản trị, in order of user name; two queries whatever the size."""
    users = permissions.administered_accounts(principal)
    if not show_closed:
        users = users.filter(is_active=True)
    if q:
        users = users.alias(bare_name=Func(F("full_name"), function="f_bare")).filter(
            Q(username__contains=bare(q)) | Q(bare_name__contains=bare(q))
        )
    found = list(users.filter(username__gt=after).order_by("username")[: PAGE + 1])
    shown = found[:PAGE]
    posts = _posts_by_user(permissions.administered_posts(principal).filter(user__in=shown), at)
    lines = tuple(AccountLine(user, tuple(p for p in posts.get(user.pk, ()) if not p.over)) for user in shown)
    return AccountPage(lines, shown[-1].username if len(found) > PAGE else None)


def posts_of(user: User, at: datetime, within: QuerySet[Post] | None = None) -> tuple[PostLine, ...]:
    """Chức vụ đã, đang và sẽ giữ; latest first."""
    posts = Post.objects.filter(user=user) if within is None else within.filter(user=user)
    return _posts_by_user(posts, at).get(user.pk, ())


def sessions_of(user: User, at: datetime, own: bytes | None = None) -> list[dict[str, Any]]:
    """Phiên đang mở của một người; `own` marks the present browser."""
    sessions = Session.objects.filter(user=user, expires_at__gt=at).order_by("-created_at")
    return [
        {
            "key": bytes(s.key_hash).hex(),
            "device": device_name(s.device),
            "since": s.created_at,
            "until": s.expires_at,
            "own": own is not None and bytes(s.key_hash) == own,
        }
        for s in sessions
    ]


def live_tokens(user: User, at: datetime) -> QuerySet[ApiToken]:
    """Mã truy cập còn hiệu lực."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=at).order_by("-created_at")


def holders(unit_id: int, role: str, at: datetime, *, organ_id: int | None = None) -> list[Holder]:
    """Ai đang giữ vai trò này ở đơn vị (và bộ phận) này; one query, by name. Leaves closed accounts out."""
    posts = Post.objects.filter(unit_id=unit_id, role=role, valid__contains=at, user__is_active=True)
    if organ_id is not None:
        posts = posts.filter(organ_id=organ_id)
    rows = posts.order_by("user__full_name", "id").values_list("user_id", "user__full_name", "title", "organ_id", "id")
    return [Holder(user_id, name, title, organ, post) for user_id, name, title, organ, post in rows]


def device_name(user_agent: str) -> str:
    """Trình duyệt và hệ điều hành từ chuỗi User-Agent, as people call them."""
    browsers = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("CocCoc", "Cốc Cốc"),
        ("coc_coc", "Cốc Cốc"),
        ("Firefox/", "Firefox"),
    ]
    browsers += [("Chrome/", "Chrome"), ("Safari/", "Safari")]
    systems = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")]
    systems += [("Mac OS", "macOS"), ("Linux", "Linux")]
    browser = next((name for sign, name in browsers if sign in user_agent), "")
    system = next((name for sign, name in systems if sign in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def _posts_by_user(posts: QuerySet[Post], at: datetime) -> dict[int, tuple[PostLine, ...]]:
    day = timezone.localtime(at).date()
    found: dict[int, list[PostLine]] = {}
    for post in posts.order_by("user_id", "-valid"):
        found.setdefault(post.user_id, []).append(_line(post, at, day))
    return {user_id: tuple(lines) for user_id, lines in found.items()}


def _line(post: Post, at: datetime, day: date) -> PostLine:
    since, until = post.valid.lower, post.valid.upper
    return PostLine(
        id=post.pk,
        role=post.role,
        role_label=str(Role(post.role).label),
        title=post.title,
        unit=unit_info(post.unit_id, day).full_name,
        unit_id=post.unit_id,
        organ=unit_info(post.organ_id, day).full_name if post.organ_id else "",
        since=since,
        until=until,
        decision=post.decision,
        now=since <= at and (until is None or at < until),
        over=until is not None and until <= at,
    )


def whom_to_ask(user: User, at: datetime) -> list[str]:
    """Quản trị của các đơn vị người này có chức vụ (now or soon): names with their units; empty when nobody is."""
    lasting = Q(valid__upper_inf=True) | Q(valid__endswith__gt=at)
    units = Post.objects.filter(lasting, user=user).values("unit_id")
    held = Post.objects.filter(lasting, unit_id__in=units, role=Role.UNIT_ADMIN, user__is_active=True)
    day = timezone.localdate(at)
    rows = held.exclude(user=user).select_related("user").order_by("unit_id", "id")[:6]
    return [f"{post.user.full_name}, {unit_info(post.unit_id, day).full_name}" for post in rows]
