"""Nền API: every refusal is problem+json in Vietnamese, whatever went wrong and wherever."""

from datetime import timedelta

import pytest
from django.test import Client

from thongsuot.common.models import Counter, IdempotencyKey
from thongsuot.common.problems import TYPE_PREFIX

pytestmark = [pytest.mark.urls("tests.common.api_samples"), pytest.mark.django_db]

FILING = {
    "received_at": "2025-07-07T14:00:00+07:00",
    "amount": 8000,
    "applicant": {"name": "Nguyễn Văn An", "birth_date": "1990-01-02"},
}
JSON = "application/json"


@pytest.fixture
def client():
    return Client(raise_request_exception=False, headers={"X-User": "7"})


def send(client, data, key="k-1", **how):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/filings", data, content_type=how.pop("content_type", JSON), headers=headers, **how)


def assert_problem(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == TYPE_PREFIX + code
    assert body["title"]
    assert body["detail"]
    assert b"\\u" not in response.content
    return body


def test_answers_are_json_with_real_vietnamese_letters(client):
    response = client.get("/api/v1/rows/5")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert "Nguyễn Thị Hường".encode() in response.content
    assert response.json()["fee"] == "8000"


def test_moments_carry_the_offset_of_viet_nam(client):
    assert client.get("/api/v1/rows?limit=1").json()["items"][0]["at"] == "2025-07-07T14:00:00+07:00"


def test_wrong_fields_are_named_with_vietnamese_messages(client):
    data = {"received_at": "2025-07-07T14:00:00", "amount": "nhiều", "applicant": {"name": "A" * 10_000, "unit": 0}}
    body = assert_problem(send(client, data), 422, "invalid_input")
    errors = {error["field"]: error["message"] for error in body["errors"]}
    assert set(errors) == {"received_at", "amount", "applicant.name", "applicant.unit"}
    assert "múi giờ" in errors["received_at"]
    assert errors["amount"] == "Phải là số nguyên."
    assert "200" in errors["applicant.name"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    "moment",
    ["2025-07-07", "2025-07-07T14:00:00", "07/07/2025 14:00", "2025-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-12:00", 1751871600, None, True],
)  # fmt: skip
def test_a_moment_needs_an_offset_and_must_exist(client, moment):
    body = assert_problem(send(client, FILING | {"received_at": moment}), 422, "invalid_input")
    assert [error["field"] for error in body["errors"]] == ["received_at"]


@pytest.mark.parametrize(
    "moment", ["2025-07-07T07:00:00Z", "2025-07-07t14:00:00.123+07:00", "2025-07-07T14:00:00+07:00"]
)
def test_moments_with_offset_are_understood(client, moment):
    response = send(client, FILING | {"received_at": moment})
    assert response.status_code == 201
    assert response.json()["at"].startswith("2025-07-07T07:00:00" if "Z" in moment else "2025-07-07T14:00:00")


@pytest.mark.parametrize("day", ["2025-02-30", "1.7.2025", "0001-01-01", "2025-07-01T00:00:00", "20250701", ""])
def test_a_day_must_exist(client, day):
    body = assert_problem(client.get("/api/v1/rows", {"on": day}), 422, "invalid_input")
    assert body["errors"][0]["field"] == "on"


def test_text_is_cleaned_at_the_door(client):
    decomposed = "Nguye\u0302\u0303n  Va\u0306n\u200b An\n"
    assert send(client, FILING | {"applicant": {"name": decomposed}}).json()["name"] == "Nguyễn Văn An"


@pytest.mark.parametrize("body", ["{", "{'a': 1}", '{"a": 1,}', "tên", '{"a": NaN}', "[" * 5000])
def test_broken_json_is_malformed(client, body):
    assert "JSON" in assert_problem(send(client, body), 400, "malformed_json")["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"received_at": "\\u0000"}', "unreadable_text"),
        (b'{"applicant": {"na\\u0000me": "x"}}', "unreadable_text"),
        (b'{"tags": ["a", "b\\u0000"]}', "unreadable_text"),
        (b'{"received_at": "\\ud800"}', "malformed_json"),
        (b'{"received_at": "\xff\xfe"}', "malformed_json"),
        (b'{"received_at": "\xed\xa0\x80"}', "malformed_json"),
        (b'{"a": "\0"}', "malformed_json"),
    ],
)
def test_text_that_cannot_be_stored_is_malformed(client, body, code):
    assert_problem(send(client, body), 400, code)


def test_an_escaped_backslash_before_u0000_is_plain_text(client):
    body = rb'{"received_at": "2025-07-07T07:00:00Z", "amount": 1, "applicant": {"name": "a\\u0000b"}}'
    assert send(client, body).json()["name"] == "a\\u0000b"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/rows?limit=%00",
        "/api/v1/rows?cursor=a%00b",
        "/api/v1/rows?cursor=%ED%A0%80",
        "/api/v1/rows?cursor=%ff",
        "/api/v1/rows/%00",
        "/api/v1/rows/%ff%fe",
        "/api/v1/rows/%ED%A0%80",
        "/bieu-mau/?q=%00",
        "/bieu-mau/%ff/",
    ],
)
def test_addresses_that_cannot_be_read_are_malformed(client, address):
    response = client.get(address)
    if address.startswith("/api/"):
        assert_problem(response, 400, "unreadable_text")
    else:
        assert response.status_code == 400
        assert "ký tự hỏng" in response.content.decode()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("value", [b"%00", b"\xff", b"%ED%A0%80"])
def test_fields_of_a_page_that_cannot_be_read_are_refused(client, kind, value):
    from urllib.parse import unquote_to_bytes

    body = b"name=" + value
    if kind.startswith("multipart"):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + unquote_to_bytes(value) + b"\r\n--x--\r\n"
        )
    response = client.post("/bieu-mau/", body, content_type=kind)
    assert response.status_code == 400
    assert "ký tự hỏng" in response.content.decode()


def test_vietnamese_fields_of_a_page_pass(client):
    assert client.post("/bieu-mau/", {"name": "Hường 👶"}).content.decode() == "xin chào Hường 👶"


def test_an_over_long_body_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert_problem(send(client, FILING | {"tags": ["x" * 2000]}), 413, "too_large")
    response = client.post("/bieu-mau/", "name=" + "x" * 2000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_page_whose_fields_are_too_many_is_refused(client):
    body = "&".join(f"a{n}=1" for n in range(1200))
    assert client.post("/bieu-mau/", body, content_type="application/x-www-form-urlencoded").status_code == 400


def test_other_content_types_are_refused(client):
    assert_problem(send(client, "a=b", content_type="application/x-www-form-urlencoded"), 415, "unsupported_type")
    assert_problem(client.post("/api/v1/uploads", "{}", content_type=JSON), 415, "unsupported_type")


def test_an_unknown_path_is_a_problem(client):
    for address in ("/api/v1/nothing", "/api/v1/nothing/", "/api/v2/rows", "/api/v1/rows/"):
        assert_problem(client.get(address), 404, "not_found")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client):
    response = client.delete("/api/v1/rows")
    assert_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET"


def test_nobody_signed_in(client):
    assert_problem(Client().post("/api/v1/filings", FILING, content_type=JSON), 401, "not_signed_in")


def test_refusals_of_services_keep_their_members(client):
    body = assert_problem(send(client, FILING | {"amount": -1}), 409, "move_not_allowed")
    assert body["status_now"] == "FINISHED"


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("fault", 500, "internal_error"), ("lost", 503, "unavailable"), ("9" * 30, 422, "out_of_range"),
     ("busy", 429, "too_many_requests"), ("teapot", 418, "refused")],
)  # fmt: skip
def test_what_breaks_inside_is_a_problem_too(client, how, status, code):
    response = client.get(f"/api/v1/broken/{how}")
    assert_problem(response, status, code)
    if status in (429, 503):
        assert int(response["Retry-After"]) >= 1


def test_lists_go_on_by_cursor_and_never_repeat(client):
    seen, cursor = [], None
    while True:
        page = client.get("/api/v1/rows", {"limit": 20} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == list(range(1, 51))


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "9" * 40])
def test_the_limit_of_a_list_is_checked(client, limit):
    assert (
        assert_problem(client.get("/api/v1/rows", {"limit": limit}), 422, "invalid_input")["errors"][0]["field"]
        == "limit"
    )


@pytest.mark.parametrize("cursor", ["x", "AAAA", "!!!", "a" * 1999, "WzFd"])
def test_a_made_up_cursor_is_refused(client, cursor):
    assert_problem(client.get("/api/v1/rows", {"cursor": cursor}), 422, "cursor_invalid")


def test_a_cursor_of_another_list_is_refused(client):
    from thongsuot.common.pages import encode_cursor

    assert_problem(client.get("/api/v1/rows", {"cursor": encode_cursor("other", 3)}), 422, "cursor_invalid")


@pytest.mark.parametrize("row_id", ["0", "-1", "x", "9" * 30])
def test_ids_the_database_cannot_hold_are_refused(client, row_id):
    assert_problem(client.get(f"/api/v1/rows/{row_id}"), 422, "invalid_input")


class TestIdempotencyKey:
    def test_is_required_where_something_is_created(self, client):
        assert_problem(send(client, FILING, key=None), 400, "idempotency_key_missing")

    @pytest.mark.parametrize("key", [" ", "a b", "x" * 65, "khoá", "a\tb"])
    def test_must_be_1_to_64_visible_characters(self, client, key):
        assert_problem(send(client, FILING, key=key), 400, "idempotency_key_invalid")

    def test_gives_the_same_answer_again(self, client):
        first, again = send(client, FILING), send(client, FILING)
        assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
        assert "Idempotency-Replayed" not in first
        assert again["Idempotency-Replayed"] == "true"
        assert IdempotencyKey.objects.get().subject_id == 1

    def test_of_another_body_is_refused(self, client):
        send(client, FILING)
        assert_problem(send(client, FILING | {"amount": 1}), 409, "key_reused")

    def test_of_another_user_is_another_key(self, client):
        send(client, FILING)
        other = Client(headers={"X-User": "8"})
        assert send(other, FILING).json()["n"] == 2

    def test_of_a_refused_request_can_be_used_again(self, client):
        assert_problem(send(client, FILING | {"amount": -1}), 409, "move_not_allowed")
        assert send(client, FILING).json()["n"] == 1

    def test_is_checked_after_the_fields(self, client):
        assert_problem(send(client, {}, key=None), 422, "invalid_input")

    def test_of_a_form_looks_at_fields_and_files(self, client):
        def post(content: bytes):
            from django.core.files.uploadedfile import SimpleUploadedFile

            file = SimpleUploadedFile("a.txt", content)
            return client.post("/api/v1/uploads", {"file": file}, headers={"Idempotency-Key": "f"})

        assert post(b"one").json() == {"n": 1}
        assert post(b"one").json() == {"n": 1}
        assert_problem(post(b"two"), 409, "key_reused")

    def test_without_a_key_the_work_is_done_each_time(self, client):
        for n in (1, 2):
            assert client.post("/api/v1/open", {"name": "An"}, content_type=JSON).json() == {"n": n}
        assert not IdempotencyKey.objects.exists()

    def test_of_nobody_is_kept_for_nobody(self):
        client = Client(headers={"Idempotency-Key": "k"})
        for n in (1, 2):
            assert client.post("/api/v1/open", {"name": "An"}, content_type=JSON).json() == {"n": n}

    def test_is_forgotten_after_seven_days(self, client):
        from thongsuot.common.jobs import forget_idempotency_keys
        from thongsuot.common.now import frozen, now

        send(client, FILING)
        with frozen(now() + timedelta(days=6)):
            assert forget_idempotency_keys.func(0) == 0
        with frozen(now() + timedelta(days=8)):
            assert forget_idempotency_keys.func(0) == 1
        assert send(client, FILING).json()["n"] == 2
        assert Counter.objects.get(series="filing").value == 2


class TestOpenApi:
    @pytest.fixture
    def description(self, client):
        return client.get("/api/v1/openapi.json").json()

    def test_every_refusal_is_declared_as_problem_json(self, description):
        for path, operations in description["paths"].items():
            for operation in operations.values():
                refusals = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
                assert {"400", "429", "503"} <= set(refusals), path
                for refusal in refusals.values():
                    assert refusal["content"] == {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }

    def test_operations_declare_what_fits_their_shape(self, description):
        filings = description["paths"]["/api/v1/filings"]["post"]["responses"]
        assert set(filings) == {"201", "400", "401", "403", "409", "413", "415", "422", "429", "503"}
        assert "404" in description["paths"]["/api/v1/rows/{row_id}"]["get"]["responses"]
        assert "401" not in description["paths"]["/api/v1/rows"]["get"]["responses"]

    def test_posts_name_their_key(self, description):
        def key(path):
            operation = description["paths"][path]["post"]
            [found] = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
            return found["required"]

        assert key("/api/v1/filings") is True
        assert key("/api/v1/uploads") is False

    def test_the_problem_is_described(self, description):
        assert {"type", "title", "status", "code", "detail"} <= set(
            description["components"]["schemas"]["Problem"]["properties"]
        )
        assert "$defs" not in str(description)
