"""Cách chuyển từng loại: every one moves what is open of its kind, leaves what is closed, and brings it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.dossiers import MONDAY_9, Office, moment, submit
from thongsuot.common.models import Notice
from thongsuot.dossiers.models import Dossier, Holding, IdentityEvidence
from thongsuot.exchange.models import InMessage, OutMessage, System
from thongsuot.hall.models import Service, Ticket
from thongsuot.offline.models import Arrival, Device
from thongsuot.org import moving
from thongsuot.org.moving import Batch
from thongsuot.payments.models import Refund

DAY = moment(1, 8, month=8)


def batch(office: Office, **more: Any) -> Batch:
    world = office.world
    return Batch(world.province.id, world.mai_phu.id, world.thach_khe.id, DAY, **more)


@pytest.mark.parametrize("kind", [mover.kind for mover in moving.movers()])
def test_every_way_can_be_gone_where_there_is_nothing(office: Office, kind: str) -> None:
    mover, empty = moving.mover(kind), batch(office)
    assert mover.sums(empty.province_id, [empty.old_unit]) == []
    assert mover.aside(empty.province_id, [empty.old_unit]) == set()
    assert list(mover.roots(empty.province_id, empty.old_unit)) == []
    assert mover.subjects(empty.province_id, empty.old_unit) == []
    for roots in (None, {}, {"dossier": [1], kind: [2]}):
        moved = mover.move(batch(office, roots=roots))
        assert (moved.ids, moved.kept, moved.books) == ([], [], [])
    assert mover.back(empty, moving.Moved([1, 2])) == []
    assert mover.held(empty.province_id, empty.new_unit, [1, 2]) == []


Make = Callable[[Office, Dossier], tuple[Any, Any]]


def _evidence(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    place = {
        "province_id": dossier.province_id,
        "dossier_id": dossier.pk,
        "dossier_code": dossier.code,
        "unit_id": office.world.mai_phu.id,
    }
    person = {
        "document": "passport",
        "number_hash": b"x",
        "number_masked": "x",
        "name": "Lan",
        "reason": "r",
        "seen_by": office.users["motcua1"],
        "seen_at": MONDAY_9,
    }
    waiting = IdentityEvidence.objects.create(**place, **person, person="applicant")
    return waiting, IdentityEvidence.objects.create(**place, **person, person="submitter", state="settled")


def _refund(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    place = {
        "province_id": dossier.province_id,
        "dossier_id": dossier.pk,
        "dossier_code": dossier.code,
        "unit_id": office.world.mai_phu.id,
    }
    given = {"cause": "mistake", "amount": 5, "queued_at": MONDAY_9}
    refused = {
        "reason": "r",
        "receiver": "Lan",
        "method": "cash",
        "requested_at": MONDAY_9,
        "requested_by": office.users["motcua1"],
        "decided_at": MONDAY_9,
        "decided_by": office.users["chutich"],
        "decision": "không",
    }
    return Refund.objects.create(**place, **given), Refund.objects.create(**place, **given, **refused, state="refused")


def _out(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    system = System.objects.first()
    return OutMessage.objects.create(
        province_id=dossier.province_id, system=system, dossier_id=dossier.pk, dossier_code=dossier.code, kind="progress",
        seq=1, entry_id=1, unit_id=office.world.mai_phu.id, made_at=MONDAY_9,
    ), None  # fmt: skip


def _in(office: Office, dossier: Dossier, **more: Any) -> tuple[Any, Any]:
    given = {
        "system": System.objects.first(),
        "digest": b"d",
        "raw": b"r",
        "received_at": MONDAY_9,
        "unit_id": office.world.mai_phu.id,
        "dossier_id": dossier.pk,
    } | more
    stuck = InMessage.objects.create(**given, external_id="1", state="stuck", cause="internal_fault")
    return stuck, InMessage.objects.create(**given, external_id="2", state="done", settled_at=MONDAY_9)


def _given(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    return _in(office, dossier, given_unit_id=office.world.mai_phu.id)


def _notice(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    given = {
        "province_id": dossier.province_id,
        "subject_kind": "dossier",
        "subject_id": dossier.pk,
        "event": "received",
        "channel": "mail",
        "address": "a",
        "subject": "s",
        "body": "b",
        "next_try_at": MONDAY_9,
        "made_at": MONDAY_9,
        "unit_id": office.world.mai_phu.id,
    }
    lost = Notice.objects.create(**given, key="1", state="failed", needs_person=True)
    return lost, Notice.objects.create(**given, key="2", state="sent", sent_at=MONDAY_9)


def _arrival(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    place = {"province_id": dossier.province_id, "unit_id": office.world.mai_phu.id}
    device = Device.objects.create(
        **place, number=1, name="Máy 1", registered_by=office.users["motcua1"], registered_at=MONDAY_9, seen_at=MONDAY_9
    )
    given = {
        **place,
        "device": device,
        "clerk": office.users["motcua1"],
        "taken_at": MONDAY_9,
        "received_at": MONDAY_9,
        "arrived_at": MONDAY_9,
    }
    import uuid

    waiting = Arrival.objects.create(
        **given, uid=uuid.uuid4(), number=1, provisional="T1", state="waiting", problem="today"
    )
    return waiting, None


def _ticket(office: Office, dossier: Dossier) -> tuple[Any, Any]:
    for unit in (office.world.mai_phu, office.world.thach_khe):
        Service.objects.create(unit_id=unit.id, letter="A", name="Hộ tịch")
    service = Service.objects.get(unit_id=office.world.mai_phu.id)
    given = {
        "province_id": dossier.province_id,
        "unit_id": office.world.mai_phu.id,
        "service": service,
        "state": "booked",
        "source": "booking",
        "taken_at": MONDAY_9,
    }
    later = DAY + timedelta(days=1)
    coming = Ticket.objects.create(**given, day=later.date(), slot_at=later)
    return coming, Ticket.objects.create(**given, day=MONDAY_9.date(), slot_at=MONDAY_9)


@pytest.mark.parametrize(
    ("kind", "column", "make"),
    [
        ("evidence", "unit_id", _evidence),
        ("refund", "unit_id", _refund),
        ("message_out", "unit_id", _out),
        ("message_in", "unit_id", _in),
        ("message_in_given", "given_unit_id", _given),
        ("notice", "unit_id", _notice),
        ("arrival", "unit_id", _arrival),
        ("ticket", "unit_id", _ticket),
    ],
)
def test_what_is_open_moves_and_comes_back_and_the_rest_stays(
    office: Office, kind: str, column: str, make: Make
) -> None:
    dossier = submit(office).dossier
    open_one, closed_one = make(office, dossier)
    mover, given = moving.mover(kind), batch(office)
    moved = mover.move(given)
    assert moved.ids == [open_one.pk]
    assert mover.held(given.province_id, given.new_unit, moved.ids) == moved.books
    assert _unit(open_one, column) == given.new_unit
    assert closed_one is None or _unit(closed_one, column) == given.old_unit
    assert mover.back(given, moved) == [open_one.pk]
    assert _unit(open_one, column) == given.old_unit


@pytest.mark.parametrize(
    ("kind", "make"), [("evidence", _evidence), ("refund", _refund), ("notice", _notice), ("message_out", _out)]
)
def test_in_a_split_it_goes_where_its_dossier_goes(office: Office, kind: str, make: Make) -> None:
    dossier = submit(office).dossier
    open_one, _closed = make(office, dossier)
    mover = moving.mover(kind)
    assert mover.move(batch(office, roots={"dossier": [dossier.pk + 1]})).ids == []
    assert list(mover.roots(dossier.province_id, office.world.mai_phu.id)) == []
    assert mover.move(batch(office, roots={"dossier": [dossier.pk]})).ids == [open_one.pk]


@pytest.mark.parametrize(("kind", "make"), [("evidence", _evidence), ("refund", _refund), ("notice", _notice)])
def test_about_a_dossier_that_is_closed_somebody_decides(office: Office, kind: str, make: Make) -> None:
    dossier = submit(office).dossier
    open_one, _closed = make(office, dossier)
    Holding.objects.all().delete()
    [thing] = moving.mover(kind).roots(dossier.province_id, office.world.mai_phu.id)
    assert thing.id == open_one.pk


def _unit(row: Any, column: str) -> int:
    return int(type(row).objects.values_list(column, flat=True).get(pk=row.pk))
