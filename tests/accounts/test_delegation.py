"""Ủy quyền: who may hand what to whom, for how long, and that the right lives no longer than its paper and its post."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import give_post, make_official, principal_for, sign_in
from tests.factories.dossiers import moment
from tests.page_client import PageClient
from thongsuot.accounts import services
from thongsuot.accounts.models import Delegation, Post, Role, User
from thongsuot.accounts.services import NewDelegation
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import frozen

pytestmark = pytest.mark.django_db

NOW, NOON, NEXT_WEEK = moment(7, 9), moment(7, 12), moment(14, 0)


@pytest.fixture
def chair(world):
    return make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu, full_name="Hồ Sỹ Tuấn")


@pytest.fixture
def deputy(world):
    return make_official(world, "maiphu.vanphong", Role.UNIT_LEADER, world.mai_phu, "office", full_name="Võ Thị Nguyệt")


def hand_over(giver, to, *, post=None, since=NOW, until=NEXT_WEEK, number="15/GUQ-UBND", at=NOW, **more):
    wanted = NewDelegation((post or giver.posts.get()).pk, to.username, since, until, number, **more)
    return services.delegate(by=principal_for(giver, at), wanted=wanted, at=at)


def test_the_delegate_has_the_role_in_that_unit_from_to_and_not_a_moment_longer(world, chair, deputy):
    hand_over(chair, deputy, since=NOON)
    assert Role.CHAIR not in principal_for(deputy, NOON - timedelta(seconds=1)).roles_in(world.mai_phu.id)
    held = principal_for(deputy, NOON)
    assert held.roles_in(world.mai_phu.id) == {Role.CHAIR, Role.UNIT_LEADER}
    assert [post.on_behalf.giver_name if post.on_behalf else None for post in held.posts] == [None, "Hồ Sỹ Tuấn"]
    assert held.roles_in(world.thach_khe.id) == frozenset()
    assert Role.CHAIR not in principal_for(deputy, NEXT_WEEK).roles_in(world.mai_phu.id)
    assert Role.CHAIR in principal_for(chair, NOON).roles_in(world.mai_phu.id)  # who hands over keeps his own


def test_it_ends_with_the_givers_post_with_his_account_and_when_the_delegate_leaves_the_unit(world, chair, deputy):
    hand_over(chair, deputy)
    post = chair.posts.get()
    Post.objects.filter(pk=post.pk).update(valid=DateTimeTZRange(post.valid.lower, NOON))
    assert principal_for(deputy, NOON - timedelta(seconds=1)).has(Role.CHAIR)
    assert not principal_for(deputy, NOON).has(Role.CHAIR)
    Post.objects.filter(pk=post.pk).update(valid=post.valid)
    User.objects.filter(pk=chair.pk).update(is_active=False)
    assert not principal_for(deputy, NOON).has(Role.CHAIR)
    User.objects.filter(pk=chair.pk).update(is_active=True)
    assert principal_for(deputy, NOON).has(Role.CHAIR)
    give_post(world, deputy, Role.SPECIALIST, world.thach_khe)
    mine = deputy.posts.get(unit_id=world.mai_phu.id)
    Post.objects.filter(pk=mine.pk).update(valid=DateTimeTZRange(mine.valid.lower, NOON))
    assert not principal_for(deputy, NOON).has(Role.CHAIR)


def test_revoking_takes_it_at_once_and_is_journalled_on_both(chair, deputy):
    made = hand_over(chair, deputy)
    assert principal_for(deputy, NOON).has(Role.CHAIR)
    services.revoke(by=principal_for(chair, NOON), delegation_id=made.pk, at=NOON)
    assert not principal_for(deputy, NOON).has(Role.CHAIR)
    assert principal_for(deputy, NOON - timedelta(seconds=1)).has(Role.CHAIR)  # what was, was
    for user, first in ((chair, "delegation_given"), (deputy, "delegation_taken")):
        entries = journal.timeline(world_province(user), "account", user.pk)
        assert [e.verb for e in entries] == [first, "delegation_revoked"]
        assert entries[0].data["number"] == "15/GUQ-UBND"
    with pytest.raises(MoveNotAllowed):
        services.revoke(by=principal_for(chair, NOON), delegation_id=made.pk, at=NOON)
    hand_over(chair, deputy, since=NOON, at=NOON)  # may be given anew


def world_province(user):
    return principal_for(user, NOON).posts[0].province_id


def test_what_was_delegated_cannot_be_delegated_on(chair, deputy, world):
    hand_over(chair, deputy)
    third = make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office")
    with pytest.raises(Forbidden, match="không ủy quyền lại được"):
        hand_over(deputy, third, post=chair.posts.get())


def test_only_leaders_delegate_and_only_to_colleagues_of_the_unit(world, chair, deputy):
    clerk = make_official(world, "maiphu.motcua1", Role.COUNTER_CLERK, world.mai_phu)
    stranger = make_official(world, "thachkhe.hotich", Role.SPECIALIST, world.thach_khe)
    with pytest.raises(Forbidden, match="Chỉ chủ tịch và lãnh đạo"):
        hand_over(clerk, deputy)
    for nobody in (stranger, chair):
        with pytest.raises(Invalid) as refused:
            hand_over(chair, nobody)
        assert refused.value.errors[0]["field"] == "to"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("until", {"since": NEXT_WEEK, "until": NOW}),
        ("until", {"since": NOW - timedelta(days=9), "until": NOW}),
        ("number", {"number": "  "}),
        ("mode", {"mode": "KT"}),
    ],
)
def test_bad_input_names_its_field(chair, deputy, field, values):
    with pytest.raises(Invalid) as refused:
        hand_over(chair, deputy, **values)
    assert refused.value.errors[0]["field"] == field


def test_one_post_is_in_one_other_hand_at_a_time_and_the_database_says_so_too(world, chair, deputy):
    made = hand_over(chair, deputy)
    other = make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office")
    with pytest.raises(Invalid, match="đã được ủy quyền"):
        hand_over(chair, other, since=NOON)
    row = Delegation.objects.filter(pk=made.pk).values().get() | {"id": None, "delegate_id": other.pk}
    with pytest.raises(IntegrityError, match="accounts_delegation_once_at_a_time"), transaction.atomic():
        Delegation.objects.create(**row)
    row["delegate_id"] = chair.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**row)


def test_a_stranger_neither_sees_nor_revokes_it_but_the_administrator_of_the_unit_does(world, chair, deputy):
    made = hand_over(chair, deputy)
    for name, unit in (("thachkhe.quantri", world.thach_khe),):
        other = make_official(world, name, Role.UNIT_ADMIN, unit)
        with pytest.raises(NotFound):
            services.revoke(by=principal_for(other, NOW), delegation_id=made.pk, at=NOW)
    with pytest.raises(NotFound):
        services.revoke(by=principal_for(deputy, NOW), delegation_id=made.pk, at=NOW)
    admin = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    services.revoke(by=principal_for(admin, NOW), delegation_id=made.pk, at=NOW)


def test_asking_who_somebody_is_costs_one_statement_with_a_delegation_too(chair, deputy):
    hand_over(chair, deputy)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        principal_for(deputy, NOON)
    assert len(queries) == 1


def test_the_pages_hand_over_show_on_both_sides_and_revoke(world, chair, deputy):
    client, other = PageClient(), PageClient()
    with frozen(NOW):
        sign_in(client, chair)
        sign_in(other, deputy)
        told = {"post": chair.posts.get().pk, "to": deputy.username, "since": "07/07/2025", "mode": "TUQ"}
        assert client.post("/tai-khoan/uy-quyen/", told).status_code == 422
        told |= {"until": "11/07/2025", "number": "15/GUQ-UBND"}
        assert client.post("/tai-khoan/uy-quyen/", told).status_code == 302
        for window in (client, other):
            page = window.get("/tai-khoan/uy-quyen/").content.decode()
            assert "TUQ. 15/GUQ-UBND" in page
            assert "đang có hiệu lực" in page
        assert "thay Hồ Sỹ Tuấn" in other.get("/can-bo/viec/").content.decode()
        admin = PageClient()
        sign_in(admin, make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu))
        assert "15/GUQ-UBND" in admin.get("/quan-tri/uy-quyen/").content.decode()
        assert "15/GUQ-UBND" in admin.get(f"/quan-tri/tai-khoan/{deputy.uid}/").content.decode()
        made = Delegation.objects.get()
        assert other.post(f"/tai-khoan/uy-quyen/{made.pk}/thu-hoi/").status_code == 404
        assert (
            admin.post(f"/tai-khoan/uy-quyen/{made.pk}/thu-hoi/", {"back": "unit"})["Location"] == "/quan-tri/uy-quyen/"
        )
        assert "đã thu hồi" in client.get("/tai-khoan/uy-quyen/").content.decode()
        assert "thay Hồ Sỹ Tuấn" not in other.get("/can-bo/viec/").content.decode()


def test_who_has_nothing_to_hand_over_sees_no_form(client, world):
    clerk = make_official(world, "maiphu.motcua1", Role.COUNTER_CLERK, world.mai_phu)
    page = sign_in(client, clerk).get("/tai-khoan/uy-quyen/").content.decode()
    assert "Chưa có ủy quyền nào" in page
    assert "Ủy quyền mới" not in page
