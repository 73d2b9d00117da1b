"""The archive of whoever starts the platform for the first time: something in every list, made once."""

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
def at(world: World, tmp_path: Any) -> datetime:
    ensure_demo_accounts(tmp_path)
    load_retention()
    assert ensure_demo_records(at=FRIDAY)
    return FRIDAY


def keeper() -> Any:
    return principal_of(User.objects.get(username="maiphu.luutru").pk, FRIDAY)


def test_the_commune_keeps_the_fonds_of_the_old_one_beside_its_own(at, world):
    old, own = Fonds.objects.get(unit_id=world.phu_luu.id), Fonds.objects.get(unit_id=world.mai_phu.id)
    assert {old.keeper_id, own.keeper_id} == {world.mai_phu.id}
    assert old.history
    assert old.classification
    assert RecordFile.objects.filter(fonds=old, state=RecordState.KEPT).count() == 7
    assert set(RecordFile.objects.filter(fonds=own).values_list("state", flat=True)) == {"kept", "returned"}


def test_a_file_can_be_opened_and_its_page_looked_at(at):
    file = RecordFile.objects.get(title__contains="giao đất ở thôn Thanh Lương")
    assert may_open(keeper(), file)
    assert file.items.get().stored is not None


def test_a_hand_in_of_the_province_waits_to_be_checked(at, world):
    assert HandIn.objects.get(unit_id=world.province.id).state == "open"


def test_one_loan_is_late_one_is_not_and_one_file_is_held(at):
    assert {loan.due_on < at.date() for loan in Loan.objects.filter(returned_at=None)} == {True, False}
    assert Hold.objects.filter(ended_at=None).count() == 1


def test_a_disposal_waits_for_the_decision_and_another_expired_file_is_left(at):
    disposal = Disposal.objects.get()
    assert disposal.state == Disposal.State.PROPOSED
    assert expired_files(disposal.fonds, at.date()).count() == 1


def test_a_citizen_has_asked_to_read_a_record_about_herself(at):
    assert ReadRequest.objects.get().citizen.username == "congdan.an"


def test_boxes_of_old_communes_stand_on_the_board(at):
    assert {one.state for one in Handover.objects.all()} == {Handover.State.CHECKED, Handover.State.COLLECTED}


def test_a_second_start_makes_nothing_more(at):
    before = RecordFile.objects.count()
    assert not ensure_demo_records(at=at)
    assert RecordFile.objects.count() == before
    assert not list(verify().faults)


def test_a_box_waits_to_be_read_as_long_as_this_machine_can_read(at):
    batch = Batch.objects.get()
    assert batch.pages.filter(state=Page.State.WAITING).count() == 6
    assert go_on_with_batches(at=at) is not bool(programs.missing())
    assert Batch.objects.get().state == Batch.State.READING


def test_what_was_read_is_split_and_half_described_once(at):
    _as_if_read(Batch.objects.get())
    assert not go_on_with_batches(at=at)
    documents = ScannedDocument.objects.order_by("file__number", "number")
    assert [one.state for one in documents] == ["described", "waiting", "waiting"]
    assert documents[0].sampled
    assert not go_on_with_batches(at=at)
    assert ScannedDocument.objects.count() == 3


def _as_if_read(batch: Batch) -> None:
    """What the reader of pages would write; it takes seconds and has tests of its own."""
    marks = {1: Mark("F"), 3: Mark("D"), 5: Mark("F")}
    for page in Page.objects.filter(batch=batch):
        mark = marks.get(page.number)
        page.state = Page.State.SEPARATOR if mark else Page.State.READ
        page.mark = mark.text() if mark else ""
        page.save()


def test_never_in_real_operation(at, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden):
        ensure_demo_records(at=at)
