"""People for the tests: officials with posts, citizens, signed-in clients, tokens; quick, without password hashing."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from thongsuot.accounts import id_numbers
from thongsuot.accounts.models import ApiToken, Post, Role, User
from thongsuot.accounts.principal import Principal, key_hash, principal_of
from thongsuot.accounts.sessions import SessionStore
from thongsuot.common.now import now
from thongsuot.org.models import OrganKind

LONG_AGO = datetime(2025, 7, 1, tzinfo=UTC) - timedelta(hours=7)  # 1/7/2025 00:00 in Hà Nội
UNUSABLE = "!" + "x" * 40


def make_official(
    world: Any,
    username: str,
    role: str,
    unit: Any,
    organ: Any = None,
    *,
    title: str = "",
    full_name: str = "",
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> User:
    """An official with one post. `organ` is a unit, an id or an organ kind such as "culture_social"."""
    user = User.objects.create(username=username, full_name=full_name or username, password=UNUSABLE)
    give_post(world, user, role, unit, organ, title=title, since=since, until=until)
    return user


def make_officials(world: Any, people: Iterable[tuple[str, str, Any, Any]]) -> list[User]:
    """Officials by username, role, unit and organ, all of them in two statements."""
    rows = [*people]
    users = User.objects.bulk_create([User(username=row[0], full_name=row[0], password=UNUSABLE) for row in rows])
    Post.objects.bulk_create(
        _post(world, user, role, unit, organ) for user, (_name, role, unit, organ) in zip(users, rows, strict=True)
    )
    return users


def give_post(
    world: Any,
    user: User,
    role: str,
    unit: Any,
    organ: Any = None,
    *,
    title: str = "",
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Post:
    """One more post for somebody."""
    post = _post(world, user, role, unit, organ, title=title, since=since, until=until)
    post.save()
    return post


def _post(
    world: Any,
    user: User,
    role: str,
    unit: Any,
    organ: Any,
    *,
    title: str = "",
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Post:
    if isinstance(organ, str) and organ in OrganKind.values:
        organ = world.organ(unit, organ)
    return Post(
        user=user,
        unit_id=id_of(unit),
        organ_id=None if organ is None else id_of(organ),
        role=role,
        title=title or str(Role(role).label),
        valid=DateTimeTZRange(since, until),
    )


def make_citizen(
    username: str = "congdan.lan",
    *,
    full_name: str = "Nguyễn Thị Lan",
    id_number: str = "",
    birth_date: date | None = date(1990, 5, 20),
    address: str = "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
    phone: str = "0912345678",
) -> User:
    """A citizen; with an identity number if one is given."""
    user = User(
        username=username,
        full_name=full_name,
        kind=User.Kind.CITIZEN,
        password=UNUSABLE,
        birth_date=birth_date,
        address=address,
        phone=phone,
    )
    if id_number:
        id_numbers.keep(user, id_number)
    user.save()
    return user


def with_password(user: User, password: str) -> User:
    """Give the account a real password, for tests of the sign-in page."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def sign_in(client: Client, user: User) -> Client:
    """Sign a test client in without the page and without hashing; returns it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def token_for(user: User, *, days: int = 1) -> str:
    """A bearer token of this account."""
    token = "ts_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(token_hash=key_hash(token), user=user, expires_at=now() + timedelta(days=days))
    return token


def bearer(user: User) -> dict[str, str]:
    """Headers for a test client: `client.get(address, headers=bearer(user))`."""
    return {"Authorization": f"Bearer {token_for(user)}"}


def principal_for(user: User, at: datetime | None = None) -> Principal:
    """What a request of this account would carry."""
    principal = principal_of(user.pk, at or now())
    assert principal is not None
    return principal


def id_of(unit: Any) -> int:
    """Identity of a unit given as UnitInfo, Unit or number."""
    return unit if isinstance(unit, int) else unit.id
