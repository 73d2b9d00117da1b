"""The archive of whoever starts the platform for the first time: something in every list, made once.

One seeding serves many questions: it takes seconds.
"""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.factories.units import World
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import Forbidden
from thongsuot.common.journal_verify import verify
from thongsuot.records.demo import ensure_demo_records, go_on_with_batches
from thongsuot.records.digitising import programs
from thongsuot.records.digitising.marks import Mark
from thongsuot.records.models import (
    Batch,
    Disposal,
    Fonds,
    HandIn,
    Handover,
    Hold,
    Loan,
    Page,
    ReadRequest,
    RecordFile,
    RecordState,
    ScannedDocument,
)
from thongsuot.records.permissions import may_open
from thongsuot.records.retention import load as load_retention
from thongsuot.records.selectors.expiring import expired_files

pytestmark = pytest.mark.django_db
FRIDAY = moment(18, 10, month=7)


@pytest.fixture
def ready(world: World, tmp_path: Any) -> None:
    ensure_demo_accounts(tmp_path)
    load_retention()


def test_every_list_has_something_to_show_and_a_second_start_adds_nothing(ready, world):
    assert ensure_demo_records(at=FRIDAY)
    _the_commune_keeps_two_fonds(world)
    _a_page_can_be_looked_at()
    _files_are_used(FRIDAY, world)
    assert {one.state for one in Handover.objects.all()} == {Handover.State.CHECKED, Handover.State.COLLECTED}
    assert not list(verify().faults)
    before = RecordFile.objects.count()
    assert not ensure_demo_records(at=FRIDAY)
    assert RecordFile.objects.count() == before
    _a_box_is_split_once_it_was_read(FRIDAY)


def _the_commune_keeps_two_fonds(world: World) -> None:
    old, own = Fonds.objects.get(unit_id=world.phu_luu.id), Fonds.objects.get(unit_id=world.mai_phu.id)
    assert {old.keeper_id, own.keeper_id} == {world.mai_phu.id}
    assert old.history
    assert old.classification
    assert RecordFile.objects.filter(fonds=old, state=RecordState.KEPT).count() == 7
    assert set(RecordFile.objects.filter(fonds=own).values_list("state", flat=True)) == {"kept", "returned"}
    assert HandIn.objects.get(unit_id=world.province.id).state == HandIn.State.OFFERED


def _a_page_can_be_looked_at() -> None:
    file = RecordFile.objects.get(title__contains="giao đất ở thôn Thanh Lương")
    keeper = principal_of(User.objects.get(username="maiphu.luutru").pk, FRIDAY)
    assert keeper is not None
    assert may_open(keeper, file)
    assert file.items.get().stored is not None


def _files_are_used(at: datetime, world: World) -> None:
    """Lent (one is late), held, asked for by a citizen, proposed for disposal; one more has expired."""
    assert {loan.due_on < at.date() for loan in Loan.objects.filter(returned_at=None)} == {True, False}
    assert Hold.objects.filter(ended_at=None).count() == 1
    assert ReadRequest.objects.get().citizen.username == "congdan.an"
    disposal = Disposal.objects.get()
    assert disposal.state == Disposal.State.PROPOSED
    assert expired_files(disposal.fonds, at.date()).count() == 1


def _a_box_is_split_once_it_was_read(at: datetime) -> None:
    """Until then it waits, as long as this machine can read; then the first document waits for its second keying."""
    pages = Page.objects.filter(batch=Batch.objects.get())
    assert set(pages.values_list("state", flat=True)) == {Page.State.WAITING}
    assert go_on_with_batches(at=at) is not bool(programs.missing())
    for page in pages:
        mark = {1: Mark("F"), 3: Mark("D"), 5: Mark("F")}.get(page.number)
        page.state = Page.State.SEPARATOR if mark else Page.State.READ
        page.mark = mark.text() if mark else ""
        page.picture = page.made = page.scan.file
        page.save()
    assert not go_on_with_batches(at=at)
    documents = ScannedDocument.objects.order_by("file__number", "number")
    assert [one.state for one in documents] == ["described", "waiting", "waiting"]
    assert documents[0].sampled
    assert not go_on_with_batches(at=at), "không chia lần nữa"
    assert ScannedDocument.objects.count() == 3


def test_never_in_real_operation(ready, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden):
        ensure_demo_records(at=FRIDAY)
