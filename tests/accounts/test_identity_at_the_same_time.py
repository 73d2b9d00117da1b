"""Two windows of one person come back from the provider at the same moment: one account, one link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from thongsuot.accounts.identity.claims import Person
from thongsuot.accounts.identity.linking import account_for
from thongsuot.accounts.models import ElectronicIdentity, User
from thongsuot.common.now import now

pytestmark = pytest.mark.django_db(transaction=True)


def come_in(subject):
    person = Person("thu", "https://id.example", subject, "042193004127", "Trần Thị An", date(1993, 4, 12), "muc2")
    try:
        return account_for(person=person, kind="citizen", at=now())
    finally:
        connections.close_all()


def test_one_person_in_four_windows_is_one_account(world):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(come_in, ["s-1"] * 4))
    assert {user.pk for user in found} == {User.objects.get().pk}
    assert ElectronicIdentity.objects.count() == 1


def test_two_subjects_with_one_number_are_one_account_and_one_refusal(world):
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(come_in, ["s-1", "s-2"]))
    assert User.objects.count() == 1
    assert sorted(getattr(one, "code", "") for one in found) == ["", "other_subject"]
