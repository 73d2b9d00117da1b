"""Khối lượng: who holds how much, how late, how long things take in working time; three statements, own units only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.documents.incoming.conftest import LATER, part_of
from tests.factories.accounts import sign_in
from tests.factories.documents import AT, Office
from tests.page_client import PageClient
from thongsuot.common.clock.lateness import remaining
from thongsuot.documents.selectors import workload
from thongsuot.documents.services import working
from thongsuot.org.calendars import calendar_for

pytestmark = pytest.mark.django_db


def test_open_work_stands_by_person_and_kind_with_what_is_late(in_hand, office, world):
    rows = workload.open_load([world.mai_phu.id], AT + timedelta(days=6), kind="document")
    assert [(r.name, r.kind, r.count, r.late) for r in rows] == [
        ("Lê Văn Bình", "document.work", 1, 1),
        ("Trần Thị An", "document.help", 1, 1),
    ]
    assert workload.open_load([world.mai_phu.id], AT, kind="dossier") == []


def test_closed_work_says_how_long_it_was_in_hand(in_hand, office, world):
    part = part_of(in_hand)
    working.finish(
        uid=in_hand.uid, part_id=part.pk, text="Xong", principal=office.specialist, at=LATER + timedelta(hours=10)
    )
    measure = workload.working_minutes(calendar_for(world.province.id, LATER.date()))
    rows = workload.closed_load([world.mai_phu.id], AT, AT + timedelta(days=9), measure=measure, kind="document.work")
    # Of ten hours by the wall those of the office count: nobody works on a letter at night.
    expected = int(
        remaining(
            calendar_for(world.province.id, LATER.date()), LATER + timedelta(hours=10), LATER
        ).time.total_seconds()
        // 60
    )
    assert [(r.name, r.count, r.late, r.middle) for r in rows] == [("Lê Văn Bình", 1, 0, expected)]
    assert 0 < expected < 600


def test_a_night_and_a_weekend_are_not_time_in_hand(world):
    measure = workload.working_minutes(calendar_for(world.province.id, AT.date()))
    friday, monday = datetime(2026, 3, 6, 9, 0, tzinfo=UTC), datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    assert measure(friday, monday) == 2 * 60  # from 16:00 to 17:00, and from 7:00 to 8:00
    assert workload.working_minutes(None)(friday, monday) is None
    assert measure(friday.replace(year=2199), monday.replace(year=2199)) is None


def test_documents_in_hand_stand_by_person_and_stage(in_hand, letter, office, world):
    rows = workload.document_load([world.mai_phu.id], AT + timedelta(days=60))
    found = {(r.name, r.direction, r.state): (r.count, r.oldest) for r in rows}
    assert found["Lê Văn Bình", "in", "in_hand"] == (1, in_hand.arrived_at)
    assert workload.document_load([world.thach_khe.id], AT) == []


def test_the_page_costs_three_statements_and_shows_only_what_one_leads(
    in_hand, office, world, django_assert_max_num_queries
):
    client = sign_in(PageClient(), office.users["chair"])
    client.get(reverse("documents:workload"))
    with django_assert_max_num_queries(5):
        page = client.get(reverse("documents:workload"), {"loai": "document"}).content.decode()
    assert "Lê Văn Bình" in page
    for who in (sign_in(PageClient(), Office(world, world.thach_khe, "tk").users["chair"]),):
        assert "Lê Văn Bình" not in who.get(reverse("documents:workload")).content.decode()
    specialist = sign_in(PageClient(), office.users["specialist"])
    assert "dành cho lãnh đạo" in specialist.get(reverse("documents:workload")).content.decode()
