"""Số định danh của cán bộ: who records it decides whose identity opens the account, so it obeys the rule of hand-over."""

import pytest

from tests.factories.accounts import give_post, make_citizen, make_official, sign_in
from thongsuot.accounts import id_numbers
from thongsuot.accounts.models import ElectronicIdentity, Role, User
from thongsuot.common import journal
from thongsuot.common.now import now

pytestmark = pytest.mark.django_db

NUMBER = "042191002386"


@pytest.fixture
def official(world):
    return make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office", full_name="Phan Thị Thuỷ")


@pytest.fixture
def admin(client, world):
    user = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    sign_in(client, user)
    return user


def put(client, user, number=NUMBER, evidence="thẻ căn cước xem ngày 07/07/2025"):
    address = f"/quan-tri/tai-khoan/{user.uid}/so-dinh-danh/"
    assert client.get(address).status_code in (200, 403)
    return client.post(address, {"id_number": number, "evidence": evidence})


def test_it_is_kept_encrypted_masked_on_the_page_and_journalled_masked(client, admin, official, world):
    assert put(client, official).status_code == 302
    official.refresh_from_db()
    assert id_numbers.reveal(official) == NUMBER
    page = client.get(f"/quan-tri/tai-khoan/{official.uid}/").content.decode()
    assert "0421••••2386" in page
    assert NUMBER not in page
    entry = journal.timeline(world.province.id, "account", official.pk)[-1]
    assert (entry.verb, entry.data["number"]) == ("id_number_verified", "0421••••2386")


def test_a_new_number_loosens_what_was_linked_under_the_old_one(client, admin, official):
    put(client, official)
    at = now()
    ElectronicIdentity.objects.create(
        user=official, kind="official", issuer="https://id.example", subject="s", linked_at=at, last_used_at=at
    )
    put(client, official)
    assert official.identities.exists()
    put(client, official, "042191002387")
    assert not official.identities.exists()


def test_two_officials_never_have_one_number_but_a_citizen_may(client, admin, official, world):
    make_citizen("congdan.thuy", id_number=NUMBER)
    other = make_official(world, "maiphu.kinhte", Role.SPECIALIST, world.mai_phu, "economy")
    assert put(client, official).status_code == 302
    response = put(client, other)
    assert response.status_code == 422
    assert "đã mang số định danh này" in response.content.decode()
    assert User.objects.get(pk=other.pk).id_number_hash is None


def test_bad_numbers_and_missing_evidence_name_their_field(client, admin, official):
    assert "12 chữ số" in put(client, official, "12345").content.decode()
    assert put(client, official, evidence="").status_code == 422


def test_who_also_works_elsewhere_is_for_the_administrator_above(client, admin, official, world):
    give_post(world, official, Role.SPECIALIST, world.thach_khe)
    assert put(client, official).status_code == 403
