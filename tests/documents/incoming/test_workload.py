"""Khối lượng: who holds how much, how late, how long things take; two statements, own units only."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.documents.incoming.conftest import LATER, part_of
from tests.factories.accounts import sign_in
from tests.factories.documents import AT, Office
from tests.page_client import PageClient
from thongsuot.documents.selectors import workload
from thongsuot.documents.services import working

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
    rows = workload.closed_load([world.mai_phu.id], AT, AT + timedelta(days=9), kind="document.work")
    assert [(r.name, r.count, r.late, r.middle) for r in rows] == [("Lê Văn Bình", 1, 0, 36_000.0)]


def test_the_page_costs_two_statements_and_shows_only_what_one_leads(
    in_hand, office, world, django_assert_max_num_queries
):
    client = sign_in(PageClient(), office.users["chair"])
    client.get(reverse("documents:workload"))
    with django_assert_max_num_queries(4):
        page = client.get(reverse("documents:workload"), {"loai": "document"}).content.decode()
    assert "Lê Văn Bình" in page
    for who in (sign_in(PageClient(), Office(world, world.thach_khe, "tk").users["chair"]),):
        assert "Lê Văn Bình" not in who.get(reverse("documents:workload")).content.decode()
    specialist = sign_in(PageClient(), office.users["specialist"])
    assert "dành cho lãnh đạo" in specialist.get(reverse("documents:workload")).content.decode()


def test_work_of_a_kind_without_words_is_called_other_work_and_no_name_of_the_program_is_shown(
    in_hand, office, monkeypatch
):
    monkeypatch.setattr("thongsuot.documents.views.workload.KINDS", {})
    page = sign_in(PageClient(), office.users["chair"]).get(reverse("documents:workload")).content.decode()
    assert "việc khác" in page
    assert "document.work" not in page
