"""The API of documents: what one sees, what one brings in, once; refusals with stable codes."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.documents.outgoing_story import AT
from tests.factories.accounts import bearer, make_official
from tests.factories.documents import a_pdf
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.documents.models import Book, Document, Recipient
from thongsuot.documents.services import registering
from thongsuot.documents.services.addressing import To
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
LETTER = {
    "unit": "18583", "summary": "V/v rà soát hộ tịch", "issuer": "Sở Tư pháp", "number": "27", "notation": "STP-HCTP",
    "issued_on": "2026-02-27",
}  # fmt: skip


@pytest.fixture(autouse=True)
def that_monday():
    with frozen(AT):
        yield


@pytest.fixture
def people(office, world) -> dict[str, Any]:
    return {
        "drafter": office.drafter, "clerk": office.clerk, "scanner": make_official(
            world, "lienthong", Role.INTEGRATION, world.province),
        "other": make_official(world, "khac.vanthu", Role.DOCUMENT_CLERK, world.thach_khe),
        "far": make_official(world, "xa.lienthong", Role.INTEGRATION, world.other_province),
    }  # fmt: skip


def get(user, path="", **query):
    return Client().get(f"/api/v1/documents{path}", query, headers=bearer(user))


def post(user, path, body, key="k1"):
    headers = {**bearer(user), "Idempotency-Key": key}
    return Client().post(
        f"/api/v1/documents/{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def upload(user, content=None):
    return str(files.store(content or a_pdf(), "quet.pdf", user.pk, accepted=(files.PDF,)).uid)


def test_a_scanner_brings_a_letter_in_once_and_the_clerk_gets_the_task(people):
    body = LETTER | {"files": [{"id": upload(people["scanner"])}]}
    first, replayed = (post(people["scanner"], "incoming", body) for _n in range(2))
    assert (first.status_code, first.json()["new"], first.json()["state"]) == (201, True, "arrived")
    assert first.content == replayed.content
    assert [(one["purpose"], one["media_type"]) for one in first.json()["files"]] == [("scan", "application/pdf")]
    assert OpenWork.objects.get().kind == "document.register"
    again = post(people["scanner"], "incoming", LETTER | {"number": "027"}, "k2")
    assert (again.status_code, again.json()["new"], again.json()["id"]) == (200, False, first.json()["id"])
    assert Document.objects.count() == 1


def test_a_clerk_brings_in_without_a_task_for_himself(people):
    assert post(people["clerk"], "incoming", LETTER).status_code == 201
    assert not OpenWork.objects.exists()


@pytest.mark.parametrize(
    ("who", "change", "status", "code"),
    [
        ("clerk", {"secrecy": "TỐI MẬT"}, 422, "secret_document"),
        ("scanner", {"unit": "18584x"}, 422, "unit_unknown"),
        ("scanner", {"files": [{"id": "00000000-0000-4000-8000-000000000000"}]}, 422, "file_not_found"),
        ("scanner", {"files": [{"id": "khong"}]}, 422, "file_not_found"),
        ("scanner", {"number": "x" * 21}, 422, "invalid_input"),
        ("scanner", {"type": "khong"}, 422, "invalid_input"),
        ("scanner", {"them": 1}, 422, "invalid_input"),
        ("drafter", {}, 403, "forbidden"),
        ("other", {}, 404, "not_found"),
        ("far", {}, 404, "not_found"),
    ],
)
def test_what_is_wrong_is_refused_with_a_stable_code_and_nothing_is_kept(people, who, change, status, code):
    answer = post(people[who], "incoming", LETTER | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Document.objects.exists()


def test_a_scan_nobody_can_open_is_refused_and_stays_loose(people):
    body = LETTER | {"files": [{"id": upload(people["scanner"], b"%PDF-1.4\nhong\n%%EOF\n")}]}
    answer = post(people["scanner"], "incoming", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "pdf_broken")
    assert answer.json()["errors"][0]["field"] == "files"
    assert not Document.objects.exists()


def test_a_unit_that_is_gone_names_its_successors(people, world):
    answer = post(people["scanner"], "incoming", LETTER | {"unit": world.phu_luu.code})
    assert (answer.status_code, answer.json()["code"]) == (422, "unit_not_in_force")
    assert "18583" in [one["code"] for one in answer.json()["successors"]]


def test_a_draft_is_begun_and_carries_no_number(people):
    answer = post(people["drafter"], "drafts", {"unit": "18583", "type": "QD", "summary": "kiện toàn Tổ công tác"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["direction"], told["state"], told["number"], told["notation"]) == ("out", "drafting", "", "QĐ-UBND")
    assert post(people["other"], "drafts", {"unit": "18583", "summary": "x"}, "k2").status_code == 404
    assert get(people["other"], f"/{told['id']}").status_code == 404
    assert get(people["scanner"], f"/{told['id']}").status_code == 403


def test_lists_show_ones_own_by_filters_page_by_page_at_one_price(people, office, django_assert_max_num_queries):
    office.issued("QD")
    for n in range(3):
        office.draft(summary=f"phối hợp việc {n}")
    post(people["clerk"], "incoming", LETTER)
    assert len(get(people["clerk"]).json()["items"]) == 5
    assert [one["direction"] for one in get(people["clerk"], direction="in").json()["items"]] == ["in"]
    assert [one["state"] for one in get(people["clerk"], state="issued").json()["items"]] == ["issued"]
    assert len(get(people["clerk"], issued_from="2026-03-01").json()["items"]) == 1
    first = get(people["clerk"], limit=2).json()
    second = get(people["clerk"], limit=2, cursor=first["next"]).json()
    last = get(people["clerk"], limit=2, cursor=second["next"]).json()
    assert len({one["id"] for page in (first, second, last) for one in page["items"]}) == 5
    assert last["next"] is None
    assert get(people["other"]).json()["items"] == []
    assert get(people["clerk"], state="khong").json()["errors"][0]["field"] == "state"
    assert get(people["clerk"], unit="99999x").json()["code"] == "unit_unknown"
    assert get(people["clerk"], cursor="khong").json()["code"] == "cursor_invalid"
    with django_assert_max_num_queries(4):
        get(people["clerk"])


def test_one_document_with_its_file_and_how_far_it_came(people, office):
    made = office.issued("CV", To("Sở Tư pháp", Recipient.Way.PAPER))
    told = get(people["drafter"], f"/{made.uid}").json()
    assert (told["sign"], told["signing_mode"], told["state_label"]) == (made.sign, "TM", "đã phát hành")
    main = next(one for one in told["files"] if one["purpose"] == "main")
    answer = get(people["drafter"], f"/{made.uid}/files/{main['id']}")
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert get(people["drafter"], f"/{made.uid}/files/999999").status_code == 404
    assert get(people["other"], f"/{made.uid}/files/{main['id']}").status_code == 404
    Recipient.objects.filter(name="Sở Tư pháp").update(status="03", status_at=AT)
    first = get(people["drafter"], f"/{made.uid}/recipients").json()["items"][0]
    assert (first["name"], first["way"], first["status"], first["status_label"]) == (
        "Sở Tư pháp",
        "paper",
        "03",
        "đã tiếp nhận",
    )


def test_words_are_found_in_what_one_may_read(people):
    post(people["clerk"], "incoming", LETTER)
    from thongsuot.documents import texts

    texts.refresh(Document.objects.get().pk)
    assert len(get(people["drafter"], q="ra soat").json()["items"]) == 1
    assert get(people["drafter"], q="ra soat", state="done").json()["items"] == []
    assert get(people["other"], q="ra soat").json()["items"] == []


def test_the_register_has_every_number_the_void_ones_with_their_reason(people, office):
    office.issued("QD")
    document = office.to_sign("CV")
    entry = registering.reserve(document, "out", unit_id=office.unit.id, principal=office.who(office.clerk), at=AT)
    registering.void(entry, reason="Thôi không ban hành")
    told = get(people["clerk"], "/register", unit="18583", year=2026).json()
    assert [(row["number"], row["state"]) for row in told["items"]] == [(1, "given"), (2, "void")]
    assert told["items"][1]["note"] == "Thôi không ban hành"
    paged = get(people["clerk"], "/register", unit="18583", year=2026, limit=1).json()
    rest = get(people["clerk"], "/register", unit="18583", year=2026, cursor=paged["next"]).json()
    assert [row["number"] for row in rest["items"]] == [2]
    assert get(people["other"], "/register", unit="18583", year=2026).status_code == 404


@pytest.mark.parametrize("book", Book.values)
def test_every_book_of_the_unit_can_be_read(people, office, book):
    document = Document.objects.get(uid=office.draft().uid)
    registering.reserve(document, book, unit_id=office.unit.id, principal=office.who(office.clerk), at=AT)
    told = get(people["clerk"], "/register", unit="18583", year=2026, book=book).json()
    assert [one["number"] for one in told["items"]] == [1]
