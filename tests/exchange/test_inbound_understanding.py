"""Understood: units by date, procedures, files, order, and whatever cannot be understood waits with a cause."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulators.national_portal.server import Server
from tests.exchange.inbound_samples import (
    AT,
    CODE,
    PDF,
    SYSTEM,
    enveloped,
    filed,
    kept,
    lay,
    linked,  # noqa: F401
    offer,
    paper,
    tell,
)
from tests.factories.dossiers import Office, moment
from tests.factories.procedures import BIRTH
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, DossierComponent, DossierFile, Payment, Status
from thongsuot.dossiers.payments import Item
from thongsuot.exchange.inbound import causes, fetching, storing, understanding
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import envelope, told
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
    linked: Office,  # noqa: F811
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
    linked: Office,  # noqa: F811
    changes: dict[str, Any],
    cause: str,
) -> None:
    message = understood(filed(**changes))
    assert (message.state, message.cause) == (State.STUCK, cause), message.detail
    assert causes.words(cause)
    assert causes.what_to_do(cause)
    assert Dossier.objects.count() == 0


def test_a_split_commune_is_decided_by_a_person_and_then_filed(linked: Office) -> None:  # noqa: F811
    message = understood(filed(DonViXuLy="18796", NgayNopHoSo="20250620093000"))
    assert "Vũng Áng" in message.detail
    assert understanding.give_to(message.pk, linked.world.mai_phu, at=AT, by=linked.who("motcua1"))
    assert understanding.understand(message.pk, at=AT) == State.DONE
    assert Dossier.objects.get().competent_unit_id == linked.world.mai_phu.id


def test_a_supplement_before_its_dossier_waits_and_is_done_when_the_dossier_is_there(linked: Office) -> None:  # noqa: F811
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


def test_one_that_waits_too_long_asks_for_a_person(linked: Office) -> None:  # noqa: F811
    early = understood(enveloped("RUT_HO_SO", CODE, "NP-9", {"LyDo": "đổi ý"}))
    late = AT + timedelta(hours=25)
    understanding.understand(early.pk, at=late)
    early.refresh_from_db()
    assert (early.state, early.cause, early.next_try_at) == (State.STUCK, "dossier_unknown", None)


def test_a_withdrawal_on_the_portal_withdraws_and_again_is_harmless(linked: Office) -> None:  # noqa: F811
    understood(filed())
    first = understood(enveloped("RUT_HO_SO", CODE, "NP-2", {"LyDo": "đổi ý"}))
    assert first.state == State.DONE
    assert Dossier.objects.get().status == Status.WITHDRAWN
    assert understood(enveloped("RUT_HO_SO", CODE, "NP-3", {})).state == State.DONE


def test_a_payment_is_recorded_once_and_a_wrong_amount_is_stuck(linked: Office) -> None:  # noqa: F811
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


def test_the_portal_may_pay_for_a_dossier_of_our_own_counter_but_touch_no_other_way(linked: Office) -> None:  # noqa: F811
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


def test_a_status_that_differs_is_shown_never_followed(linked: Office) -> None:  # noqa: F811
    understood(filed())
    assert understood(enveloped("TRANG_THAI", CODE, "NP-2", {"TrangThaiHoSo": "1"})).state == State.DONE
    other = understood(enveloped("TRANG_THAI", CODE, "NP-3", {"TrangThaiHoSo": "10"}))
    assert (other.state, other.cause) == (State.STUCK, "status_disagrees")
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_a_code_our_own_counter_could_give_becomes_an_alias(linked: Office) -> None:  # noqa: F811
    theirs = "H27.18583-250707-0001"
    assert understood(filed(theirs)).state == State.DONE
    dossier = Dossier.objects.get()
    assert dossier.code == "H27.18583-250707-0001"  # by our counter, not taken over
    assert ForeignCode.objects.get().dossier_id == dossier.pk
    second = understood(filed("H27.18583-250707-0002", "NP-2"))
    third = understood(filed("H27.18604-250707-0009", "NP-3"))
    assert (second.state, third.state) == (State.DONE, State.DONE)
    assert {d.code for d in Dossier.objects.all()} == {f"H27.18583-250707-000{n}" for n in (1, 2, 3)}


def test_a_code_that_another_dossier_bears_is_stuck(linked: Office) -> None:  # noqa: F811
    understood(filed())
    ForeignCode.objects.all().delete()
    Dossier.objects.update(code="H27.18583-250707-09999999")
    assert understood(filed("000.00.01-250707-12345678", "NP-2")).state == State.DONE
    taken = understood(filed("H27.18583-250707-09999999", "NP-3"))
    assert taken.state == State.DONE  # the dossier of that code is already here
    assert Dossier.objects.count() == 2


def test_files_come_from_the_portal_into_our_store(linked: Office, portal: Server) -> None:  # noqa: F811
    path = lay(portal, "cs.pdf")
    other = lay(portal, "khac.pdf", PDF + b"2")
    message = filed(TaiLieuNop=[paper(path)], DanhSachTepDinhKemKhac=[{"TenTepDinhKem": "khac.pdf", "DuongDan": other}])
    assert understood(message).state == State.DONE
    component = DossierComponent.objects.get()
    assert (component.code, component.files[0]["size"]) == (f"{BIRTH}-CS", len(PDF))
    assert set(DossierFile.objects.values_list("code", flat=True)) == {f"{BIRTH}-CS", "KHAC"}


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("http://127.0.0.1:1/bi-mat", "file_foreign_origin"),
        ("//127.0.0.1:1/bi-mat", "file_foreign_origin"),
        ("http://localhost/etc", "file_foreign_origin"),
        ("file:///etc/passwd", "file_foreign_origin"),
        ("http://user@{host}/tep/cs.pdf", "file_foreign_origin"),
        ("/tep/khong-co", "file_gone"),
        ("/tep/a b", "file_foreign_origin"),
        ("/tep/doi-duoi.png", "file_type_mismatch"),
        ("/tep/trang.html", "file_type_not_allowed"),
        ("/tep/rong.pdf", "file_empty"),
    ],
)
def test_no_other_origin_and_no_bad_file_comes_in(
    linked: Office,  # noqa: F811
    portal: Server,
    path: str,
    cause: str,
) -> None:
    lay(portal, "cs.pdf")
    lay(portal, "doi-duoi.png")
    lay(portal, "trang.html", b"<html><script>1</script></html>")
    lay(portal, "rong.pdf", b"")
    path = path.replace("{host}", portal.address.removeprefix("http://"))
    message = understood(filed(TaiLieuNop=[paper(path, name="")]))
    assert (message.state, message.cause) == (State.STUCK, cause), message.detail
    assert Dossier.objects.count() == 0


def test_a_file_too_large_is_stuck_and_the_portal_away_is_waited_for(
    linked: Office,  # noqa: F811
    portal: Server,
    settings: Any,
) -> None:
    path = lay(portal, "cs.pdf", PDF + b"x" * 5_000)
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "500_before"})
    waiting = understood(filed(TaiLieuNop=[paper(path)]))
    assert (waiting.state, waiting.cause) == (State.WAITING, "file_unavailable")
    tell(portal, "PUT", "/dieu-khien/loi", {"mode": "down"})
    assert understanding.understand(waiting.pk, at=moment(7, 11)) == State.WAITING
    tell(portal, "DELETE", "/dieu-khien/loi")
    settings.UPLOAD_LIMIT_BYTES = 1_000
    assert understanding.understand(waiting.pk, at=moment(7, 12)) == State.STUCK
    waiting.refresh_from_db()
    assert waiting.cause == "file_too_large"
    settings.UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
    assert understanding.read_again(waiting.pk, at=moment(7, 13), by=None)
    assert understanding.understand(waiting.pk, at=moment(7, 13)) == State.DONE


def test_a_fault_of_ours_is_tried_again_and_then_shown(linked: Office, monkeypatch: Any) -> None:  # noqa: F811
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("thongsuot.exchange.inbound.acts.act", broken)
    message = understood(filed())
    assert (message.state, message.cause) == (State.WAITING, "internal_fault")
    for _ in range(causes.FAULTS_BEFORE_STUCK):
        understanding.understand(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.state, message.cause) == (State.STUCK, "internal_fault")


def test_fetched_twice_in_disorder_and_away_ends_with_equal_books(linked: Office, portal: Server) -> None:  # noqa: F811
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


def test_a_mirrored_dossier_is_kept_by_its_newest_word(linked: Office) -> None:  # noqa: F811
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


def test_without_an_account_of_the_other_system_the_message_waits_for_one(linked: Office) -> None:  # noqa: F811
    linked.users["lienthong"].posts.all().delete()
    assert understood(filed()).cause == "nobody_acts"


def test_the_raw_message_is_not_readable_in_the_database(linked: Office) -> None:  # noqa: F811
    message = kept(filed())
    assert b"Lan" not in bytes(message.raw)
    assert json.loads(storing.raw_of(message)) == filed()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "MaHoSo", "MaTTHC", "KenhThucHien", "ChuHoSo", "LoaiDoiTuong", "DinhDanhCHS", "NgayNopHoSo", "DonViXuLy",
        "TaiLieuNop", "DanhSachTepDinhKemKhac", "DuLieuToKhai", "SoTien", "ThoiGianGD", "TrangThaiHoSo", "NgaySinh",
    ]
)  # fmt: skip
KIND_WORDS = st.sampled_from(["HO_SO_MOI", "BO_SUNG", "RUT_HO_SO", "THANH_TOAN", "TRANG_THAI", "HO_SO_PHAN_CHIEU"])
GARBAGE = st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode())


@given(GARBAGE)
@settings(max_examples=200, deadline=None)
def test_an_envelope_can_be_made_of_anything(raw: bytes) -> None:
    found = envelope(raw)
    assert 0 < len(found.external_id) <= 120
    with pytest.raises(NotUnderstood) as problem:  # nothing that is made by chance is a message
        told(raw, AT.date())
    assert problem.value.cause in causes.CAUSES


@given(kind=KIND_WORDS, changes=st.dictionaries(FIELDS, JSON, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_message_it_is_settled_or_waits_with_a_cause(
    linked: Office,  # noqa: F811
    kind: str,
    changes: dict[str, Any],
) -> None:
    body = filed()
    body |= {"Loai": kind, "MaTin": f"NP-{InMessage.objects.count()}-{kind}"}
    body["NoiDung"] |= changes
    with frozen(AT):
        message = kept(body)
        understanding.understand(message.pk, at=AT)
    message.refresh_from_db()
    assert message.state in (State.DONE, State.STUCK, State.WAITING)
    assert message.cause != "internal_fault", message.detail
    assert (message.state == State.DONE) == (message.cause == "")


@given(kind=KIND_WORDS, paths=st.lists(st.text(max_size=30), max_size=3))
@settings(max_examples=40, deadline=None)
def test_told_files_are_read_as_they_stand(kind: str, paths: list[str]) -> None:
    body = enveloped(kind, CODE, "1", {"TaiLieuNop": [paper(path) for path in paths]})
    assert [one.path for one in told(json.dumps(body).encode(), AT.date()).attached] == [path.strip() for path in paths]
