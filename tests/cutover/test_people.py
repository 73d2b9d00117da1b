"""Người trong cuộc: officials, citizens and payers on both sides of the instant, in sessions that stay open."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.accounts import sign_in
from tests.factories.cutover import Change, merge_two, midnight
from tests.factories.dossiers import Office, finished, in_processing, moment
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.now import frozen
from thongsuot.cutover.services.executing import execute
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Holding
from thongsuot.dossiers.payments import Item
from thongsuot.dossiers.selectors.lists import Wanted, dossiers_of_units
from thongsuot.dossiers.selectors.one import dossier_for

pytestmark = pytest.mark.usefixtures("eve")

EVE, INSTANT = midnight() - timedelta(seconds=1), midnight()
FRIDAY_8 = moment(1, 8, month=8)


@pytest.fixture
def change(office: Office) -> Change:
    return merge_two(office)


def page(client: Client, code: str) -> int:
    return client.get(f"/can-bo/ho-so/{code}/").status_code


def test_rights_change_in_an_open_session_at_the_instant(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    with frozen(EVE):
        goes_on, left_behind = sign_in(Client(), office.users["hotich"]), sign_in(Client(), office.users["kinhte"])
        assert (page(goes_on, code), page(left_behind, code)) == (200, 200)
    with frozen(INSTANT):  # nothing has moved yet: who has a post in the new unit may already read
        assert (page(goes_on, code), page(left_behind, code)) == (200, 404)
        execute(change.plan)
        assert (page(goes_on, code), page(left_behind, code)) == (200, 404)
        assert [line.code for line in dossiers_of_units(office.who("hotich", INSTANT), Wanted()).rows] == [code]


def test_a_dossier_on_its_way_waits_and_says_so(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    hand = {"code": code, "principal": office.who("hotich", INSTANT), "at": INSTANT, "step": "verify"}
    with frozen(INSTANT):
        with pytest.raises(MoveNotAllowed) as refused:
            services.complete_step(**hand, decision="pass")
        assert refused.value.code == "being_transferred"
        assert "Xã Mai Phụ" in str(refused.value.detail)
        assert "Xã Mai Khê" in str(refused.value.detail)
        assert [one["unit"] for one in refused.value.extra["successors"]] == [change.heir.id]
        with pytest.raises(MoveNotAllowed):  # nor may the citizen for these minutes
            services.withdraw(code=code, principal=office.who("lan", INSTANT), at=INSTANT)
        execute(change.plan)
        services.complete_step(**hand, decision="pass")


def test_the_neighbour_that_is_no_heir_sees_nothing_of_it(office: Office) -> None:
    world = office.world
    from tests.factories.cutover import merge

    change = merge(world.province, [(world.mai_phu.id, "Mai Mới")])
    code = in_processing(office, at=moment(30, 9))
    with frozen(INSTANT):
        stranger = sign_in(Client(), office.users["tk_hotich"])
        assert page(stranger, code) == 404
        execute(change.plan)
        assert page(stranger, code) == 404


def test_closed_dossiers_are_read_by_the_heir_and_found_in_its_list(office: Office, change: Change) -> None:
    code = finished(office, at=moment(28, 9))
    clerk = office.who("motcua1", moment(29, 9))
    services.return_result(code=code, principal=clerk, at=moment(29, 9), method="COUNTER", taken_by="Lan")
    with frozen(FRIDAY_8):
        execute(change.plan)
        heir = office.who("tk_motcua1", FRIDAY_8)
        assert dossier_for(heir, code).dossier.code == code
        assert [line.code for line in dossiers_of_units(heir, Wanted()).rows] == [code]
        chair = office.who("tk_chutich", FRIDAY_8)
        services.correct_result(code=code, principal=chair, at=FRIDAY_8, reason="Sai tên đệm của cháu.")
        assert Holding.objects.get().unit_id == change.heir.id


def test_citizen_and_official_read_it_in_words(office: Office, change: Change) -> None:
    code = in_processing(office, at=moment(30, 9))
    words = f"Chuyển từ Xã Mai Phụ sang Xã Mai Khê do sắp xếp đơn vị hành chính, theo {change.plan.legal_basis}"
    with frozen(FRIDAY_8):
        citizen, official = sign_in(Client(), office.users["lan"]), sign_in(Client(), office.users["hotich"])
        execute(change.plan)
        for client, address in ((citizen, f"/cong-dan/ho-so/{code}/"), (official, f"/can-bo/ho-so/{code}/")):
            text = client.get(address).content.decode()
            assert words in text, address
            assert "mã và hạn giữ nguyên" in text
            assert "Xã Mai Khê" in text


def test_what_was_asked_by_the_old_unit_is_paid_to_the_new_one(office: Office, change: Change) -> None:
    from thongsuot.payments.models import Receipt

    code = in_processing(office, at=moment(30, 9))
    services.request_payment(
        code=code, principal=office.who("motcua1", moment(30, 10)), at=moment(30, 10),
        items=[Item("FEE", "Lệ phí", 8000)], reason="theo biểu",
    )  # fmt: skip
    with frozen(FRIDAY_8):
        execute(change.plan)
        services.record_payment(
            code=code, principal=office.who("motcua1", FRIDAY_8), at=FRIDAY_8, method="transfer", reference="FT1",
            amount=8000, payer="Lan", paid_at=FRIDAY_8,
        )  # fmt: skip
    receipt = Receipt.objects.get()
    assert (receipt.unit_id, receipt.number) == (change.heir.id, 1)
