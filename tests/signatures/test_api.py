"""The API of signatures: anybody checks a file, slowly; the queue and the run are one's own."""

from io import BytesIO

import pytest
from django.test import Client

from tests.factories.accounts import bearer
from thongsuot.common import files
from thongsuot.common.models import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trusted")]


def check(content, name="van-ban.pdf"):
    upload = BytesIO(content)
    upload.name = name
    return Client().post("/api/v1/public/signatures/check", {"file": upload})


def test_anybody_checks_a_file_and_nothing_of_it_is_kept(desk):
    letter = desk.wait()
    desk.sign(letter)
    letter.refresh_from_db()
    pdf, before = files.read_bytes(letter.signed_file), StoredFile.objects.count()
    told = check(pdf).json()
    [one] = told["signatures"]
    assert (told["state"], told["state_label"], one["signer"], one["unit"]) == (
        "valid",
        "Hợp lệ",
        "Trần Văn Ký",
        "Xã Mai Phụ",
    )
    assert (one["posts"], one["stamped"], one["known"]) == (["Chủ tịch UBND xã"], True, True)
    altered = bytearray(pdf)
    altered[pdf.find(b"595", pdf.find(b"/MediaBox"))] ^= 1
    assert check(bytes(altered)).json()["state"] == "invalid"
    assert StoredFile.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"khong phai pdf", b"%PDF-1.7 hong"])
def test_what_is_no_pdf_says_so(world, content):
    answer = check(content)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_one_address_checks_so_often_and_no_more(world):
    answers = [check(b"x").status_code for _n in range(21)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}
    assert Client().post("/api/v1/public/signatures/check", {"file": BytesIO(b"x")})["Retry-After"]


def test_the_queue_and_the_run_are_ones_own(desk):
    letter = desk.wait()

    def get(name, path):
        return Client().get(f"/api/v1/signatures/{path}", headers=bearer(desk.people[name]))

    [row] = get("chair", "requests").json()["items"]
    assert (row["id"], row["subject"], row["waits_for_another"]) == (str(letter.uid), "01/QĐ-UBND", False)
    assert get("other", "requests").json()["items"] == []
    run = desk.sign(letter)
    told = get("chair", f"runs/{run.uid}").json()
    assert (told["state"], told["signed"], told["failed"], told["items"][0]["state"]) == ("done", 1, 0, "signed")
    assert get("other", f"runs/{run.uid}").status_code == 404
    assert get("chair", "requests").json()["items"] == []
