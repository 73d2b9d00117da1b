"""Trang của văn bản đến: register by the keyboard, instruct in three taps, count statements, refuse in words."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from tests.documents.incoming.conftest import part_of
from tests.factories.accounts import sign_in
from tests.factories.documents import AT, Office, a_pdf, arrived
from tests.page_client import PageClient
from thongsuot.documents.models import Document, DocumentFile, RegisterEntry, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def now_is(monkeypatch, settings):
    """The clock of the pages stands in the week of the letters."""
    from thongsuot.common import now as clock

    monkeypatch.setattr(clock, "now", lambda: AT)


def client_of(office, who):
    return sign_in(PageClient(), office.users[who])


def act(client, document, verb, **data):
    return client.post(reverse("documents:incoming_act", args=[document.uid, verb]), data)


PAPER = {
    "issuer_name": "Sở Nội vụ",
    "number": "45",
    "notation": "SNV-VP",
    "issued_on": "27/02/2026",
    "type": "CV",
    "summary": "V/v tập huấn văn thư",
    "urgency": "0",
}


def test_papers_are_registered_one_after_another(office, upload):
    client = client_of(office, "clerk")
    for number in range(1, 4):
        sent = PAPER | {
            "number": str(number),
            "to": office.chair.user_id,
            "scan": upload(f"{number}.pdf", a_pdf(str(number))),
        }
        answer = client.post(reverse("documents:register_paper"), sent)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"&trinh={office.chair.user_id}")
    assert sorted(Document.objects.values_list("arrival", "state")) == [(n, State.PRESENTED) for n in (1, 2, 3)]
    assert DocumentFile.objects.filter(purpose="scan").count() == 3
    assert "số đến 3" in client.get(answer["Location"]).content.decode()


def test_the_form_marks_what_must_be_written_and_folds_what_is_rare(office):
    client, page = client_of(office, "clerk"), reverse("documents:register_paper")
    folded = '<details class="more"><summary>Độ khẩn, mức độ mật, số trang'
    assert "marks-required" in (seen := client.get(page).content.decode())
    assert "Ô có dấu * phải ghi" in seen
    assert folded in seen
    wrong = client.post(page, PAPER | {"pages": "nhiều"})
    assert wrong.status_code == 422
    assert folded not in wrong.content.decode()


@pytest.fixture
def upload():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return lambda name, content: SimpleUploadedFile(name, content, "application/pdf")


def test_a_secret_paper_is_refused_in_words_and_nothing_is_kept(office, upload):
    from thongsuot.common.models import StoredFile

    sent = PAPER | {"secrecy": "Mật", "scan": upload("a.pdf", a_pdf())}
    answer = client_of(office, "clerk").post(reverse("documents:register_paper"), sent)
    assert answer.status_code == 422
    assert "ngoài hệ thống này" in answer.content.decode()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_nothing_is_kept_of_a_paper_whose_summary_bears_the_mark(office, upload):
    from thongsuot.common.models import StoredFile

    sent = PAPER | {"summary": "TỐI MẬT", "scan": upload("a.pdf", a_pdf())}
    answer = client_of(office, "clerk").post(reverse("documents:register_paper"), sent)
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_a_scan_nobody_can_open_is_refused_in_words_before_a_number_is_taken(office, upload):
    locked, broken = BytesIO(), b"%PDF-1.4\nhong\n%%EOF\n"
    with pikepdf.open(BytesIO(a_pdf())) as book:
        book.save(locked, encryption=pikepdf.Encryption(owner="chu", user="mo"))
    client = client_of(office, "clerk")
    for content, said in ((locked.getvalue(), "có mật khẩu"), (broken, "bị hỏng")):
        sent = PAPER | {"number": "1", "scan": upload("a.pdf", content)}
        answer = client.post(reverse("documents:register_paper"), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not Document.objects.exists()
    assert not RegisterEntry.objects.exists()


def test_a_paper_that_is_here_leads_to_it(office, letter):
    sent = PAPER | {"issuer_name": letter.issuer_name, "number": "120", "notation": "UBND-NC"}
    answer = client_of(office, "clerk").post(reverse("documents:register_paper"), sent)
    assert answer["Location"] == reverse("documents:incoming_document", args=[letter.uid])


def test_the_list_costs_the_same_however_long_it_is(office, world, django_assert_max_num_queries):
    client = client_of(office, "chair")
    for number in range(12):
        arrived(world, number=str(number), urgency=number % 4)
    client.get(reverse("documents:incoming"))
    with django_assert_max_num_queries(4):
        page = client.get(reverse("documents:incoming")).content.decode()
    assert page.index("HOẢ TỐC") < page.index("THƯỢNG KHẨN") < page.index(">KHẨN")


def test_a_letter_goes_all_its_way_on_the_page(letter, office):
    clerk, chair, specialist = (client_of(office, who) for who in ("clerk", "chair", "specialist"))
    page = reverse("documents:incoming_document", args=[letter.uid])
    assert act(clerk, letter, "vao-so", to=office.chair.user_id).status_code == 302
    assert "Ý kiến chỉ đạo" in chair.get(page).content.decode()
    given = {
        "lead": f"p{office.specialist.user_id}",
        "text": "Tham mưu trả lời.",
        "helpers": [f"p{office.helper.user_id}"],
    }
    assert act(chair, letter, "chi-dao", **given).status_code == 302
    assert "Tham mưu trả lời." in specialist.get(page).content.decode()
    part = part_of(letter).pk
    assert act(specialist, letter, "nhan", part=part).status_code == 302
    assert act(specialist, letter, "bao-cao", part=part, report="Đã gặp các thôn.").status_code == 302
    assert act(specialist, letter, "xong", part=part, report="Đã xong.").status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.DONE
    shown = chair.get(page).content.decode()
    for words in ("Giải quyết xong", "Số đến 1/", "Chủ trì: Lê Văn Bình", "Trần Thị An", "Nguyễn Thị Thư"):
        assert words in shown


def test_what_was_typed_comes_back_with_the_refusal(presented, office):
    answer = act(
        client_of(office, "chair"), presented, "chi-dao", lead="", text="Gặp dân trước đã", due_on="31/02/2026"
    )
    assert answer.status_code == 422
    assert "Gặp dân trước đã" in answer.content.decode()


def test_another_commune_finds_nothing(letter, world):
    stranger = client_of(Office(world, world.thach_khe, "tk"), "chair")
    assert stranger.get(reverse("documents:incoming_document", args=[letter.uid])).status_code == 404
    assert act(stranger, letter, "tra-lai", reason="x").status_code == 404
    assert letter.summary not in stranger.get(reverse("documents:incoming")).content.decode()


def test_a_file_is_given_to_who_may_read_the_document(office, upload, world):
    client_of(office, "clerk").post(reverse("documents:register_paper"), PAPER | {"scan": upload("a.pdf", a_pdf())})
    kept = DocumentFile.objects.get()
    address = reverse("documents:incoming_file", args=[kept.document.uid, kept.pk])
    answer = client_of(office, "specialist").get(address)
    assert b"".join(answer.streaming_content) == a_pdf()
    assert client_of(Office(world, world.thach_khe, "tk"), "clerk").get(address).status_code == 404


def test_a_verb_nobody_knows_is_not_found(letter, office):
    assert act(client_of(office, "clerk"), letter, "bay").status_code == 404


@pytest.mark.parametrize("typed", ["99999999", "-1", "²", "x"])
def test_a_strange_page_number_is_no_fault(office, typed):
    assert (
        client_of(office, "clerk").get(reverse("documents:incoming"), {"trang": typed, "nhom": typed}).status_code
        == 200
    )


def test_the_list_opens_where_this_persons_work_is(presented, office, world):
    arrived(world, number="7", summary="V/v một việc khác")
    pages = {
        who: client_of(office, who).get(reverse("documents:incoming")).content.decode()
        for who in ("clerk", "chair", "specialist")
    }
    arrived_shown = {who: "V/v một việc khác" in page for who, page in pages.items()}
    assert arrived_shown == {"clerk": True, "chair": False, "specialist": True}, "thẻ trống thì mở thẻ kế"
    assert presented.summary in pages["chair"]


def test_moments_name_who_did_them(presented, office):
    page = client_of(office, "chair").get(reverse("documents:incoming_document", args=[presented.uid]))
    assert "Nguyễn Thị Thư" in page.content.decode()
