"""One statement tells who asks; a right lives exactly as long as its post and its unit."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import LONG_AGO, bearer, give_post, make_citizen, make_official, principal_for, sign_in
from thongsuot.accounts.models import Role, Session, User
from thongsuot.accounts.principal import find_by_session, find_by_token
from thongsuot.common import stamps
from thongsuot.common.now import frozen

NOW = datetime(2025, 7, 7, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_brings_account_posts_and_stamps_in_one_statement(world):
    user = make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "culture_social")
    client = sign_in(Client(), user)
    key = client.cookies["sessionid"].value
    with frozen(NOW), CaptureQueriesContext(connection) as queries:
        found = find_by_session(key, NOW)
    assert len(queries) == 1
    assert found.user == user
    assert found.stamps == dict(stamps.current())
    [post] = found.principal.posts
    assert (post.unit_id, post.role) == (world.mai_phu.id, "specialist")
    assert post.organ_id == world.organ(world.mai_phu, "culture_social")
    assert post.province_id == world.province.id


def test_tells_roles_units_and_provinces(world):
    user = make_official(world, "kiemnhiem", Role.SPECIALIST, world.mai_phu)
    give_post(world, user, Role.COUNTER_CLERK, world.thach_khe)
    who = principal_for(user, NOW)
    assert who.roles_in(world.mai_phu.id) == {"specialist"}
    assert who.units_with(Role.SPECIALIST, Role.COUNTER_CLERK) == {world.mai_phu.id, world.thach_khe.id}
    assert who.units_with(Role.CHAIR) == frozenset()
    assert who.has(Role.CHAIR, Role.COUNTER_CLERK)
    assert not who.has(Role.CHAIR)
    assert len(who.posts_in(world.thach_khe.id)) == 1
    assert who.provinces_with() == {world.province.id}


def test_a_post_in_the_province_itself_belongs_to_that_province(world):
    who = principal_for(make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province), NOW)
    assert who.posts[0].province_id == world.province.id


def test_a_right_begins_and_ends_with_the_minute_of_the_post(world):
    start, end = NOW, NOW + timedelta(hours=2)
    user = make_official(world, "maiphu.tam", Role.SPECIALIST, world.mai_phu, since=start, until=end)
    minute = timedelta(minutes=1)
    assert [principal_for(user, at).has(Role.SPECIALIST) for at in (start - minute, start, end - minute, end)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_post_in_a_unit_no_longer_in_force_carries_no_right(world):
    user = make_official(
        world, "thachchau.cu", Role.CHAIR, world.thach_chau, since=LONG_AGO - timedelta(days=400), until=None
    )
    before = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)  # 23:59 in Hà Nội
    assert principal_for(user, before).has(Role.CHAIR)
    assert not principal_for(user, before + timedelta(minutes=1)).has(Role.CHAIR)


def test_a_closed_account_is_nobody(world):
    user = make_official(world, "maiphu.nghi", Role.SPECIALIST, world.mai_phu)
    headers = bearer(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    found = find_by_token(headers["Authorization"].removeprefix("Bearer "), NOW)
    assert found.user is None
    assert found.principal is None


def test_an_ended_session_is_unknown(world):
    user = make_citizen()
    key = sign_in(Client(), user).cookies["sessionid"].value
    Session.objects.update(expires_at=NOW)
    assert find_by_session(key, NOW) is None


def test_the_key_of_a_session_is_not_stored(world):
    key = sign_in(Client(), make_citizen()).cookies["sessionid"].value
    row = Session.objects.get()
    assert key.encode() not in bytes(row.key_hash)
    assert key not in row.data
