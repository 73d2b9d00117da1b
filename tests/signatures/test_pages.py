"""Pages of signing: what an official and a citizen see and do."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from tests.signatures.centre import PIN
from thongsuot.accounts.models import Delegation, Role
from thongsuot.common import files
from thongsuot.common.now import now
from thongsuot.signatures import services
from thongsuot.signatures.models import SigningRequest, SigningRun
from thongsuot.signatures.selectors.register import registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair_page(desk):
    return sign_in(PageClient(), desk.people["chair"])


def queued_file(desk, request):
    request.refresh_from_db()
    return files.read_bytes(request.signed_file)


def test_queue_signs_what_was_chosen_and_shows_the_progress(desk, chair_page):
    letters = [desk.wait() for _n in range(3)]
    page = chair_page.get("/can-bo/ky-so/")
    assert page.content.decode().count('name="chon"') == 3
    answer = chair_page.post("/can-bo/ky-so/ky/", {"chon": [one.pk for one in letters[:2]], "pin": PIN})
    run = SigningRun.objects.get()
    assert answer["Location"] == f"/can-bo/ky-so/luot/{run.uid}/"
    assert "chờ" in chair_page.get(answer["Location"]).content.decode()
    services.carry_out(run.pk)
    assert "Đã ký 2 văn bản" in chair_page.get(answer["Location"]).content.decode()
    assert chair_page.get("/can-bo/ky-so/").content.decode().count('name="chon"') == 1


def test_queue_costs_the_same_for_many(desk, chair_page, django_assert_max_num_queries):
    for _n in range(6):
        desk.wait()
    with django_assert_max_num_queries(5):
        page = chair_page.get("/can-bo/ky-so/")
    assert page.content.decode().count('name="chon"') == 6


@pytest.mark.parametrize("typed", ["²", "١٢", "-1", "9" * 30, "x"])
def test_what_is_no_id_of_a_letter_is_nobodys(desk, chair_page, typed):
    desk.wait()
    assert chair_page.post("/can-bo/ky-so/ky/", {"chon": [typed], "pin": PIN}).status_code in (404, 422)
    assert chair_page.post("/can-bo/ky-so/tu-choi/", {"chon": [typed], "reason": "Sai"}).status_code == 422
    assert not SigningRun.objects.exists()


def test_wrong_pin_comes_back_with_the_choice_kept_and_no_pin(desk, chair_page):
    letter = desk.wait()
    page = chair_page.post("/can-bo/ky-so/ky/", {"chon": [letter.pk], "pin": "000111"})
    assert page.status_code == 422
    words = page.content.decode()
    assert "Mã PIN chưa đúng" in words
    assert "checked" in words
    assert "000111" not in words


def test_pin_is_tried_ten_times_in_ten_minutes_only(desk, chair_page):
    letter = desk.wait()
    from thongsuot.signatures.views import queue

    for _n in range(queue.TRIES + 1):
        page = chair_page.post("/can-bo/ky-so/ky/", {"chon": [letter.pk], "pin": ""})
    assert "quá nhanh" in page.content.decode()


def test_started_on_the_desk_approved_on_the_telephone(desk, chair_page):
    letter = desk.wait()
    answer = chair_page.post("/can-bo/ky-so/ky/", {"chon": [letter.pk], "noi": "dien-thoai"})
    run = SigningRun.objects.get()
    assert "Duyệt trên điện thoại" in chair_page.get(answer["Location"]).content.decode()
    telephone = sign_in(PageClient(), desk.people["chair"])
    approve = f"/can-bo/ky-so/luot/{run.uid}/duyet/"
    assert "Quyết định số 1" in telephone.get(approve).content.decode()
    assert telephone.post(approve, {"pin": PIN}).status_code == 302
    assert services.carry_out(run.pk) == "done"


def test_refused_with_a_reason_only(desk, chair_page):
    letter = desk.wait()
    assert chair_page.post("/can-bo/ky-so/tu-choi/", {"chon": [letter.pk], "reason": " "}).status_code == 422
    assert chair_page.post("/can-bo/ky-so/tu-choi/", {"chon": [letter.pk], "reason": "Sai số"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("refused", "Sai số")


def test_file_is_read_by_who_is_to_sign_it(desk, chair_page):
    letter = desk.wait()
    address = f"/can-bo/ky-so/tep/{letter.uid}/"
    assert b"".join(chair_page.get(address).streaming_content) == desk.letter
    assert sign_in(PageClient(), desk.people["other"]).get(address).status_code == 404


def test_anybody_checks_a_file_and_nothing_of_it_is_kept(desk):
    letter = desk.wait()
    desk.sign(letter)
    from thongsuot.common.models import StoredFile

    before = StoredFile.objects.count()
    upload = BytesIO(queued_file(desk, letter))
    upload.name = "nhan-duoc.pdf"
    words = PageClient().post("/kiem-tra-chu-ky/", {"file": upload}).content.decode()
    for said in (
        "Mọi chữ ký trong tệp đều hợp lệ",
        "Trần Văn Ký",
        "Chủ tịch UBND xã",
        "Xã Mai Phụ",
        "có dấu thời gian",
    ):
        assert said in words
    assert StoredFile.objects.count() == before


def test_code_on_the_paper_leads_to_the_signatures_and_not_to_the_file(desk):
    letter = desk.wait()
    assert PageClient().get(f"/kiem-tra-chu-ky/{letter.code}/").status_code == 404
    desk.sign(letter)
    words = PageClient().get(f"/kiem-tra-chu-ky/?ma={letter.code.lower()}").content.decode()
    assert "Mọi chữ ký trong tệp đều hợp lệ" in words
    assert letter.subject_title not in words


def test_altered_file_is_told_in_plain_words(desk):
    letter = desk.wait()
    desk.sign(letter)
    pdf = bytearray(queued_file(desk, letter))
    pdf[pdf.find(b"595", pdf.find(b"/MediaBox"))] ^= 1  # a page is 495 wide now, and still a page
    upload = BytesIO(bytes(pdf))
    upload.name = "sua.pdf"
    words = PageClient().post("/kiem-tra-chu-ky/", {"file": upload}).content.decode()
    assert "Nội dung đã bị thay đổi sau khi ký" in words
    assert "Mọi chữ ký trong tệp đều hợp lệ" not in words


@pytest.mark.parametrize("content", [b"", b"khong phai pdf"])
def test_what_is_no_pdf_says_so(world, content):
    upload = BytesIO(content)
    upload.name = "x.pdf"
    page = PageClient().post("/kiem-tra-chu-ky/", {"file": upload})
    assert page.status_code == 422


def test_signature_of_a_dissolved_unit_says_what_the_unit_is_now(desk, world):
    letter = desk.wait()
    desk.sign(letter)
    seal = desk.certificates["chair"]
    seal.unit_id = world.phu_luu.id
    seal.save()
    words = PageClient().get(f"/kiem-tra-chu-ky/{letter.code}/").content.decode()
    assert "Xã Phù Lưu" in words
    assert "Cơ quan ấy nay là" in words
    assert "Xã Mai Phụ" in words


def test_register_names_signers_and_gaps(desk, world):
    desk.wait()
    page = sign_in(PageClient(), desk.people["chair"]).get("/can-bo/so-nguoi-ky/")
    words = page.content.decode()
    for said in ("Trần Văn Ký", "chỉ có một người ký", "người giữ: Lê Thị Văn Thư", "Bị chặn vì chữ ký"):
        assert said in words
    province = make_official(world, "hatinh.qt", Role.PROVINCE_ADMIN, world.province)
    words = sign_in(PageClient(), province).get("/can-bo/so-nguoi-ky/?xem=thieu").content.decode()
    assert "chưa có chữ ký số cơ quan" in words


def test_register_says_on_which_paper_and_how_long_somebody_signs_for_another(desk, world):
    chair = desk.people["chair"]
    until = datetime(2099, 1, 2, 10, 0, tzinfo=UTC)
    Delegation.objects.create(
        post=chair.posts.first(), giver=chair, delegate=desk.people["other"], valid=DateTimeTZRange(now(), until),
        mode="TUQ", number="03/GUQ-UBND", created_at=now(), created_by=chair,
    )  # fmt: skip
    words = sign_in(PageClient(), chair).get("/can-bo/so-nguoi-ky/").content.decode()
    assert "theo ủy quyền số 03/GUQ-UBND, đến hết 17:00 02/01/2099" in words


def test_who_holds_several_posts_stands_on_one_line_with_all_of_them(desk, world):
    make = {"valid": desk.people["chair"].posts.first().valid, "role": Role.UNIT_LEADER, "unit_id": world.mai_phu.id}
    desk.people["chair"].posts.create(title="Phụ trách Phòng Kinh tế", **make)
    [one] = registers([world.mai_phu.id], now())
    lines = {str(person.name): titles for person, titles in one.signers}
    assert len(lines) == len(one.signers)
    assert "Phụ trách Phòng Kinh tế" in lines["Trần Văn Ký"]
    assert len(lines["Trần Văn Ký"]) == 2


def test_register_costs_the_same_for_a_whole_province(desk, world, django_assert_max_num_queries):
    province = make_official(world, "hatinh.qt", Role.PROVINCE_ADMIN, world.province)
    client = sign_in(PageClient(), province)
    client.get("/can-bo/so-nguoi-ky/")
    with django_assert_max_num_queries(6):
        page = client.get("/can-bo/so-nguoi-ky/")
    assert page.status_code == 200
    assert "Mai Phụ" in page.content.decode()


def test_expiry_is_told_twenty_days_before(desk):
    from datetime import timedelta

    from thongsuot.signatures.selectors.register import registers

    own = desk.certificates["chair"]
    own.valid_to = now() + timedelta(days=20, hours=1)
    own.save()
    (found,) = registers([desk.world.mai_phu.id], now())
    assert "còn 20 ngày: Trần Văn Ký" in found.gaps


def test_administrator_enters_and_revokes_a_certificate(desk, world):
    admin = make_official(world, "maiphu.qt", Role.UNIT_ADMIN, world.mai_phu)
    client = sign_in(PageClient(), admin)
    signer = desk.centre.file_signer("Phạm Chuyên Viên", organisation="UBND xã Mai Phụ")
    upload = BytesIO(signer.certificate.dump())
    upload.name = "chung-thu.crt"
    said = {
        "kind": "person",
        "unit": world.mai_phu.id,
        "user": "maiphu.other",
        "token": "T1",
        "key": "k1",
        "file": upload,
    }
    assert client.post("/quan-tri/chung-thu/", said).status_code == 302
    made = desk.people["other"].certificates.get()
    assert (made.subject, made.key) == ("Phạm Chuyên Viên", "k1")
    assert "Phạm Chuyên Viên" in client.get("/quan-tri/chung-thu/").content.decode()
    client.post(f"/quan-tri/chung-thu/{made.uid}/thu-hoi/", {"reason": "Chuyển công tác"})
    made.refresh_from_db()
    assert made.revoked_why == "Chuyển công tác"


def test_certificate_for_another_commune_is_refused(desk, world):
    admin = make_official(world, "maiphu.qt", Role.UNIT_ADMIN, world.mai_phu)
    upload = BytesIO(desk.centre.file_signer("Ai đó").certificate.dump())
    upload.name = "a.crt"
    said = {"kind": "seal", "unit": world.thach_khe.id, "file": upload}
    assert sign_in(PageClient(), admin).post("/quan-tri/chung-thu/", said).status_code == 422


def test_task_leads_to_the_queue(desk, chair_page):
    letter = desk.wait()
    words = chair_page.get("/can-bo/viec/").content.decode()
    assert f"/can-bo/ky-so/#{letter.code}" in words
    assert SigningRequest.objects.get().task_id


ASIDE = "không phải bản đang dùng"


def told_of(letter):
    return PageClient().get(f"/kiem-tra-chu-ky/{letter.code}/").content.decode()


def test_the_code_of_a_paper_that_was_withdrawn_says_so(desk):
    letter = desk.wait()
    desk.sign(letter)
    assert ASIDE not in told_of(letter)
    services.cancel_subject(
        province_id=letter.province_id, subject_kind=letter.subject_kind, subject_id=letter.subject_id,
        principal=desk.principal("chair"), at=now(),
    )  # fmt: skip
    assert ASIDE in told_of(letter)


def test_a_signature_whose_seal_came_at_the_second_asking_is_in_use(desk):
    letter = desk.wait()
    desk.sign(letter)
    seal = desk.wait_for_seal(letter)
    services.refuse(seal, "Mờ dấu", principal=desk.principal("clerk"), at=now())
    assert ASIDE in told_of(letter)
    letter.refresh_from_db()
    again = desk.wait(
        purpose="seal", wanted_user_id=None, wanted_role=Role.DOCUMENT_CLERK, subject_id=letter.subject_id,
        file_uid=letter.signed_file_id, order=2, mark=seal.mark,
    )  # fmt: skip
    assert desk.sign(again, by="clerk").state == "done"
    assert ASIDE not in told_of(letter)


def test_a_locked_file_is_said_to_be_unchecked_and_not_unsigned():
    locked = BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.save(locked, encryption=pikepdf.Encryption(owner="chu", user="mo"))
    locked.name, _start = "khoa.pdf", locked.seek(0)
    answer = PageClient().post("/kiem-tra-chu-ky/", {"file": locked})
    assert answer.status_code == 422
    assert "không kiểm tra được" in answer.content.decode()
    assert "không ký được" not in answer.content.decode()
