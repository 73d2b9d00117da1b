"""A component that rests on a claim is believed only when the claim holds."""

import uuid
from datetime import date, timedelta

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.dossiers import LAN_ID, Office, birth_submission, moment, papers_for, submit
from tests.factories.procedures import BIRTH, FULL_FORMS
from tests.factories.results import MARRIAGE, issued, population, result_uid  # noqa: F401
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.journal import timeline
from thongsuot.dossiers import services, validity
from thongsuot.dossiers.databases import Person
from thongsuot.dossiers.databases.register import database
from thongsuot.dossiers.intake_data import Applicant, FiledComponent
from thongsuot.dossiers.models import DossierComponent, DossierFile, Lookup
from thongsuot.dossiers.services.lookups import ask_database
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
MARRIED = {**FULL_FORMS[BIRTH], "parents": {"married": True}}
KH, TT = "1.001193-KH", "1.001193-TT"
EARLIER = moment(7, 8, 30)


def file_with(office: Office, *changed: FiledComponent, by: str = "motcua1", **more):
    """Everything filed as paper, but for what is changed."""
    codes = {c.code for c in changed}
    rest = tuple(c for c in papers_for(BIRTH, form=MARRIED) if c.code not in codes)
    return submit(office, by=by, form=MARRIED, components=(*rest, *changed), **more)


def looked_up(office: Office, source: str = "dan-cu", *, person: Person | None = None, at=EARLIER) -> Lookup:
    one, version = database(source), version_in_force(BIRTH, at.date())
    asked = ask_database(
        source=one,
        person=person or Person(LAN_ID, "Nguyễn Thị Lan", date(1990, 5, 20)),
        principal=office.who("motcua1"),
        unit=office.world.mai_phu,
        version=version,
        at=at,
    )
    return asked.lookup


def refused(call) -> str:
    with pytest.raises(Invalid) as caught:
        call()
    return caught.value.code


def test_a_result_of_the_applicant_stands_for_the_paper(office: Office) -> None:
    uid = result_uid(issued(office))
    loaded = file_with(office, FiledComponent(KH, "REUSED", reference=uid))
    row = DossierComponent.objects.get(dossier_id=loaded.dossier.pk, code=KH)
    assert row.origin["number"] == "12/2025"
    assert row.origin["issuer"] == "Xã Mai Phụ"
    first = timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)[0]
    assert first.data["origins"][KH]["file"] == uid


def test_a_result_of_somebody_else_does_not(office: Office) -> None:
    uid = result_uid(issued(office, applicant=Applicant(name="Lê Văn Bình", id_number="042098004321")))
    assert refused(lambda: file_with(office, FiledComponent(KH, "REUSED", reference=uid))) == "result_not_reusable"


@pytest.mark.parametrize("reference", ["", "khong-phai-uuid", "2b6880f5-8432-4130-a1d8-c3e945915543"])
def test_a_result_that_nobody_issued_does_not(office: Office, reference: str) -> None:
    assert (
        refused(lambda: file_with(office, FiledComponent(KH, "REUSED", reference=reference))) == "result_not_reusable"
    )
    assert (
        refused(lambda: file_with(office, FiledComponent(TT, "FROM_DATABASE", reference=reference))) == "lookup_missing"
    )


def test_a_result_of_another_kind_or_replaced_does_not(office: Office) -> None:
    other = result_uid(issued(office, "KQ.G15.000031"))
    assert refused(lambda: file_with(office, FiledComponent(KH, "REUSED", reference=other))) == "result_not_reusable"
    uid = result_uid(issued(office))
    DossierFile.objects.filter(file_id=uid).update(replaced_at=moment(4, 9))
    assert refused(lambda: file_with(office, FiledComponent(KH, "REUSED", reference=uid))) == "result_not_reusable"


def test_a_result_whose_time_is_over_does_not(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = result_uid(issued(office))
    monkeypatch.setattr(validity, "_all", lambda: {MARRIAGE: validity.Validity(0, frozenset())})
    with pytest.raises(Invalid, match="result_not_reusable") as caught:
        file_with(office, FiledComponent(KH, "REUSED", reference=uid))
    assert "cấp ngày 03/07/2025, nay đã hết giá trị" in caught.value.errors[0]["message"]
    monkeypatch.setattr(validity, "_all", lambda: {MARRIAGE: validity.Validity(0, frozenset({KH}))})
    file_with(office, FiledComponent(KH, "REUSED", reference=uid))


def test_a_component_that_takes_no_result_cannot_be_reused(office: Office) -> None:
    uid = result_uid(issued(office))
    assert refused(lambda: file_with(office, FiledComponent(TT, "REUSED", reference=uid))) == "result_not_reusable"


def test_a_lookup_that_matched_stands_for_the_paper_and_keeps_no_answer(office: Office, population) -> None:  # noqa: F811
    found = looked_up(office)
    assert found.outcome == "match"
    loaded = file_with(office, FiledComponent(TT, "FROM_DATABASE", reference=str(found.uid)))
    row = DossierComponent.objects.get(dossier_id=loaded.dossier.pk, code=TT)
    assert row.origin["lookup"] == str(found.uid)
    assert row.origin["name"] == "Cơ sở dữ liệu quốc gia về dân cư"
    kept = " ".join(str(value) for value in Lookup.objects.values().get().values())
    assert "Mai Lâm" not in kept
    assert "Kinh" not in kept


def test_a_lookup_about_somebody_else_too_old_or_for_another_paper_does_not(office: Office, population) -> None:  # noqa: F811
    binh = looked_up(office, person=Person("042088006815", "Lê Văn Bình", date(1988, 11, 3)))
    assert binh.outcome == "match"
    old = looked_up(office, at=moment(7, 9) - timedelta(hours=25))
    other = looked_up(office, "ho-tich")
    assert other.outcome == "match"
    for one in (binh, old, other):
        claim = FiledComponent(TT, "FROM_DATABASE", reference=str(one.uid))
        assert refused(lambda claim=claim: file_with(office, claim)) == "lookup_missing"
    assert file_with(office, FiledComponent(KH, "FROM_DATABASE", reference=str(other.uid))).dossier.code


def test_a_lookup_that_did_not_match_does_not(office: Office, population) -> None:  # noqa: F811
    wrong = looked_up(office, person=Person(LAN_ID, "Nguyễn Thị Liên", date(1990, 5, 20)))
    assert wrong.outcome == "no_match"
    claim = FiledComponent(TT, "FROM_DATABASE", reference=str(wrong.uid))
    assert refused(lambda: file_with(office, claim)) == "lookup_missing"


def test_only_a_clerk_has_seen_a_paper(office: Office) -> None:
    shown = FiledComponent(TT, "SHOWN", originals=1)
    assert file_with(office, shown).dossier.code
    claim = lambda: submit(office, by="lan", channel="ONLINE", components=(shown,))  # noqa: E731
    assert refused(claim) == "shown_only_at_counter"


def test_a_connected_system_answers_for_what_it_says(office: Office) -> None:
    system = make_official(office.world, "lienthong", Role.INTEGRATION, office.world.province)
    claim = FiledComponent(KH, "REUSED")
    submission = birth_submission(office.world, channel="ONLINE", form=MARRIED, components=(claim,), receive=None)
    loaded = services.submit(submission=submission, principal=principal_for(system), at=moment(7, 9))
    assert loaded.components[0]["origin"]["claimed_by"] == "integration"


def test_a_supplement_is_held_to_the_same(office: Office) -> None:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    services.request_supplement(
        code=code, principal=office.who("hotich"), at=moment(7, 10), items=["Kết hôn"], reason="Thiếu", contact="0239"
    )
    claim = [FiledComponent(KH, "REUSED", reference=str(uuid.uuid4()))]
    act = {"code": code, "principal": office.who("motcua1"), "at": moment(8, 9)}
    assert refused(lambda: services.supplement(**act, components=claim)) == "result_not_reusable"
    uid = result_uid(issued(office))
    loaded = services.supplement(**act, components=[FiledComponent(KH, "REUSED", reference=uid)])
    assert [c["origin"]["file"] for c in loaded.components if c["origin"]] == [uid]
