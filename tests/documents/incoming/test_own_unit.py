"""Who keeps the registers of two units says in which one a paper is written."""

import pytest
from django.urls import reverse

from tests.factories.accounts import give_post, sign_in
from tests.factories.documents import Office
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.documents.models import Document, RegisterEntry

pytestmark = pytest.mark.django_db
TYPED = {"issuer_name": "UBND tỉnh", "number": "12", "summary": "V/v rà soát", "type": "CV", "urgency": "0"}


@pytest.fixture
def both(world, office):
    """The clerk of Mai Phụ keeps the registers of Thạch Khê too."""
    give_post(world, office.users["clerk"], Role.DOCUMENT_CLERK, world.thach_khe)
    return sign_in(PageClient(), office.users["clerk"])


def test_the_page_offers_own_units_and_writes_into_the_chosen_register(both, world):
    address = reverse("documents:register_paper")
    page = both.get(address).content.decode()
    assert f'<option value="{world.thach_khe.id}"' in page
    answer = both.post(address, TYPED | {"don-vi": str(world.thach_khe.id)})
    assert answer["Location"] == f"{address}?don-vi={world.thach_khe.id}"
    assert Document.objects.get().unit_id == world.thach_khe.id
    assert RegisterEntry.objects.get().unit_id == world.thach_khe.id
    assert f'<option value="{world.thach_khe.id}" selected' in both.get(answer["Location"]).content.decode()


def test_leaders_offered_are_those_of_the_chosen_unit(both, world):
    theirs = Office(world, world.thach_khe, "tk").users["chair"]
    address = reverse("documents:register_paper")
    assert f'value="{theirs.pk}"' in both.get(f"{address}?don-vi={world.thach_khe.id}").content.decode()
    assert f'value="{theirs.pk}"' not in both.get(f"{address}?don-vi={world.mai_phu.id}").content.decode()
    both.post(address, TYPED | {"don-vi": str(world.mai_phu.id), "to": str(theirs.pk)})
    assert not Document.objects.exists()


def test_another_units_register_does_not_exist_for_him(world, office):
    client = sign_in(PageClient(), office.users["clerk"])
    address = reverse("documents:register_paper")
    assert client.get(f"{address}?don-vi={world.thach_khe.id}").status_code == 404
    assert client.post(address, TYPED | {"don-vi": str(world.thach_khe.id)}).status_code == 404
    assert not Document.objects.exists()
    assert 'id="o-don-vi"' not in client.get(address).content.decode()  # one unit: nothing to choose
