"""How a signer stands on the page: his own post, a deputy's, by order, by authorisation; the wrong way is refused."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Delegation
from thongsuot.common.errors import Invalid
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.modes import authorities
from thongsuot.documents.timing import local_day

pytestmark = pytest.mark.django_db


def modes(office, user, at=AT):
    issuer = issuer_of(office.unit.id, local_day(at))
    return {one.mode: one.lines for one in authorities(office.who(user, at), office.unit.id, issuer)}


def delegate(office, mode, *, until=AT + timedelta(days=5)):
    return Delegation.objects.create(
        post=office.chair.posts.get(),
        giver=office.chair,
        delegate=office.leader,
        valid=DateTimeTZRange(AT - timedelta(days=1), until),
        mode=mode,
        number="03/GUQ-UBND",
        created_at=AT,
        created_by=office.chair,
    )


def test_the_head_signs_for_the_collective_or_with_his_own_authority(office):
    assert modes(office, office.chair) == {"TM": ("TM. Ủy ban nhân dân", "Chủ tịch"), "": ("Chủ tịch",)}


def test_a_deputy_signs_in_the_place_of_the_head(office):
    assert modes(office, office.deputy) == {
        "KT": ("KT. Chủ tịch", "Phó Chủ tịch"),
        "TMKT": ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
    }


def test_an_acting_head_says_so(office, world):
    acting = make_official(world, "quyen", "chair", office.unit, title="Quyền Chủ tịch UBND xã")
    assert modes(office, acting) == {"Q": ("Q. Chủ tịch",)}


@pytest.mark.parametrize(("mode", "key"), [("TL", "TL"), ("TUQ", "TUQ")])
def test_who_holds_a_dated_delegation_signs_with_it_and_no_longer_than_it_lasts(office, mode, key):
    delegate(office, mode)
    assert modes(office, office.leader) == {key: (f"{key}. Chủ tịch", "Chánh Văn phòng")}
    assert modes(office, office.leader, AT + timedelta(days=6)) == {}


def test_a_specialist_signs_nothing(office):
    with pytest.raises(Invalid) as refused:
        office.addressed(office.draft(), signer=office.drafter)
    assert refused.value.code == "signing_mode_wrong"


def test_the_wrong_way_is_refused_and_the_right_one_is_named(office):
    with pytest.raises(Invalid) as refused:
        office.addressed(office.draft(), mode="TM", signer=office.deputy)
    assert "KT. (cấp phó ký thay)" in str(refused.value.detail)


def test_a_delegation_that_ended_before_the_signature_takes_no_number(office, signs):
    from thongsuot.documents.models import RegisterEntry
    from thongsuot.documents.services import signing

    given = delegate(office, "TUQ")
    office.to_sign(mode="TUQ", signer=office.leader)
    given.revoked_at = AT - timedelta(hours=1)
    given.revoked_by = office.chair
    given.save()
    with pytest.raises(Invalid) as refused:
        signing.prepare(signs.waiting[0])
    assert refused.value.code == "signing_mode_wrong"
    assert not RegisterEntry.objects.exists()
