"""A province has more hand-overs than a table shows: sums take all of them, and the page says what it leaves out."""

import pytest

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from thongsuot.records.handing_over.selectors.handovers import by_commune, lines_of
from thongsuot.records.models import Handover
from thongsuot.records.views import handovers

pytestmark = pytest.mark.django_db


def test_sums_of_a_province_take_every_hand_over(ledger, monkeypatch):
    one = Handover.objects.get()
    Handover.objects.bulk_create(
        Handover(
            province_id=one.province_id, old_id=one.old_id, new_id=one.new_id, year=one.year, number=1_000 + n,
            title=f"Đợt {n}", opened_at=one.opened_at, opened_by_id=one.opened_by_id,
        )
        for n in range(505)
    )  # fmt: skip
    [commune] = by_commune(lines_of(Handover.objects.all()))
    assert len(commune.lines) == 506
    monkeypatch.setattr(handovers, "MOST_SHOWN", 4)
    words = sign_in(PageClient(), ledger.users["luutru"]).get("/can-bo/luu-tru/ban-giao/").content.decode()
    assert "Còn 502 đợt cũ hơn" in words
