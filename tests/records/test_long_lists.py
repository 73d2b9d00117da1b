"""Long lists: what does not fit a page is on the next one."""

from uuid import uuid4

import pytest

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.records.archive_world import a_file
from thongsuot.records.models import HandIn
from thongsuot.records.views import hand_ins

pytestmark = pytest.mark.django_db


def test_every_hand_in_is_found_from_the_list(archive, monkeypatch):
    monkeypatch.setattr(hand_ins, "ON_A_PAGE", 3)
    archive.kept(a_file(1))
    one = HandIn.objects.get()
    for n in range(2, 8):
        one.pk, one.uid, one.key, one.number, one._state.adding = None, uuid4(), f"k{n}", 100 + n, True
        one.save()
    page, address, seen = sign_in(PageClient(), archive.people["canbo"]), "/can-bo/luu-tru/nop/", []
    while address:
        words = page.get(address).content.decode()
        seen += [n for n in HandIn.objects.values_list("uid", flat=True) if str(n) in words]
        _before, _rel, after = words.partition('class="btn btn-quiet" href="/can-bo/luu-tru/nop/?trang=')
        address = f"/can-bo/luu-tru/nop/?trang={after.partition(chr(34))[0]}" if after else ""
    assert (len(seen), len(set(seen))) == (7, 7)
    assert page.get("/can-bo/luu-tru/nop/?trang=²").status_code == 200
