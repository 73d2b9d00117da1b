"""A PC becomes a counter by a clerk of the unit, gets numbers nobody else has, and can be taken out of use."""

import base64

import pytest

from tests.factories.dossiers import MONDAY_9
from tests.offline.conftest import BACK_AT, KEY, LAST_CONTACT, make_counter
from thongsuot.common import crypto, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.offline import services
from thongsuot.offline.models import Block, Vault
from thongsuot.offline.pack import numbers, pack
from thongsuot.offline.selectors import counts
from thongsuot.offline.services.devices import BLOCK, MOST_LEFT

pytestmark = pytest.mark.django_db


def test_two_machines_of_a_unit_have_two_numbers_and_two_blocks(office):
    first, second = make_counter(office), make_counter(office, "motcua2", "Máy quầy số 2")
    assert (first.device.number, second.device.number) == (1, 2)
    assert first.block.numbers.upper == second.block.numbers.lower
    assert first.block.numbers.upper - first.block.numbers.lower == BLOCK


@pytest.mark.parametrize("name", ["hotich", "tk_motcua1", "quantri"])
def test_nobody_but_a_clerk_of_the_unit_registers(office, name):
    with pytest.raises(Forbidden):
        services.register(unit="18583", name="Máy", principal=office.who(name), at=MONDAY_9)


def test_a_machine_without_a_name_is_refused(office):
    with pytest.raises(Invalid):
        services.register(unit="18583", name="  ", principal=office.who("motcua1"), at=MONDAY_9)


def test_a_machine_of_another_unit_is_not_there(counter):
    with pytest.raises(NotFound):
        services.reserve_block(device_uid=counter.device.uid, principal=counter.office.who("tk_motcua1"), at=MONDAY_9)


def test_a_machine_cannot_hoard_numbers(counter):
    who = counter.office.who("motcua1")
    for _n in range(MOST_LEFT // BLOCK - 1):
        services.reserve_block(device_uid=counter.device.uid, principal=who, at=MONDAY_9)
    with pytest.raises(MoveNotAllowed):
        services.reserve_block(device_uid=counter.device.uid, principal=who, at=MONDAY_9)


def test_every_number_is_accounted_for(counter):
    counter.merge(counter.sent())
    counter.merge(counter.sent())  # the same person again: waits
    counter.merge(counter.sent(void_reason="in hỏng"))
    count = counts([counter.device])[counter.device.pk]
    assert (count.reserved, count.merged, count.waiting, count.void, count.unused) == (BLOCK, 1, 1, 1, BLOCK - 3)


def test_a_revoked_machine_gets_no_numbers_and_no_vaults(counter):
    services.revoke(device_uid=counter.device.uid, why="mất", principal=counter.office.who("quantri"), at=MONDAY_9)
    who = counter.office.who("motcua1")
    with pytest.raises(MoveNotAllowed):
        services.reserve_block(device_uid=counter.device.uid, principal=who, at=BACK_AT)
    with pytest.raises(MoveNotAllowed):
        services.keep_vault(device_uid=counter.device.uid, key=KEY, principal=who, at=BACK_AT)
    with pytest.raises(MoveNotAllowed):
        services.revoke(device_uid=counter.device.uid, why="x", principal=counter.office.who("quantri"), at=BACK_AT)


def test_a_clerk_sees_the_machine_but_does_not_revoke_it(counter):
    with pytest.raises(Forbidden):
        services.revoke(device_uid=counter.device.uid, why="x", principal=counter.office.who("motcua2"), at=MONDAY_9)


def test_the_key_of_a_vault_is_kept_sealed_and_never_replaced(counter):
    who = counter.office.who("motcua1")
    other = base64.b64encode(bytes(range(32))).decode()
    assert services.keep_vault(device_uid=counter.device.uid, key=KEY, principal=who, at=BACK_AT) is True
    assert services.keep_vault(device_uid=counter.device.uid, key=other, principal=who, at=BACK_AT) is False
    assert KEY.encode() not in bytes(Vault.objects.get().key_cipher)
    assert services.open_vault(device_uid=counter.device.uid, principal=who, at=BACK_AT) == KEY
    verbs = [e.verb for e in journal.timeline(counter.device.province_id, "offline_device", counter.device.pk)]
    assert verbs == ["device_registered", "block_reserved", "vault_made", "vault_recovered"]


@pytest.mark.parametrize("key", ["", "x", base64.b64encode(bytes(16)).decode(), "ổ khoá"])
def test_a_key_of_another_length_is_refused(counter, key):
    with pytest.raises(Invalid):
        services.keep_vault(device_uid=counter.device.uid, key=key, principal=counter.office.who("motcua2"), at=BACK_AT)


def test_nobody_opens_the_vault_of_a_colleague(counter):
    with pytest.raises(NotFound):
        services.open_vault(device_uid=counter.device.uid, principal=counter.office.who("motcua2"), at=BACK_AT)


def test_rotation_of_the_keys_reaches_vaults_and_waiting_contents(counter):
    counter.merge(counter.sent(at=MONDAY_9, void_reason=""), offset=BACK_AT - LAST_CONTACT)  # waits: clock_skew
    done = crypto.rotate()
    assert done["offline_vault.key_cipher"] == done["offline_arrival.content"] == 1
    who = counter.office.who("motcua1")
    assert services.open_vault(device_uid=counter.device.uid, principal=who, at=BACK_AT) == KEY


def test_the_pack_holds_what_the_unit_receives_and_no_person(counter):
    told = pack(counter.device, at=MONDAY_9)
    assert {"1.001193", "2.000815"} <= {one["code"] for one in told["procedures"]}
    assert told["unit"]["code"] == "18583"
    assert 2025 in told["calendar"]["years"]
    assert "motcua" not in str(told)


def test_the_numbers_come_with_the_picture_that_leads_to_them(counter):
    told = numbers(Block.objects.get(), at=MONDAY_9)
    assert len(told) == BLOCK
    assert told[0]["code"].endswith("-T1-0001")
    assert told[0]["qr"].startswith("data:image/svg+xml")
