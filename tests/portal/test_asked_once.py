"""What the State has already is not asked for; where it comes from is said, and a database away changes nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import sign_in
from tests.factories.dossiers import MONDAY_9
from tests.factories.procedures import BUSINESS, MARRIAGE_STATUS
from tests.factories.results import issued, population, result_uid  # noqa: F401
from tests.portal.conftest import client_of
from tests.portal.filing_walk import ANSWERS, CONTACT, PDF, Walk
from thongsuot.common.now import frozen
from thongsuot.dossiers.databases.http import forget_failures
from thongsuot.dossiers.models import Dossier, DossierComponent, Lookup

pytestmark = pytest.mark.django_db
TT, KH = "1.001193-TT", "1.001193-KH"
FOR_LAN = {
    "whose": "other",
    "shown": "other",
    "name": "Nguyễn Thị Lan",
    "id_number": "042190001234",
    "birth_date_day": "20",
    "birth_date_month": "5",
    "birth_date_year": "1990",
    "relation": "anh rể",
    **CONTACT,
}


def answered(lan, *, married: bool = False) -> Walk:
    walk = Walk(lan).begin().place_and_person()
    return _declared(walk, married)


def _declared(walk: Walk, married: bool) -> Walk:
    walk.answer("truong-hop", {"case_code": "1.001193.01"})
    for step, answers in ANSWERS.items():
        told = {"form.parents.married": "true"} if married and step == "khai-marriage" else answers
        assert walk.answer(step, told).status_code == 302, step
    return walk


def components(code: str) -> dict[str, DossierComponent]:
    rows = DossierComponent.objects.filter(dossier_id=Dossier.objects.get(code=code).pk)
    return {row.code: row for row in rows}


def test_the_identity_card_is_not_asked_for_when_the_database_knows_the_person(lan, population):  # noqa: F811
    walk = answered(lan)
    page = walk.page("giay-to").content.decode()
    assert "Không phải nộp: đã tra được" in page
    assert "từ Cơ sở dữ liệu quốc gia về dân cư, khớp lúc 09:00 07/07/2025" in page
    assert walk.upload().status_code == 302
    row = components(walk.sent_code())[TT]
    assert (row.source, row.origin["database"]) == ("FROM_DATABASE", "dan-cu")
    assert row.origin["lookup"] == str(Lookup.objects.get().uid)


def test_a_result_in_the_own_store_stands_for_the_paper(lan, office, population):  # noqa: F811
    uid = result_uid(issued(office))
    walk = answered(lan, married=True)
    page = walk.page("giay-to").content.decode()
    assert "Giấy chứng nhận kết hôn, số 12/2025, Xã Mai Phụ cấp ngày 03/07/2025" in page
    walk.upload()
    code = walk.sent_code()
    assert components(code)[KH].origin["file"] == uid
    seen = lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "dùng lại kết quả đã cấp" in seen
    assert "số 12/2025" in seen


def test_another_paper_may_be_sent_instead(lan, office, population):  # noqa: F811
    walk = answered(lan)
    assert walk.upload(TT, "can-cuoc.pdf").status_code == 302
    walk.upload()
    assert components(walk.sent_code())[TT].source == "FILED"


@pytest.mark.parametrize("mode", ["down", "500"])
def test_when_the_database_is_away_the_paper_is_asked_for_and_nothing_typed_is_lost(lan, population, mode):  # noqa: F811
    population.fault = {"mode": mode, "seconds": 0}
    walk = answered(lan)
    page = walk.page("giay-to").content.decode()
    assert "Cơ sở dữ liệu quốc gia về dân cư: đang không trả lời, nên bạn gửi giấy này giúp." in page
    assert "Trần Minh Khôi" in walk.page("khai-child").content.decode()
    assert "Còn thiếu: Thẻ căn cước" in walk.answer("giay-to", {}).content.decode()
    population.fault = {"mode": "", "seconds": 0}
    forget_failures()
    assert walk.answer("giay-to", {"tra": "dan-cu"}).status_code == 302
    assert "đã tra được" in walk.page("giay-to").content.decode()


def test_who_does_not_match_sends_the_paper(lan, population):  # noqa: F811
    population.people.put({"id_number": "042190001234", "name": "Người Khác", "birth_date": "1990-05-20"})
    page = answered(lan).page("giay-to").content.decode()
    assert "có số này nhưng họ tên hoặc ngày sinh không khớp" in page
    assert "Tra giúp tôi" not in page


def test_a_match_of_yesterday_is_asked_again(lan, office, population):  # noqa: F811
    walk = answered(lan)
    walk.upload()
    with frozen(MONDAY_9 + timedelta(hours=25)):
        sign_in(lan, office.users["lan"])
        assert "Lần tra Cơ sở dữ liệu quốc gia về dân cư đã quá một ngày." in walk.page("giay-to").content.decode()
        assert walk.send().status_code == 422
        walk.answer("giay-to", {"tra": "dan-cu"})
        assert walk.sent_code()
    assert Lookup.objects.count() == 2


def test_civil_status_is_asked_only_when_the_citizen_wants_it(lan, population):  # noqa: F811
    walk = answered(lan, married=True)
    assert population.asked == 1
    assert "Tra giúp tôi trong Cơ sở dữ liệu hộ tịch điện tử" in walk.page("giay-to").content.decode()
    walk.answer("giay-to", {"tra": "ho-tich"})
    walk.upload()
    assert components(walk.sent_code())[KH].origin["database"] == "ho-tich"


def test_answers_say_where_they_come_from_and_when_they_were_changed(lan, population):  # noqa: F811
    walk = Walk(lan, BUSINESS).begin().place_and_person()
    page = walk.page("khai-owner").content.decode()
    assert page.count("từ Cơ sở dữ liệu quốc gia về dân cư, khớp lúc 09:00 07/07/2025") >= 3
    assert "từ tài khoản" in page  # phone and address
    assert re.search(r'value="female" checked', page), "the account does not know the sex, the database does"
    typed = {"form.owner.name": "Nguyễn Thị Lan", "form.owner.phone": "0988777666"}
    walk.answer("khai-owner", typed)
    assert "bạn đã sửa; ban đầu từ tài khoản" in walk.page("khai-owner").content.decode()


def test_the_dossier_keeps_the_origin_of_each_answer(lan, office, population):  # noqa: F811
    walk = answered(lan)
    walk.upload()
    code = walk.sent_code()
    kept = Dossier.objects.get(code=code).form_origins
    assert kept["requester.name"] == {"from": "database", "ref": "dan-cu", "at": MONDAY_9.isoformat()}
    assert kept["requester.address"] == {"from": "account"}
    assert "child.name" not in kept
    clerk = client_of(office.users["motcua1"]).get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "từ Cơ sở dữ liệu quốc gia về dân cư" in clerk
    assert "từ tài khoản" in clerk
    assert "người dân khai" in clerk


def test_what_was_told_in_an_earlier_dossier_is_not_typed_again(lan, office):
    form = {"person": {"sex": "female", "ethnicity": "Tày", "name": "Nguyễn Thị Lan"}}
    loaded = issued(office)
    from thongsuot.procedures.selectors import version_in_force

    Dossier.objects.filter(pk=loaded.dossier.pk).update(
        form=form, version_id=version_in_force("1.004222", MONDAY_9.date()).id
    )
    page = Walk(lan, BUSINESS).begin().place_and_person().page("khai-owner").content.decode()
    assert f"từ hồ sơ {loaded.dossier.code}" in page
    assert re.search(r'value="female" checked', page)


def test_a_helper_sees_nothing_of_the_applicant_but_whether_it_matched(office, population):  # noqa: F811
    issued(office)
    walk = Walk(client_of(office.users["binh"])).begin()
    walk.answer("noi-nhan", {"receiving_unit": "18583"})
    assert walk.answer("nguoi-nop", FOR_LAN).status_code == 302
    assert walk.answer("dong-y", {"consent": "relative"}).status_code == 302
    page = _declared(walk, married=True).page("giay-to").content.decode()
    assert "đã tra được" in page
    assert "12/2025" not in page


def helped(office) -> Walk:
    """Binh files for Lan, by authorisation."""
    walk = Walk(client_of(office.users["binh"])).begin()
    walk.answer("noi-nhan", {"receiving_unit": "18583"})
    assert walk.answer("nguoi-nop", FOR_LAN).status_code == 302
    paper = SimpleUploadedFile("uy-quyen.pdf", PDF, content_type="application/pdf")
    assert walk.answer("dong-y", {"consent": "authorised", "file": paper}).status_code == 302
    return walk


def test_a_helper_does_not_learn_whether_somebody_is_married(office, population):  # noqa: F811
    walk = _declared(helped(office), married=True)
    assert "Tra giúp tôi" not in walk.page("giay-to").content.decode()
    walk.answer("giay-to", {"tra": "ho-tich"})
    assert [one.database for one in Lookup.objects.all()] == ["dan-cu"]


def test_another_telephone_does_not_undo_the_consent(office):
    walk = helped(office)
    changed = walk.answer("nguoi-nop", FOR_LAN | {"phone": "0999888777"})
    assert changed.status_code == 302
    assert "uy-quyen.pdf" in walk.page("dong-y").content.decode()
    assert walk.answer("nguoi-nop", FOR_LAN | {"name": "Nguyễn Thị Liên"})["Location"].endswith("/dong-y/")
    assert "uy-quyen.pdf" not in walk.page("dong-y").content.decode()


def test_an_authorisation_that_waited_too_long_is_asked_for_again(office):
    from thongsuot.common.models import StoredFile

    walk = helped(office)
    StoredFile.objects.all().delete()
    assert "không còn giữ: uy-quyen.pdf" in walk.page("dong-y").content.decode()
    assert walk.answer("dong-y", {"consent": "authorised"}).status_code == 422


def test_a_database_that_the_filing_does_not_need_is_not_asked(lan, population):  # noqa: F811
    walk = answered(lan)
    walk.answer("giay-to", {"tra": "ho-tich"})
    assert [one.database for one in Lookup.objects.all()] == ["dan-cu"]


def test_the_own_store_lists_results_with_issuer_and_reuse(lan, office):
    issued(office)
    page = lan.get("/cong-dan/ket-qua/").content.decode()
    assert "Giấy chứng nhận kết hôn" in page
    assert "12/2025" in page
    assert "Xã Mai Phụ" in page
    assert "dùng lại được" in page
    other = client_of(office.users["binh"]).get("/cong-dan/ket-qua/").content.decode()
    assert "12/2025" not in other
    assert "Chưa có kết quả nào" in other


def test_marriage_status_can_be_filed_without_any_paper(lan, population):  # noqa: F811
    walk = Walk(lan, MARRIAGE_STATUS).begin().place_and_person()
    page = walk.page("giay-to").content.decode()
    assert "Thẻ căn cước" in page
    assert "đã tra được" in page
