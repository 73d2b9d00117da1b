"""Telephone and address of a one-stop: stated by the unit or its province, journalled, shown to citizens."""

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import MONDAY_9
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.portal import contacts
from thongsuot.portal.contacts import Stated

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(office):
    return office.users["quantri"]


def state(user, unit, **told):
    return contacts.state(unit_id=unit.id, stated=Stated(**told), principal=principal_for(user, MONDAY_9), at=MONDAY_9)


def test_a_change_is_kept_once_and_journalled(world, admin):
    assert state(admin, world.mai_phu, phone="0239 3123 456")
    assert not state(admin, world.mai_phu, phone="0239 3123 456")
    assert state(admin, world.mai_phu, phone="0239 3123 456", address="Thôn Mai Lâm")
    (first, second) = [
        entry
        for entry in journal.timeline(world.province.id, "unit", world.mai_phu.id)
        if entry.verb == "contact_stated"
    ]
    assert first.data == {"phone": ["", "0239 3123 456"]}
    assert second.data == {"address": ["", "Thôn Mai Lâm"]}


@pytest.mark.parametrize("phone", ["gọi cho anh Nam", "12", "0" * 40, "<b>0239</b>"])
def test_what_is_no_telephone_is_refused(world, admin, phone):
    with pytest.raises(Invalid):
        state(admin, world.mai_phu, phone=phone)


def test_nobody_speaks_for_another_unit_or_for_one_that_ended(world, office, admin):
    with pytest.raises(NotFound):
        state(admin, world.thach_khe, phone="0239 3123 456")
    province = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    assert state(province, world.thach_khe, phone="0239 3123 456")
    with pytest.raises(Invalid):
        state(province, world.thach_chau, phone="0239 3123 456")
    with pytest.raises(NotFound):
        state(province, world.ham_rong, phone="0237 3123 456")


def test_the_form_shows_what_is_wrong_and_then_writes(world, admin):
    client = sign_in(PageClient(), admin)
    assert client.get("/quan-tri/noi-den/")["Location"] == f"/quan-tri/noi-den/{world.mai_phu.id}/"
    wrong = client.post(f"/quan-tri/noi-den/{world.mai_phu.id}/", {"phone": "chưa có", "address": "Thôn 3"})
    assert wrong.status_code == 422
    assert "Thôn 3" in wrong.content.decode()
    done = client.post(f"/quan-tri/noi-den/{world.mai_phu.id}/", {"phone": "0239 3123 456"}, follow=True)
    assert "Trang công khai của Xã Mai Phụ hiện ngay" in done.content.decode()
    assert client.get(f"/quan-tri/noi-den/{world.thach_khe.id}/").status_code == 404
    assert "0239 3123 456" in PageClient().get(f"/don-vi/{world.mai_phu.id}/").content.decode()


def test_the_province_sees_who_has_not_stated_one_first(world, office):
    province = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    state(province, world.song_tri, phone="0239 3123 456")
    page = sign_in(PageClient(), province).get("/quan-tri/noi-den/").content.decode()
    assert page.index("Xã Mai Phụ") < page.index("Phường Sông Trí")
    assert page.count("chưa khai") == 7
