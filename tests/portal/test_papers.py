"""Giấy tờ kèm theo: pictures and files, refused ones, other ways, and what is still missing."""

import pytest

from tests.portal.conftest import client_of
from tests.portal.filing_walk import PDF, Walk
from thongsuot.common.models import StoredFile

pytestmark = pytest.mark.django_db
BIRTH_PAPER = "1.001193-CS"


@pytest.fixture
def walk(lan):
    """Everything answered but the papers."""
    return Walk(lan).begin().place_and_person().declaration()


def test_a_file_is_kept_and_the_other_papers_of_its_kind_are_no_longer_asked(walk):
    assert walk.page("giay-to").content.decode().count("Không cần nữa") == 0
    assert walk.upload().status_code == 302
    page = walk.client.get(f"{walk.home}giay-to/{BIRTH_PAPER}/").content.decode()
    assert "chung-sinh.pdf" in page
    papers = walk.page("giay-to").content.decode()
    assert "Đã gửi 1 tệp" in papers
    assert papers.count("Không cần nữa") == 2


def test_the_receipt_names_each_file_with_its_hash(walk):
    walk.papers()
    code = walk.sent_code()
    page = walk.client.get(f"/cong-dan/ho-so/{code}/bien-nhan/").content.decode()
    assert "chung-sinh.pdf" in page
    hashes = StoredFile.objects.values_list("sha256", flat=True)
    assert hashes
    assert all(sha256 in page for sha256 in hashes)


def test_a_file_can_be_taken_out_again(walk):
    walk.upload()
    uid = str(StoredFile.objects.get().uid)
    address = f"{walk.home}giay-to/{BIRTH_PAPER}/"
    gone = walk.client.post(address, {"autosave_revision": walk.revision(), "remove": uid})
    assert gone["Location"] == address
    assert "chung-sinh.pdf" not in walk.client.get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rong.pdf", b"", "Tệp rỗng"),
        ("anh.jpg", PDF, "không đúng với đuôi"),
        ("chuong-trinh.exe", b"MZ" + b"\0" * 200, "không được nhận"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_nothing_is_lost(walk, name, content, words):
    walk.upload()
    refused = walk.upload(name=name, content=content)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert name in text
    assert words in text
    assert "chung-sinh.pdf" in text


def test_a_way_must_be_chosen(walk):
    refused = walk.choose("1.001193-TT", "NOWHERE")
    assert refused.status_code == 422
    assert "Hãy chọn cách bạn đưa giấy này." in refused.content.decode()


def test_filed_without_a_file_is_not_enough(walk):
    refused = walk.choose(BIRTH_PAPER, "FILED")
    assert refused.status_code == 422
    assert "Hãy chọn ảnh hoặc tệp để gửi." in refused.content.decode()


def test_missing_papers_are_named_before_going_on(walk):
    refused = walk.answer("giay-to", {})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Còn thiếu: Thẻ căn cước" in text
    assert "Một trong: " in text


def test_at_most_ten_files_for_a_paper(walk):
    for number in range(10):
        assert walk.upload(name=f"trang-{number}.pdf").status_code == 302
    assert "tối đa 10 tệp" in walk.upload(name="trang-11.pdf").content.decode()


def test_a_paper_that_is_not_asked_for_is_not_found(walk):
    assert walk.client.get(f"{walk.home}giay-to/1.001193-BR/").status_code == 404


def test_files_of_somebody_else_cannot_be_slipped_in(walk, office):
    other = Walk(client_of(office.users["binh"])).begin().place_and_person().declaration()
    other.upload(name="cua-binh.pdf")
    walk.papers()
    assert "cua-binh.pdf" not in walk.page("xem-lai").content.decode()


def test_a_file_that_waited_too_long_is_named_and_asked_for_again(walk):
    walk.papers()
    StoredFile.objects.all().delete()
    page = walk.page("xem-lai").content.decode()
    assert "không còn giữ: chung-sinh.pdf" in page
    assert "Giấy tờ kèm theo" in page
    assert walk.send().status_code == 422
