"""An office of one commune, and a letter at each stage of its way."""

from datetime import timedelta

import pytest

from tests.factories.documents import AT, Office, arrived
from thongsuot.documents.models import Part
from thongsuot.documents.services import instructing, taking_in
from thongsuot.documents.services.instructing import Hands

LATER = AT + timedelta(hours=1)


@pytest.fixture
def office(world):
    """Văn thư, chuyên viên, người phối hợp, chủ tịch of Mai Phụ."""
    return Office(world, world.mai_phu)


@pytest.fixture
def letter(world, office):
    """Văn bản đã đến."""
    return arrived(world)


@pytest.fixture
def presented(letter, office):
    """Văn bản đã vào sổ và đã trình chủ tịch."""
    return taking_in.register(uid=letter.uid, principal=office.clerk, at=LATER, present_to=office.chair.user_id)


@pytest.fixture
def in_hand(presented, office):
    """Văn bản đã có ý kiến chỉ đạo: one leads, one helps."""
    instructing.instruct(
        uid=presented.uid,
        lead=Hands(person_id=office.specialist.user_id),
        helpers=[Hands(person_id=office.helper.user_id)],
        text="Rà soát và báo cáo tỉnh.",
        due_at=AT + timedelta(days=5),
        principal=office.chair,
        at=LATER,
    )
    presented.refresh_from_db()
    return presented


def part_of(document, role="lead"):
    """The part that is not dropped."""
    return Part.objects.exclude(state="dropped").get(document=document, role=role)
