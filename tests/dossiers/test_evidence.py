"""Giấy tờ xem tại quầy while an electronic identity cannot be used, and what becomes of it when the person signs in."""

from datetime import date

import pytest

from tests.accounts.small_provider import SmallProvider, provider, sign_in_by  # noqa: F401
from tests.factories.accounts import make_citizen, principal_for, sign_in
from tests.factories.dossiers import LAN_ID, MONDAY_9, Office, moment, submit
from tests.page_client import PageClient
from thongsuot.accounts.events import IdentityProven
from thongsuot.accounts.models import User
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.models.evidence import IdentityEvidence
from thongsuot.dossiers.permissions import owns
from thongsuot.dossiers.selectors.evidence import evidence_to_check
from thongsuot.dossiers.services.evidence import Seen, reconcile, record_evidence, settle

pytestmark = pytest.mark.django_db

AN_ID, AN_BORN = "042193004127", date(1993, 4, 12)


def seen(**changes: object) -> Seen:
    values = {
        "person": "applicant",
        "document": "chip_card",
        "number": AN_ID,
        "name": "Trần Thị An",
        "reason": "Hệ thống định danh gián đoạn",
        "birth_date": AN_BORN,
    }
    return Seen(**{**values, **changes})


def filed(office: Office, *, number: str = "") -> str:
    return submit(office, applicant=Applicant(name="Trần Thị An", id_number=number)).dossier.code


def record(office: Office, code: str, by: str = "motcua1", **changes: object) -> IdentityEvidence:
    return record_evidence(code=code, seen=seen(**changes), principal=office.who(by), at=MONDAY_9)


def proven(user: User, **changes: object) -> IdentityProven:
    values = {"id_number_hash": lookup_hash(AN_ID), "name": "TRẦN THỊ AN", "birth_date": AN_BORN, "at": moment(8, 9)}
    return IdentityProven(user_id=user.pk, **{**values, **changes})


def verbs(code: str) -> list[str]:
    dossier = Dossier.objects.get(code=code)
    return [entry.verb for entry in timeline(dossier.province_id, "dossier", dossier.pk)]


def test_what_was_seen_is_kept_without_the_number_and_stands_in_the_journal(office: Office) -> None:
    code = filed(office)
    row = record(office, code)
    assert (row.number_masked, row.seen_by_id, row.state) == ("0421••••4127", office.users["motcua1"].pk, "waiting")
    dossier = Dossier.objects.get(code=code)
    entry = timeline(dossier.province_id, "dossier", dossier.pk)[-1]
    assert (entry.verb, entry.data["number"]) == ("identity_seen", "0421••••4127")
    assert AN_ID not in str(entry.data)


def test_a_dossier_filed_without_number_becomes_his_when_the_person_signs_in(office: Office) -> None:
    code = filed(office)
    citizen = make_citizen("congdan.an", full_name="Trần Thị An", id_number=AN_ID, birth_date=AN_BORN)
    assert not owns(principal_for(citizen), Dossier.objects.get(code=code))
    record(office, code)
    assert owns(principal_for(citizen), Dossier.objects.get(code=code))  # by the number that was seen
    reconcile(proven(citizen))
    assert Dossier.objects.get(code=code).applicant_user_id == citizen.pk
    assert IdentityEvidence.objects.get().state == "confirmed"
    assert verbs(code)[-1] == "identity_confirmed"
    assert list(evidence_to_check(office.who("motcua1"))) == []


def test_through_the_real_door_the_first_sign_in_shows_the_dossier_to_its_owner(
    office: Office,
    provider: SmallProvider,  # noqa: F811
) -> None:
    code = filed(office)
    record(office, code)
    client = PageClient()
    sign_in_by(client, provider)
    assert code in client.get("/cong-dan/ho-so/").content.decode()
    assert client.get(f"/cong-dan/ho-so/{code}/").status_code == 200
    assert IdentityEvidence.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("changes", "differences"),
    [({"name": "Trần Thị Bình"}, ["name"]), ({"birth_date": date(1993, 4, 13)}, ["birth_date"])],
)
def test_what_differs_becomes_work_and_the_account_is_not_put_on_the_dossier(
    office: Office, changes, differences
) -> None:
    code = filed(office)
    record(office, code)
    citizen = make_citizen("congdan.an", id_number=AN_ID)
    reconcile(proven(citizen, **changes))
    row = IdentityEvidence.objects.get()
    assert (row.state, row.differences) == ("conflict", differences)
    assert Dossier.objects.get(code=code).applicant_user_id is None
    assert [r.dossier_code for r in evidence_to_check(office.who("motcua2"))] == [code]
    settle(evidence_id=row.pk, note="Tên trên thẻ gõ nhầm dấu", principal=office.who("motcua2"), at=moment(8, 10))
    assert verbs(code)[-2:] == ["identity_conflict", "identity_settled"]
    with pytest.raises(MoveNotAllowed):
        settle(evidence_id=row.pk, note="lại", principal=office.who("motcua2"), at=moment(8, 10))


def test_signing_in_again_changes_nothing_more(office: Office) -> None:
    code = filed(office)
    record(office, code)
    citizen = make_citizen("congdan.an", id_number=AN_ID)
    for _again in range(2):
        reconcile(proven(citizen))
    assert verbs(code).count("identity_confirmed") == 1


def test_it_is_recorded_once_at_the_counter_that_received_and_by_its_clerks(office: Office) -> None:
    code = filed(office)
    record(office, code)
    with pytest.raises(MoveNotAllowed, match="đã được ghi"):
        record(office, code)
    with pytest.raises(Forbidden):
        record(office, code, by="hotich")
    with pytest.raises(NotFound):
        record(office, code, by="tk_motcua1")
    row = record(office, code, person="submitter", document="passport", number="C1234567")
    assert row.number_masked.endswith("67")
    with pytest.raises(NotFound):
        settle(evidence_id=row.pk, note="x", principal=office.who("tk_motcua1"), at=MONDAY_9)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": "12345"}),
        ("number", {"birth_date": date(1980, 1, 1)}),
        ("number", {"document": "passport", "number": "số lạ"}),
        ("name", {"name": " "}),
        ("reason", {"reason": ""}),
        ("document", {"document": "the_the_thao"}),
        ("person", {"person": "ai_do"}),
    ],
)
def test_bad_input_names_its_field(office: Office, field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        record(office, filed(office), **changes)
    assert refused.value.errors[0]["field"] == field


def test_a_card_of_somebody_else_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="khác số định danh của chủ hồ sơ"):
        record(office, filed(office, number=LAN_ID))


def test_the_pages_record_list_and_settle(office: Office) -> None:
    code = filed(office)
    client = PageClient()
    with frozen(MONDAY_9):
        sign_in(client, office.users["motcua1"])
        address = f"/can-bo/ho-so/{code}/giay-to-tuy-than/"
        assert "Trần Thị An" in client.get(address).content.decode()
        told = {"person": "applicant", "document": "chip_card", "number": "123", "name": "An", "reason": "mất mạng"}
        assert client.post(address, told).status_code == 422
        assert client.post(address, told | {"number": AN_ID, "birth_date": "12/04/1993"}).status_code == 302
        assert "chờ đối chiếu" in client.get("/can-bo/giay-to-tuy-than/").content.decode()
        reconcile(proven(make_citizen("congdan.an", id_number=AN_ID), at=MONDAY_9))
        row = IdentityEvidence.objects.get()
        assert "họ tên khác" in client.get("/can-bo/giay-to-tuy-than/").content.decode()
        done = client.post(f"/can-bo/giay-to-tuy-than/{row.pk}/xong/", {"note": "đã hỏi"})
        assert done.status_code == 302
        assert "Không có giấy tờ nào chờ đối chiếu" in client.get("/can-bo/giay-to-tuy-than/").content.decode()
