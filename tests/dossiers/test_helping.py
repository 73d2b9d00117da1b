"""Người nộp hộ: named and visible, agreed to by a code, objected to, and counted for the leader."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_citizen, principal_for, sign_in
from tests.factories.dossiers import LAN_ID, MONDAY_9, birth_submission, moment, submit
from tests.factories.procedures import BIRTH, FULL_FORMS
from tests.factories.results import PDF
from tests.page_client import PageClient
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound, TooMany
from thongsuot.common.models import Notice
from thongsuot.common.now import frozen
from thongsuot.dossiers import consent_codes, services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submitter
from thongsuot.dossiers.models import ConsentCode, HelperFiling
from thongsuot.dossiers.selectors import helping as selectors
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.services import helping
from thongsuot.procedures.selectors import components_for, version_in_force
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
BINH_ID = "042098004321"
LATER = MONDAY_9 + timedelta(hours=1)
LAN = Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID, phone="0912345678")
BY_BINH = Submitter("Lê Văn Bình", "hàng xóm", BINH_ID, "0987654321", "relative")


def online_papers(owner):
    """Every paper of the procedure, each with an upload of its own."""
    version = version_in_force(BIRTH, MONDAY_9.date())
    asked = components_for(version, "", FULL_FORMS[BIRTH])
    upload = lambda: str(files.store(PDF, "anh.pdf", owner).uid)  # noqa: E731
    return tuple(FiledComponent(c.code, "FILED", file_ids=() if c.is_form else (upload(),)) for c in asked)


def file_for(office, *, by="binh", at=MONDAY_9, submitter=BY_BINH, applicant=LAN):
    """A birth registration that citizen Bình files online for Lan."""
    papers = online_papers(office.users[by].pk)
    wanted = birth_submission(
        office.world, channel="ONLINE", applicant=applicant, submitter=submitter, components=papers
    )
    return services.submit(submission=wanted, principal=office.who(by, at), at=at).dossier


def appoint(office, **changes):
    values = {
        "unit_id": office.world.mai_phu.id, "username": "congdan.binh", "kind": "digital_team", "since": MONDAY_9,
        "until": None, "decision": "12/QĐ-UBND", "principal": office.who("vanphong"), "at": MONDAY_9,
    }  # fmt: skip
    return helping.appoint(**{**values, **changes})


def test_a_filing_for_another_is_noted_with_who_and_for_whom_masked(office):
    dossier = file_for(office)
    row = HelperFiling.objects.get()
    assert (row.dossier_code, row.helper_name, row.kind) == (dossier.code, "Lê Văn Bình", "")
    assert row.applicant_masked == "N. T. Lan"
    assert row.helper_user_id == office.users["binh"].pk


def test_a_registered_helper_is_named_with_his_kind_where_the_applicant_reads(office):
    appoint(office)
    dossier = file_for(office)
    assert dossier.submitter["kind"] == "digital_team"
    client = PageClient()
    sign_in(client, office.users["lan"])
    with frozen(LATER):
        page = client.get(f"/cong-dan/ho-so/{dossier.code}/").content.decode()
    assert page.count("Lê Văn Bình, tổ công nghệ số cộng đồng") >= 2, "ô người nộp thay và diễn biến"
    assert "Nộp thay không mất tiền" in page


def test_before_and_after_the_appointment_the_helper_is_not_registered(office):
    made = appoint(office, since=moment(7, 12))
    assert file_for(office).submitter.get("kind") is None
    helping.dismiss(helper_id=made.pk, principal=office.who("vanphong"), at=moment(7, 14))
    assert file_for(office, at=moment(7, 15)).submitter.get("kind") is None
    with pytest.raises(MoveNotAllowed):
        helping.dismiss(helper_id=made.pk, principal=office.who("vanphong"), at=moment(7, 15))


@pytest.mark.parametrize(
    "changes",
    [{"username": "khong.co"}, {"username": "maiphu.hotich"}, {"kind": "broker"}, {"until": MONDAY_9}],
)
def test_an_appointment_that_cannot_be_is_refused(office, changes):
    with pytest.raises(Invalid):
        appoint(office, **changes)


def test_nobody_is_appointed_twice_at_a_time_nor_by_who_does_not_lead(office):
    appoint(office)
    with pytest.raises(Invalid):
        appoint(office)
    for name in ("motcua1", "tk_chutich"):
        with pytest.raises(Forbidden):
            appoint(office, principal=office.who(name))


def agreed(office, at=MONDAY_9, who=(LAN.name, LAN_ID)):
    """A code that was sent to Lan and told to Bình."""
    user = office.users["binh"].pk
    sent = consent_codes.send(
        user_id=user, helper_name="Lê Văn Bình", applicant=who, email="", phone="0912345678", at=at
    )
    code = Notice.objects.latest("id").body.split()[0]
    return consent_codes.confirm(code_id=sent.pk, user_id=user, code=code, at=at), code


def with_code(row):
    return Submitter("Lê Văn Bình", "hàng xóm", BINH_ID, "", "code", "", str(row.pk))


def test_the_applicant_agrees_by_a_code_sent_to_her_own_phone(office):
    row, code = agreed(office)
    notice = Notice.objects.get()
    assert (notice.address, notice.urgent) == ("+84912345678", True)
    assert "Le Van Binh" in notice.body
    assert bytes(row.code_hash) != code.encode()
    dossier = file_for(office, submitter=with_code(row))
    assert dossier.submitter["agreed_by"] == "091***678"
    [entry, *_rest] = journal.timeline(dossier.province_id, "dossier", dossier.pk)
    assert entry.data["helper_consent"] == "code"


def test_an_agreement_counts_once_and_for_its_own_person(office):
    row, _code = agreed(office)
    other = Applicant(name="Trần Thị Hoa", id_number="042192001234")
    with pytest.raises(Invalid, match="consent_code_missing"):
        file_for(office, submitter=with_code(row), applicant=other)
    file_for(office, submitter=with_code(row))
    with pytest.raises(Invalid, match="consent_code_missing"):
        file_for(office, submitter=with_code(row))


def test_another_helper_cannot_use_it_nor_can_one_without_any(office):
    row, _code = agreed(office)
    office.users["hoa"] = make_citizen("congdan.hoa", full_name="Trần Thị Hoa", id_number="042192001234")
    with pytest.raises(Invalid, match="consent_code_missing"):
        file_for(office, by="hoa", submitter=with_code(row))
    for reference in ("", "x", "9" * 30, "0"):
        with pytest.raises(Invalid, match="consent_code_missing"):
            file_for(office, submitter=Submitter("Bình", "", BINH_ID, "", "code", "", reference))


def test_a_wrong_code_counts_and_after_five_the_right_one_is_too_late(office):
    user = office.users["binh"].pk
    sent = consent_codes.send(
        user_id=user, helper_name="Bình", applicant=(LAN.name, LAN_ID), email="", phone="0912345678", at=MONDAY_9
    )
    right = Notice.objects.get().body.split()[0]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _try in range(consent_codes.MOST_TRIES):
        with pytest.raises(Invalid):
            consent_codes.confirm(code_id=sent.pk, user_id=user, code=wrong, at=MONDAY_9)
    with pytest.raises(Invalid):
        consent_codes.confirm(code_id=sent.pk, user_id=user, code=right, at=MONDAY_9)
    assert ConsentCode.objects.get().tries == consent_codes.MOST_TRIES


def test_a_code_lasts_ten_minutes_and_one_address_gets_three_an_hour(office):
    values = {"helper_name": "Bình", "applicant": (LAN.name, LAN_ID), "email": "", "phone": "0912345678"}
    user = office.users["binh"].pk
    sent = consent_codes.send(user_id=user, at=MONDAY_9, **values)
    code = Notice.objects.get().body.split()[0]
    with pytest.raises(Invalid):
        consent_codes.confirm(code_id=sent.pk, user_id=user, code=code, at=MONDAY_9 + timedelta(minutes=11))
    for _more in range(2):
        consent_codes.send(user_id=user, at=MONDAY_9, **values)
    with pytest.raises(TooMany):
        consent_codes.send(user_id=user, at=MONDAY_9, **values)
    with pytest.raises(Invalid):
        consent_codes.send(user_id=user, at=MONDAY_9, **{**values, "applicant": ("Hoa", ""), "phone": "0239 385 5555"})


def test_the_applicant_objects_and_the_leader_answers_where_she_reads_it(office):
    dossier = file_for(office)
    lan = principal_for(office.users["lan"], LATER)
    row = helping.object_to(code=dossier.code, note="tôi không quen ông này", principal=lan, at=LATER)
    [work] = OpenWork.objects.filter(kind=helping.OBJECTION)
    assert (work.unit_id, work.role) == (office.world.mai_phu.id, "unit_leader")
    with pytest.raises(MoveNotAllowed):
        helping.object_to(code=dossier.code, note="", principal=lan, at=LATER)
    with pytest.raises(NotFound):
        helping.settle(filing_id=row.pk, answer="x", principal=office.who("tk_chutich", LATER), at=LATER)
    with pytest.raises(Invalid):
        helping.settle(filing_id=row.pk, answer=" ", principal=office.who("vanphong", LATER), at=LATER)
    helping.settle(filing_id=row.pk, answer="Đã hỏi, bà đã ký giấy", principal=office.who("vanphong", LATER), at=LATER)
    assert not OpenWork.objects.filter(kind=helping.OBJECTION).exists()
    client = PageClient()
    sign_in(client, office.users["lan"])
    with frozen(LATER):
        page = client.get(f"/cong-dan/ho-so/{dossier.code}/").content.decode()
    assert "Đã hỏi, bà đã ký giấy" in page
    assert "Chủ hồ sơ cho biết không nhờ người nộp thay" in page


def test_the_helper_himself_and_a_stranger_cannot_object(office):
    dossier = file_for(office)
    with pytest.raises(Forbidden):
        helping.object_to(code=dossier.code, note="", principal=office.who("binh", LATER), at=LATER)
    office.users["hoa"] = make_citizen("congdan.hoa", full_name="Trần Thị Hoa", id_number="042192001234")
    with pytest.raises(NotFound):
        helping.object_to(code=dossier.code, note="", principal=office.who("hoa", LATER), at=LATER)


def test_a_helper_sees_what_he_filed_and_nothing_else_of_the_person(office):
    filed, own = file_for(office), submit(office, applicant=LAN).dossier
    binh = office.who("binh", LATER)
    assert dossier_for(binh, filed.code).dossier.code == filed.code
    with pytest.raises(NotFound):
        dossier_for(binh, own.code)


def test_whoever_files_for_many_is_marked_for_the_leader(office):
    for number in range(selectors.UNUSUAL_UNREGISTERED + 1):
        file_for(office, applicant=Applicant(name=f"Người Thứ {number}", id_number=f"0421900012{number:02d}"))
    [one] = selectors.helped_at([office.world.mai_phu.id], LATER)
    assert (one.filings, one.people, one.unusual) == (6, 6, True)
    assert selectors.helped_at([office.world.thach_khe.id], LATER) == []
    assert selectors.helped_at([office.world.mai_phu.id], LATER + timedelta(days=31)) == []


def test_the_leaders_page_shows_it_all_and_acts(office, django_assert_max_num_queries):
    dossier = file_for(office)
    helping.object_to(code=dossier.code, note="không nhờ", principal=office.who("lan", LATER), at=LATER)
    client = PageClient()
    sign_in(client, office.users["vanphong"])
    with frozen(LATER):
        client.get("/can-bo/nguoi-giup/")
        with django_assert_max_num_queries(4):
            page = client.get("/can-bo/nguoi-giup/").content.decode()
        assert "không đăng ký" in page
        assert "không nhờ" in page
        row = HelperFiling.objects.get()
        assert "N. T. Lan" in client.get(f"/can-bo/nguoi-giup/lan-nop/{bytes(row.helper_key).hex()}/").content.decode()
        assert client.post(f"/can-bo/nguoi-giup/y-kien/{row.pk}/", {f"answer-{row.pk}": ""}).status_code == 422
        assert client.post(f"/can-bo/nguoi-giup/y-kien/{row.pk}/", {f"answer-{row.pk}": "đã hỏi"}).status_code == 302
        told = {"username": "congdan.binh", "kind": "post", "since": "07/07/2025", "until": "", "decision": ""}
        assert client.post("/can-bo/nguoi-giup/giao/", told).status_code == 302
        assert client.post("/can-bo/nguoi-giup/giao/", told).status_code == 422
        assert "nhân viên bưu chính công ích" in client.get("/can-bo/nguoi-giup/").content.decode()
