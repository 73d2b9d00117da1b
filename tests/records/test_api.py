"""The API of records: search, a file with its documents, a package to take away, batches, counts of hand-overs."""

import json
import zipfile
from io import BytesIO

import pytest
from django.test import Client

from tests.factories.accounts import bearer, make_official
from tests.records.archive_world import NOW, a_file
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.now import frozen
from thongsuot.records.handing_over.services import handovers
from thongsuot.records.jobs import make_package
from thongsuot.records.journalling import FILE
from thongsuot.records.models import AccessLevel, Package

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_tuesday(settings, tmp_path):
    settings.RECORD_PACKAGES = tmp_path / "goi"
    with frozen(NOW):
        yield


def get(archive, name, path, **query):
    return Client().get(f"/api/v1/records/{path}", query, headers=bearer(archive.people[name]))


def order(archive, name, body, key="k1"):
    headers = {**bearer(archive.people[name]), "Idempotency-Key": key}
    return Client().post("/api/v1/records/packages", json.dumps(body), content_type="application/json", headers=headers)


def test_records_are_found_by_words_and_shown_with_their_documents(archive, django_assert_max_num_queries):
    first, second = archive.kept(a_file(1), a_file(2, access=AccessLevel.RESTRICTED))
    assert [one["code"] for one in get(archive, "luutru", "files", q="sua duong").json()["items"]] == [
        second.code,
        first.code,
    ]
    assert [one["id"] for one in get(archive, "canbo", "files").json()["items"]] == [str(first.uid)], "restricted"
    page = get(archive, "luutru", "files", limit=1).json()
    assert [one["id"] for one in get(archive, "luutru", "files", cursor=page["next"]).json()["items"]] == [
        str(first.uid)
    ]
    told = get(archive, "canbo", f"files/{first.uid}").json()
    assert (told["retention"], told["may_open"], told["held"]) == ("10 năm", True, False)
    assert [(one["ordinal"], one["summary"], bool(one["sha256"])) for one in told["items"]] == [
        (1, "Tờ trình về việc sửa đường thôn Mai Lâm", True),
        (2, "Bản đồ giấy khổ A0", False),
    ]
    with django_assert_max_num_queries(6):
        get(archive, "canbo", f"files/{first.uid}")
    assert get(archive, "thachkhe", f"files/{first.uid}").status_code == 404
    assert get(archive, "canbo", f"files/{second.uid}").status_code == 404


def test_contents_are_given_to_who_may_open_them_and_the_view_is_journalled(archive, world):
    [file] = archive.kept()
    answer = get(archive, "canbo", f"files/{file.uid}/items/1")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert journal.timeline(file.province_id, FILE, file.pk)[-1].verb == "viewed"
    assert get(archive, "canbo", f"files/{file.uid}/items/2").status_code == 404, "paper only"
    assert get(archive, "canbo", f"files/{file.uid}/items/99999999999999999999").status_code == 404
    archive.people["thanhtra"] = make_official(world, "thanhtra", Role.AUDITOR, world.province)
    assert get(archive, "thanhtra", f"files/{file.uid}").json()["may_open"] is False
    assert get(archive, "thanhtra", f"files/{file.uid}/items/1").status_code == 404


def test_a_package_is_ordered_once_made_in_the_background_and_taken_away(archive):
    [file] = archive.kept()
    body = {"records": [str(file.uid)]}
    first, again = (order(archive, "canbo", body) for _n in range(2))
    assert (first.status_code, first.json()["state"]) == (201, "waiting")
    assert first.content == again.content
    package = Package.objects.get()
    assert get(archive, "canbo", f"packages/{package.uid}/content").status_code == 404
    make_package.func(package.pk)
    told = get(archive, "canbo", f"packages/{package.uid}").json()
    assert (told["state"], told["done_files"], told["fault"]) == ("ready", 1, None)
    content = b"".join(get(archive, "canbo", f"packages/{package.uid}/content").streaming_content)
    assert any(name.endswith("bagit.txt") for name in zipfile.ZipFile(BytesIO(content)).namelist())
    assert get(archive, "thachkhe", f"packages/{package.uid}").status_code == 404
    assert order(archive, "canbo", body | {"kind": "aip"}, "k2").status_code == 404, "the keeper's"
    assert order(archive, "canbo", {"records": ["khong"]}, "k3").status_code == 404
    assert order(archive, "canbo", {"records": []}, "k4").json()["code"] == "invalid_input"


def test_how_far_a_batch_is_and_what_was_handed_over(archive, world):
    from thongsuot.records.digitising.services import intake

    batch = intake.open_batch(
        unit_id=world.mai_phu.id, origin_id=world.phu_luu.id, title="Hộp 3", box="3", by=archive.who("luutru"), at=NOW
    )
    told = get(archive, "luutru", f"batches/{batch.uid}").json()
    assert (told["state"], told["pages"], told["error_percent"], told["work"]) == ("reading", 0, None, [])
    assert [one["id"] for one in get(archive, "canbo", "batches").json()["items"]] == [str(batch.uid)]
    assert get(archive, "thachkhe", f"batches/{batch.uid}").status_code == 404
    handovers.open_handover(
        old_id=world.phu_luu.id, new_id=world.mai_phu.id, title="Địa chính", basis="", by=archive.who("luutru"), at=NOW
    )
    told = get(archive, "luutru", "handovers").json()
    assert [(one["old"], one["new"], one["state"]) for one in told["items"]] == [
        ("Xã Phù Lưu", "Xã Mai Phụ", "collected")
    ]
    assert told["communes"][0]["handovers"] == 1
    assert get(archive, "thachkhe", "handovers").json()["items"] == []
