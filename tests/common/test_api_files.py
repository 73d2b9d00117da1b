"""POST /api/v1/files: who is signed in puts a file into the store, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.common import files_samples as sample
from tests.factories.accounts import bearer, make_citizen
from thongsuot.common import api_files
from thongsuot.common.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def client(citizen):
    return Client(headers=bearer(citizen))


def post(client: Client, name: str, content: bytes, key: str | None = None):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)}, headers=headers)


def test_answers_with_id_name_size_type_and_hash(client, citizen):
    response = post(client, "Giấy chứng sinh.pdf", sample.PDF)
    assert response.status_code == 201
    stored = StoredFile.objects.get()
    assert response.json() == {
        "id": str(stored.uid),
        "name": "Giấy chứng sinh.pdf",
        "size": len(sample.PDF),
        "media_type": "application/pdf",
        "sha256": stored.sha256,
    }
    assert (stored.owner_id, stored.attached_at) == (citizen.pk, None)


def test_the_same_upload_with_its_key_is_kept_once(client):
    first, again = post(client, "a.pdf", sample.PDF, "k"), post(client, "a.pdf", sample.PDF, "k")
    assert first.content == again.content
    assert StoredFile.objects.count() == 1
    other = post(client, "a.pdf", sample.PDF + b"\n", "k")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"", 422, "file_empty"),
        ("a.pdf", sample.PROGRAM, 415, "file_type_mismatch"),
        ("a.exe", sample.PROGRAM, 415, "file_type_not_allowed"),
        ("a.docx", sample.BOMB, 422, "file_bomb"),
    ],
)
def test_bad_files_are_refused_with_their_code(client, name, content, status, code):
    response = post(client, name, content)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["errors"][0]["field"] == "file"
    assert not StoredFile.objects.exists()


def test_a_file_over_the_limit_is_refused(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    response = post(client, "a.pdf", sample.PDF + b" " * 1000)
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    response = post(client, "a.pdf", sample.PDF + b" " * 2_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_form_without_the_file_is_refused(client):
    response = client.post("/api/v1/files", {"other": "x"})
    assert (response.status_code, response.json()["errors"]) == (
        422,
        [{"field": "file", "message": "Thiếu mục này."}],
    )


def test_names_are_cleaned(client):
    assert post(client, "..\\..\\Giấy\u202efdp.pdf", sample.PDF).json()["name"] == "Giấyfdp.pdf"


def test_nobody_uploads_unnamed():
    response = post(Client(), "a.pdf", sample.PDF)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_uploads_are_counted(client, monkeypatch):
    monkeypatch.setattr(api_files, "UPLOADS_PER_HOUR", 2)
    statuses = [post(client, "a.pdf", sample.PDF).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
