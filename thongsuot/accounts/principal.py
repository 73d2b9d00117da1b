"""Người đang hỏi: who asks, with the posts in force at this moment; one SQL statement, never kept between requests."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from thongsuot.accounts.models import User
from thongsuot.common import prepared
from thongsuot.common.now import now
from thongsuot.org import heirs


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Thay ai, theo ủy quyền nào: the holder for whom a delegate acts, and the paper that says so."""

    delegation_id: int
    giver_id: int
    giver_name: str
    number: str
    mode: str

    def as_facts(self) -> dict[str, Any]:
        """What a journal entry keeps of it."""
        return {
            "delegation": self.delegation_id,
            "for_id": self.giver_id,
            "for": self.giver_name,
            "number": self.number,
        }


@dataclass(frozen=True, slots=True)
class PostHeld:
    """Chức vụ đang giữ: one role in one unit in force now; `on_behalf` when it is another's, held by delegation."""

    post_id: int
    unit_id: int
    organ_id: int | None
    role: str
    title: str
    province_id: int
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """Chủ thể: an account and the rights it has now. A right = a role through a post in a unit in force."""

    user_id: int
    username: str
    name: str
    kind: str
    posts: tuple[PostHeld, ...] = ()
    id_number_hash: bytes | None = None
    # The one dossier about which another system speaks for its applicant; set only while its stored message is understood.
    speaks_for: int | None = None

    def roles_in(self, unit_id: int) -> frozenset[str]:
        """Roles held in exactly this unit."""
        return frozenset(post.role for post in self.posts if post.unit_id == unit_id)

    def units_with(self, *roles: str) -> frozenset[int]:
        """Units where one of these roles is held; without arguments: all units of all posts."""
        return frozenset(post.unit_id for post in self.posts if not roles or post.role in roles)

    def provinces_with(self, *roles: str) -> frozenset[int]:
        """Provinces of the units where one of these roles is held."""
        return frozenset(post.province_id for post in self.posts if not roles or post.role in roles)

    def provinces_seen(self, *roles: str) -> frozenset[int]:
        """For reading: these provinces and those that have gone into them by now, whose dossiers keep their province."""
        own, on = self.provinces_with(*roles), timezone.localdate(now())
        return own.union(*(heirs.came_before(province, on) for province in own))

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(post.role in roles for post in self.posts)

    def posts_in(self, unit_id: int) -> tuple[PostHeld, ...]:
        """Posts held in exactly this unit."""
        return tuple(post for post in self.posts if post.unit_id == unit_id)

    def on_behalf_in(self, unit_id: int, roles: Collection[str]) -> OnBehalf | None:
        """For whom this person acts who uses one of these roles in the unit; None when a post of his own carries it."""
        used = [post for post in self.posts_in(unit_id) if post.role in roles]
        if not used or any(post.on_behalf is None for post in used):
            return None
        return used[0].on_behalf

    def acts_for(self, user_id: int | None, unit_id: int, role: str) -> bool:
        """Whether this person is the delegate of that holder for this role in this unit."""
        return any(
            post.on_behalf is not None and post.on_behalf.giver_id == user_id and post.role == role
            for post in self.posts_in(unit_id)
        )

    @property
    def is_citizen(self) -> bool:
        """Công dân."""
        return self.kind == User.Kind.CITIZEN

    @property
    def is_official(self) -> bool:
        """Cán bộ."""
        return self.kind == User.Kind.OFFICIAL


@dataclass(frozen=True, slots=True)
class Found:
    """What the one statement brought: the account with its rights, the session's data, the stamps of reference data."""

    user: User | None
    principal: Principal | None
    data: str = ""
    stamps: Mapping[str, int] = field(default_factory=dict)


_USER_FIELDS = [f.attname for f in User._meta.concrete_fields]
_USER_COLUMNS = ", ".join(f'u."{f.column}"' for f in User._meta.concrete_fields)
_FIRST_USER_COLUMN = 4
_RIGHTS = """
  (SELECT json_agg(json_build_array(p.id, p.unit_id, p.organ_id, p.role, p.title,
            coalesce(v.province_id, CASE WHEN v.level = 'province' THEN v.unit_id END, 0)) ORDER BY p.id)
     FROM accounts_post p
     JOIN org_unitversion v ON v.unit_id = p.unit_id AND v.valid @> %(on)s::date
    WHERE p.user_id = u.id AND p.valid @> %(at)s::timestamptz),
  accounts_delegated(u.id, %(at)s::timestamptz, %(on)s::date),
  (SELECT json_object_agg(name, value) FROM common_stamp)
"""  # A post in a unit no longer in force carries no right: the join on the version of today leaves it out.
#    What was delegated comes by a function whose plan is kept (migration 0003): planning it each time doubled the cost.
_BY_SESSION = f"""
SELECT s.data, {_RIGHTS}, {_USER_COLUMNS}
  FROM accounts_session s LEFT JOIN accounts_user u ON u.id = s.user_id
 WHERE s.key_hash = %(key)s AND s.expires_at > %(at)s
"""  # noqa: S608  (only names of our own columns are put in)
_BY_TOKEN = f"""
SELECT '', {_RIGHTS}, {_USER_COLUMNS}
  FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
 WHERE t.token_hash = %(key)s AND t.expires_at > %(at)s AND (t.revoked_at IS NULL OR t.revoked_at > %(at)s)
"""  # noqa: S608
_BY_USER = f"""
SELECT '', {_RIGHTS}, {_USER_COLUMNS} FROM accounts_user u WHERE u.id = %(key)s
"""  # noqa: S608


def key_hash(secret: str) -> bytes:
    """Hash under which a session key or token is stored; the secrets are long and random, so one SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def find_by_session(session_key: str, at: datetime) -> Found | None:
    """Session, account, posts in force and stamps in one statement; None when the session is unknown or over."""
    return _find(_BY_SESSION, key_hash(session_key), at)


def find_by_token(token: str, at: datetime) -> Found | None:
    """The same for an API token (mã truy cập)."""
    return _find(_BY_TOKEN, key_hash(token), at)


def principal_of(user_id: int, at: datetime) -> Principal | None:
    """Rights of an account at a moment, for jobs, commands and the page after sign-in."""
    found = _find(_BY_USER, user_id, at)
    return found.principal if found else None


def _find(statement: str, key: Any, at: datetime) -> Found | None:
    with prepared.cursor() as cursor:
        cursor.execute(statement, {"key": key, "at": at, "on": timezone.localtime(at).date()})
        row = cursor.fetchone()
    if row is None:
        return None
    data, posts, delegated, stamps = row[:_FIRST_USER_COLUMN]
    user = _user(row[_FIRST_USER_COLUMN:], at)
    principal = _principal(user, [*(posts or []), *(delegated or [])]) if user else None
    return Found(user=user, principal=principal, data=data, stamps=stamps or {})


def _user(values: tuple[Any, ...], at: datetime) -> User | None:
    """The account of the row; a closed account is nobody, and so is one from the moment set for its closing."""
    user = User.from_db(connection.alias, _USER_FIELDS, values)
    return user if user.pk is not None and user.is_open(at) else None


def _held(
    post_id: int,
    unit_id: int,
    organ_id: int | None,
    role: str,
    title: str,
    province_id: int,
    behalf: list[Any] | None = None,
) -> PostHeld:
    return PostHeld(post_id, unit_id, organ_id, role, title, province_id, OnBehalf(*behalf) if behalf else None)


def _principal(user: User, posts: list[list[Any]]) -> Principal:
    known = user.id_number_hash
    return Principal(
        user.pk,
        user.username,
        str(user),
        user.kind,
        tuple(_held(*post) for post in posts),
        bytes(known) if known is not None else None,
    )
