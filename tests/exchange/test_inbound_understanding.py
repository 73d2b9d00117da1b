"""Understood: units by date, procedures, files, order, and whatever cannot be understood waits with a cause."""

import json
from datetime import timedelta
from typing import Any

import pytest

from simulators.national_portal.server import Server
from tests.exchange.books import Clock, there, until_empty
from tests.exchange.inbound_samples import (
    AT,
    CODE,
    SYSTEM,
    enveloped,
    filed,
    kept,
    offer,
    tell,
)
from tests.factories.dossiers import Office, moment
from tests.factories.procedures import BIRTH
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Payment, Status
from thongsuot.dossiers.payments import Item
from thongsuot.exchange.inbound import causes, fetching, storing, understanding
from thongsuot.exchange.models import ForeignCode, InMessage, MirrorDossier

pytestmark = pytest.mark.django_db
State = InMessage.State


def understood(message: dict[str, Any], at: Any = AT) -> InMessage:
    """Stored and read; how it was left."""
    found = kept(message, at)
    with frozen(at):
        understanding.understand(found.pk, at=at)
    found.refresh_from_db()
    return found


def awaiting_supplement(office: Office) -> None:
    assert understood(filed()).state == State.DONE
    services.request_supplement(
        code=CODE, principal=office.who("motcua1"), at=moment(7, 11), items=["CS"], reason="x", contact="0912345678"
    )


@pytest.mark.parametrize(
    ("code", "filed_at", "unit"),
    [
        ("18583", "20250707093000", "mai_phu"),
        ("18583", "20250620093000", "mai_phu"),  # meant Thạch Châu that day, wholly in Mai Phụ since
        ("18670", "20250620093000", "mai_phu"),  # the old Mai Phụ
        ("18571", "20250707093000", "thach_khe"),  # an old code still used afterwards
        ("H27.18604", "20250707093000", "thach_khe"),
    ],
)
def test_a_code_means_the_unit_of_its_day_and_goes_to_the_only_successor(
    linked: Office,
    code: str,
    filed_at: str,
    unit: str,
) -> None:
    message = understood(filed(DonViXuLy=code, NgayNopHoSo=filed_at))
    assert message.state == State.DONE, (message.cause, message.detail)
    assert Dossier.objects.get().competent_unit_id == getattr(linked.world, unit).id


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"DonViXuLy": "99999", "NoiNopHoSo": None}, "unit_unknown"),
        ({"DonViXuLy": None, "NoiNopHoSo": None}, "unit_unknown"),
        ({"DonViXuLy": "18796", "NgayNopHoSo": "20250620093000"}, "unit_split"),  # Kỳ Lợi
        ({"DonViXuLy": "18082", "NgayNopHoSo": "20250620093000"}, "unit_split"),  # Đại Nài
        ({"MaTTHC": "9.999999"}, "procedure_unknown"),
        ({"MaTTHC": None}, "field_missing"),
        ({"ChuHoSo": None}, "field_missing"),
        ({"KenhThucHien": "9"}, "field_missing"),
        ({"NgayNopHoSo": "2025-07-07"}, "field_missing"),
        ({"NgayNopHoSo": "20251399999999"}, "field_missing"),
        ({"DinhDanhCHS": {"SoDinhDanh": "123"}}, "id_number_invalid"),
        ({"MaTruongHop": "khong-co"}, "case_unknown"),
        ({"TaiLieuNop": [{"MaThanhPhanHoSo": "LA", "TenTepDinhKem": "a.pdf"}]}, "component_unknown"),
        ({"TaiLieuNop": [{"MaThanhPhanHoSo": f"{BIRTH}-CS"}]}, "component_file_missing"),
        ({"TaiLieuNop": ["x"]}, "field_missing"),
        ({"DuLieuToKhai": {"child": {"sex": "robot"}}}, "form_invalid"),
        ({"DuLieuToKhai": "x"}, "field_missing"),
    ],
)
def test_what_cannot_be_filed_is_stuck_with_cause_words_and_what_to_do(
    linked: Office,
    changes: dict[str, Any],
    cause: str,
) -> None:
    message = understood(filed(**changes))
    assert (message.state, message.cause) == (State.STUCK, cause), message.detail
    assert causes.words(cause)
    assert causes.what_to_do(cause)
    assert Dossier.objects.count() == 0


def test_a_split_commune_is_decided_by_a_person_and_then_filed(linked: Office) -> None:
    message = understood(filed(DonViXuLy="18796", NgayNopHoSo="20250620093000"))
    assert "Vũng Áng" in message.detail
    assert understanding.give_to(message.pk, linked.world.mai_phu, at=AT, by=linked.who("motcua1"))
    assert understanding.understand(message.pk, at=AT) == State.DONE
    assert Dossier.objects.get().competent_unit_id == linked.world.mai_phu.id


def test_a_supplement_before_its_dossier_waits_and_is_done_when_the_dossier_is_there(linked: Office) -> None:
    early = understood(enveloped("BO_SUNG", CODE, "NP-9", {"DuLieuToKhai": {"mother": {"birth_year": 1990}}}))
    assert (early.state, early.cause) == (State.WAITING, "dossier_not_here")
    assert early.next_try_at is not None
    assert early.next_try_at > AT
    awaiting_supplement(linked)
    early.refresh_from_db()
    assert early.next_try_at == AT  # woken by the dossier
    later = moment(7, 12)
    assert understanding.understand_all(understanding.due(later), at=later) == 1
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_one_that_waits_too_long_asks_for_a_person(linked: Office) -> None:
    early = understood(enveloped("RUT_HO_SO", CODE, "NP-9", {"LyDo": "đổi ý"}))
    late = AT + timedelta(hours=25)
    understanding.understand(early.pk, at=late)
    early.refresh_from_db()
    assert (early.state, early.cause, early.next_try_at) == (State.STUCK, "dossier_unknown", None)


def test_a_withdrawal_on_the_portal_withdraws_and_again_is_harmless(linked: Office) -> None:
    understood(filed())
    first = understood(enveloped("RUT_HO_SO", CODE, "NP-2", {"LyDo": "đổi ý"}))
    assert first.state == State.DONE
    assert Dossier.objects.get().status == Status.WITHDRAWN
    assert understood(enveloped("RUT_HO_SO", CODE, "NP-3", {})).state == State.DONE


def test_a_payment_is_recorded_once_and_a_wrong_amount_is_stuck(linked: Office) -> None:
    understood(filed())
    services.request_payment(
        code=CODE, principal=linked.who("motcua1"), at=moment(7, 11), items=[Item("FEE", "Lệ phí", 8_000)], reason="x"
    )
    at = moment(7, 12)
    paid = {"SoTien": "8000", "MaGiaoDich": "GD1", "ThoiGianGD": "20250707113000", "NguoiNop": "Lan"}
    wrong = understood(enveloped("THANH_TOAN", CODE, "NP-2", {**paid, "SoTien": "7000"}), at)
    assert (wrong.state, wrong.cause) == (State.STUCK, "amount_differs")
    assert understood(enveloped("THANH_TOAN", CODE, "NP-3", paid), at).state == State.DONE
    assert understood(enveloped("THANH_TOAN", CODE, "NP-4", paid), at).state == State.DONE
    payment = Payment.objects.get()
    assert (payment.amount, payment.reference, payment.method) == (8_000, "GD1", "online")
    more = understood(enveloped("THANH_TOAN", CODE, "NP-5", {**paid, "MaGiaoDich": "GD2"}), at)
    assert (more.state, more.cause) == (State.STUCK, "move_not_allowed")


def test_the_portal_may_pay_for_a_dossier_of_our_own_counter_but_touch_no_other_way(linked: Office) -> None:
    from tests.factories.dossiers import submit

    code = submit(linked).dossier.code
    services.request_payment(
        code=code, principal=linked.who("motcua1"), at=AT, items=[Item("FEE", "Lệ phí", 8_000)], reason="x"
    )
    told_of = {"SoTien": "8000", "MaGiaoDich": "GD1", "ThoiGianGD": "20250707103000"}
    assert understood(enveloped("THANH_TOAN", code, "NP-3", told_of), moment(7, 11)).state == State.DONE
    by = linked.who("lienthong")
    assert by.speaks_for is None
    with pytest.raises(Exception, match="not_found"):
        services.withdraw(code=code, principal=by, at=moment(7, 12), reason="x")


def test_a_status_that_differs_is_shown_never_followed(linked: Office) -> None:
    understood(filed())
    assert understood(enveloped("TRANG_THAI", CODE, "NP-2", {"TrangThaiHoSo": "1"})).state == State.DONE
    other = understood(enveloped("TRANG_THAI", CODE, "NP-3", {"TrangThaiHoSo": "10"}))
    assert (other.state, other.cause) == (State.STUCK, "status_disagrees")
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_a_code_our_own_counter_could_give_becomes_an_alias(linked: Office) -> None:
    theirs = "H27.18583-250707-0001"
    assert understood(filed(theirs)).state == State.DONE
    dossier = Dossier.objects.get()
    assert dossier.code == "H27.18583-250707-0001"  # by our counter, not taken over
    assert ForeignCode.objects.get().dossier_id == dossier.pk
    second = understood(filed("H27.18583-250707-0002", "NP-2"))
    third = understood(filed("H27.18604-250707-0009", "NP-3"))
    assert (second.state, third.state) == (State.DONE, State.DONE)
    assert {d.code for d in Dossier.objects.all()} == {f"H27.18583-250707-000{n}" for n in (1, 2, 3)}


def test_a_code_that_another_dossier_bears_is_stuck(linked: Office) -> None:
    understood(filed())
    ForeignCode.objects.all().delete()
    Dossier.objects.update(code="H27.18583-250707-09999999")
    assert understood(filed("000.00.01-250707-12345678", "NP-2")).state == State.DONE
    taken = understood(filed("H27.18583-250707-09999999", "NP-3"))
    assert taken.state == State.DONE  # the dossier of that code is already here
    assert Dossier.objects.count() == 2


def test_a_fault_of_ours_is_tried_again_and_then_shown(linked: Office, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("thongsuot.exchange.inbound.acts.act", broken)
    message = understood(filed())
    assert (message.state, message.cause) == (State.WAITING, "internal_fault")
    for _ in range(causes.FAULTS_BEFORE_STUCK):
        understanding.understand(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.state, message.cause) == (State.STUCK, "internal_fault")


def test_fetched_twice_in_disorder_and_away_ends_with_equal_books(linked: Office, portal: Server) -> None:
    offer(portal, filed())
    offer(portal, enveloped("RUT_HO_SO", CODE, "NP-2", {"LyDo": "đổi ý"}))
    offer(portal, filed("H27.18604-250707-0112345679", "NP-3", DonViXuLy="18604"))
    for fault in ({"mode": "503", "count": 1}, {"mode": "down", "count": 1}, {"mode": "500_after", "count": 1}):
        tell(portal, "PUT", "/dieu-khien/loi", fault)
        assert fetching.fetch(SYSTEM, clock=lambda: AT).failed
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "twice"})
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "disorder"})
    assert fetching.fetch(SYSTEM, clock=lambda: AT).fresh == 3
    assert fetching.fetch(SYSTEM, clock=lambda: AT).offered == 0
    later = moment(7, 11)
    understanding.understand_all(understanding.due(later), at=later)
    assert {m.state for m in InMessage.objects.all()} == {State.DONE}
    assert {d.code: d.status for d in Dossier.objects.all()} == {
        CODE: "WITHDRAWN",
        "H27.18604-250707-0112345679": "SUBMITTED",
    }
    assert all(row["confirmed"] for row in tell(portal, "GET", "/dieu-khien/tin")["items"])


def test_a_mirrored_dossier_is_kept_by_its_newest_word(linked: Office) -> None:
    def word(message_id: str, at: str, status: str) -> dict[str, Any]:
        content = {"MaTTHC": "1.004222", "TenTTHC": "Đăng ký thường trú", "DonViXuLy": "18583", "TrangThaiHoSo": status}
        return enveloped("HO_SO_PHAN_CHIEU", "G01-250707-000001", message_id, content) | {"ThoiDiem": at}

    assert understood(word("1", "20250707100000", "4")).state == State.DONE
    assert understood(word("2", "20250707090000", "2")).state == State.DONE
    mirror = MirrorDossier.objects.get()
    assert (mirror.national_status, mirror.unit_id) == (4, linked.world.mai_phu.id)
    assert understood(word("3", "20250707110000", "9")).state == State.DONE
    mirror.refresh_from_db()
    assert mirror.national_status == 9
    assert Dossier.objects.count() == 0


def test_without_an_account_of_the_other_system_the_message_waits_for_one(linked: Office) -> None:
    linked.users["lienthong"].posts.all().delete()
    assert understood(filed()).cause == "nobody_acts"


def test_the_raw_message_is_not_readable_in_the_database(linked: Office) -> None:
    message = kept(filed())
    assert b"Lan" not in bytes(message.raw)
    assert json.loads(storing.raw_of(message)) == filed()


def test_what_was_said_is_forgotten_long_after_it_was_done_and_not_before(linked: Office) -> None:
    done, stuck = understood(filed()), understood(filed("H27.18583-250707-0112345680", "NP-2", MaTTHC="9.999999"))
    assert storing.forget_old(AT + timedelta(days=89)) == 0
    assert storing.forget_old(AT + timedelta(days=91)) == 1
    done.refresh_from_db()
    stuck.refresh_from_db()
    assert storing.raw_of(done) == b""
    assert storing.raw_of(stuck)
    assert not understanding.read_again(done.pk, at=AT, by=None)


def test_an_outgoing_message_goes_under_the_code_they_know(linked: Office, portal: Server) -> None:
    clock = Clock(moment(7, 11))
    assert understood(filed("H27.18583-250707-0001")).state == State.DONE
    own = Dossier.objects.get()
    Dossier.objects.filter(pk=own.pk).update(code="H27.18583-250707-0077")  # ours differs from theirs
    until_empty(clock)
    assert there(portal, "H27.18583-250707-0001")["status"] == "1"
