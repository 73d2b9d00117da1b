"""Nộp hồ sơ: a citizen files a birth registration page by page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.dossiers import MONDAY_9
from tests.factories.procedures import BIRTH
from tests.portal.conftest import client_of
from tests.portal.filing_walk import ANSWERS, CONTACT, PDF, Walk
from thongsuot.dossiers.models import Dossier, DossierFile, Draft, Status

pytestmark = pytest.mark.django_db


def test_a_draft_becomes_a_dossier_and_a_receipt(lan, office):
    walk = Walk(lan).whole()
    review = walk.page("xem-lai").content.decode()
    assert "Trần Minh Khôi" in review
    assert "16.000" in review  # two copies at 8.000 đ
    code = walk.sent_code()

    dossier = Dossier.objects.get(code=code)
    assert (dossier.status, dossier.channel) == (Status.SUBMITTED, "ONLINE")
    assert dossier.applicant_user_id == office.users["lan"].pk
    assert dossier.submitter is None
    assert dossier.submitted_at == MONDAY_9
    assert DossierFile.objects.filter(dossier_id=dossier.pk, purpose="component").count() == 2
    receipt = lan.get(f"/cong-dan/ho-so/{code}/bien-nhan/").content.decode()
    assert code in receipt
    assert "chung-sinh.pdf" in receipt
    assert "data:image/svg+xml" in receipt
    pdf = lan.get(f"/cong-dan/ho-so/{code}/bien-nhan.pdf")
    assert pdf["Content-Type"] == "application/pdf"


def test_sending_twice_makes_one_dossier(lan):
    walk = Walk(lan).whole()
    revision = walk.revision()
    first = walk.answer("xem-lai", {}, revision)
    second = walk.answer("xem-lai", {}, revision)
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


def test_the_start_page_says_what_is_needed_and_asks_to_sign_in(visitor):
    page = visitor.get(f"/nop-ho-so/{BIRTH}/").content.decode()
    assert "Giấy chứng sinh" in page
    assert f"/dang-nhap/?next=/nop-ho-so/{BIRTH}/" in page
    begun = visitor.post(f"/nop-ho-so/{BIRTH}/bat-dau/")
    assert begun.status_code == 302
    assert begun["Location"].startswith("/dang-nhap/")


def test_an_official_is_told_to_use_the_counter(office):
    clerk = client_of(office.users["motcua1"])
    assert "Quầy tiếp nhận" in clerk.get(f"/nop-ho-so/{BIRTH}/").content.decode()
    assert clerk.post(f"/nop-ho-so/{BIRTH}/bat-dau/").status_code == 403


def test_where_only_the_national_portal_takes_filings_nothing_begins_here(lan, settings):
    settings.ONLINE_INTAKE = ["national"]
    page = lan.get(f"/nop-ho-so/{BIRTH}/").content.decode()
    assert "dichvucong.gov.vn" in page
    assert "Bắt đầu" not in page
    assert lan.post(f"/nop-ho-so/{BIRTH}/bat-dau/").status_code == 404


def test_an_unknown_procedure_is_not_found(lan):
    assert lan.get("/nop-ho-so/9.999999/").status_code == 404


def test_the_commune_of_the_address_is_offered_first(lan):
    page = Walk(lan).begin().page("noi-nhan").content.decode()
    assert "Xã Mai Phụ" in page
    assert 'value="18583" checked' in page


def test_an_old_name_leads_to_the_commune_of_today(lan):
    walk = Walk(lan).begin()
    page = walk.client.get(f"{walk.home}noi-nhan/?q=thach chau").content.decode()
    assert "Xã Mai Phụ" in page
    assert "trước là Xã Thạch Châu" in page


def test_a_commune_must_be_chosen(lan):
    answer = Walk(lan).begin().answer("noi-nhan", {})
    assert answer.status_code == 422
    assert "Hãy chọn xã, phường nhận hồ sơ." in answer.content.decode()


def test_who_comes_back_goes_on_where_they_stopped(lan):
    walk = Walk(lan).begin().place_and_person()
    assert lan.get(walk.home)["Location"] == f"{walk.home}truong-hop/"
    assert "Làm tiếp bản nháp" in lan.get(f"/nop-ho-so/{BIRTH}/").content.decode()


def test_faults_are_told_on_their_own_page_and_what_was_typed_stays(lan):
    walk = Walk(lan).begin().place_and_person()
    walk.answer("truong-hop", {"case_code": ""})
    answer = walk.answer("khai-child", {**ANSWERS["khai-child"], "form.child.birth_date_month": "13"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Trần Minh Khôi" in text
    assert 'href="#o-form-child-birth_date"' in text or "birth_date" in text
    assert "Trần Minh Khôi" in walk.page("khai-child").content.decode()
    assert "khai-child" in lan.get(f"{walk.home}xem-lai/").content.decode()


def test_what_the_account_knows_is_filled_in(lan):
    page = Walk(lan).begin().place_and_person().page("khai-requester").content.decode()
    assert 'value="Nguyễn Thị Lan"' in page
    assert 'value="042190001234"' in page


def test_a_helper_is_recorded_and_the_applicant_sees_it(office):
    helper = client_of(office.users["binh"])
    walk = Walk(helper).begin()
    walk.answer("noi-nhan", {"receiving_unit": "18583"})
    boxes = walk.answer("nguoi-nop", {"whose": "other", "shown": "self", **CONTACT})
    assert boxes["Location"].endswith("?cho=other")
    told = {
        "whose": "other",
        "shown": "other",
        "name": "Nguyễn Thị Lan",
        "id_number": "042190001234",
        "birth_date_0": "",
        "birth_date_1": "",
        "birth_date_2": "",
        "relation": "anh rể",
        **CONTACT,
    }
    assert walk.answer("nguoi-nop", told | {"id_number": "123"}).status_code == 422
    assert walk.answer("nguoi-nop", told)["Location"].endswith("/dong-y/")
    assert walk.answer("dong-y", {"consent": "authorised"}).status_code == 422
    paper = SimpleUploadedFile("uy-quyen.pdf", PDF, content_type="application/pdf")
    assert walk.answer("dong-y", {"consent": "authorised", "file": paper}).status_code == 302
    code = walk.declaration().papers().sent_code()
    dossier = Dossier.objects.get(code=code)
    assert dossier.submitter["name"] == "Lê Văn Bình"
    assert dossier.submitter["relation"] == "anh rể"
    seen = client_of(office.users["lan"]).get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "Người nộp thay: Lê Văn Bình" in seen
    assert "có văn bản ủy quyền" in seen
    assert f"/cong-dan/ho-so/{code}/khong-nho/" in seen
    evidence = dossier.submitter["evidence"]
    assert f"/cong-dan/ho-so/{code}/tep/{evidence}/" in seen


def test_a_draft_of_somebody_else_does_not_exist(lan, office):
    walk = Walk(lan).begin()
    other = client_of(office.users["binh"])
    assert other.get(f"{walk.home}noi-nhan/").status_code == 404
    assert other.post(f"{walk.home}noi-nhan/", {"autosave_revision": "0"}).status_code == 404


def test_questions_that_no_longer_apply_are_gone(lan):
    walk = Walk(lan).begin().place_and_person()
    walk.answer("truong-hop", {"case_code": "1.001193.02"})
    abandoned = ANSWERS["khai-child"] | {"form.child.situation": "abandoned"}
    assert walk.answer("khai-child", abandoned).status_code == 302
    assert walk.page("khai-mother").status_code == 404
    assert walk.page("khai-marriage").status_code == 404


def test_a_review_with_holes_names_them_and_cannot_be_sent(lan):
    walk = Walk(lan).begin().place_and_person()
    page = walk.page("xem-lai").content.decode()
    assert "Còn" in page
    assert " disabled" in page
    refused = walk.send()
    assert refused.status_code == 422
    assert f"{walk.home}khai-child/?ve=xem-lai" in refused.content.decode()
    assert Dossier.objects.count() == 0


def test_changing_an_answer_from_the_summary_comes_back_to_it(lan):
    walk = Walk(lan).whole()
    sent = lan.post(
        f"{walk.home}khai-copies/?ve=xem-lai",
        {"autosave_revision": walk.revision(), "form.copies.quantity": "0"},
    )
    assert sent["Location"] == f"{walk.home}xem-lai/"


def test_a_page_without_its_revision_is_refused(lan):
    walk = Walk(lan).begin()
    assert lan.post(f"{walk.home}noi-nhan/", {"receiving_unit": "18583"}).status_code == 400


def test_two_tabs_do_not_overwrite_each_other(lan):
    walk = Walk(lan).begin().place_and_person()
    stale = walk.revision()
    place = ANSWERS["khai-place"]
    assert walk.answer("khai-place", place, stale).status_code == 302
    late = walk.answer("khai-place", place | {"form.child.hometown": "Xã Thạch Khê, tỉnh Hà Tĩnh"}, stale)
    text = late.content.decode()
    assert late.status_code == 409
    assert "Xã Thạch Khê, tỉnh Hà Tĩnh" in text
    assert "Xã Mai Phụ, tỉnh Hà Tĩnh" in text
    kept = walk.answer("khai-place", place | {"form.child.hometown": "Xã Thạch Khê, tỉnh Hà Tĩnh"})
    assert kept.status_code == 302
    assert "Xã Thạch Khê" in walk.page("khai-place").content.decode()


def test_autosave_keeps_what_is_typed_and_notices_another_tab(lan):
    walk = Walk(lan).begin().place_and_person()
    revision = walk.revision()
    typed = {"autosave_revision": revision, "form.child.name": "Trần Minh"}
    saved = lan.post(f"{walk.home}khai-child/luu/", typed)
    assert saved.json() == {"revision": int(revision) + 1, "saved_at": "09:00"}
    assert "Trần Minh" in walk.page("khai-child").content.decode()
    late = lan.post(f"{walk.home}khai-child/luu/", typed)
    assert late.status_code == 409
    assert late.json()["revision"] == int(revision) + 1


def test_drafts_are_listed_and_can_be_thrown_away(lan):
    walk = Walk(lan).begin()
    assert walk.home in lan.get("/cong-dan/ho-so/").content.decode()
    uid = walk.home.rstrip("/").split("/")[-1]
    assert lan.post(f"/cong-dan/ban-nhap/{uid}/bo/").status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_holds_no_readable_personal_data(lan):
    Walk(lan).begin().place_and_person()
    assert "Mai Lâm" not in str(Draft.objects.get().data)
