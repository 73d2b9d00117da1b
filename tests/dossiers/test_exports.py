"""Xuất Excel: what the person sees and no more, at once or in the background, kept for its owner only."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import files
from thongsuot.common.models import JournalEntry, StoredFile
from thongsuot.common.now import frozen
from thongsuot.dossiers import exports, jobs
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Export
from thongsuot.dossiers.selectors import exporting

pytestmark = pytest.mark.django_db
AT = moment(7, 11)


@pytest.fixture(autouse=True)
def at_eleven(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    with frozen(AT):
        yield


def table(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


def signed_in(client: Client, office: Office, name: str = "motcua1") -> Client:
    sign_in(client, office.users[name])
    return client


@pytest.mark.parametrize("widest", [1, exporting.WIDEST])
def test_a_small_list_comes_at_once_with_real_dates_and_harmless_names(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch, widest: int
) -> None:
    monkeypatch.setattr(exporting, "WIDEST", widest)
    loaded = submit(office, applicant=Applicant(name="=HYPERLINK(A1)", phone="0912345678"))
    answer = signed_in(client, office).post("/can-bo/ho-so/xuat/", {"q": "", "tt": []})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert 'filename="danh-sach-ho-so-20250707-1100.xlsx"' in answer["Content-Disposition"]
    heading, row = table(answer.content)
    assert heading[:4] == ["Mã hồ sơ", "Chủ hồ sơ", "Thủ tục", "Trạng thái"]
    assert row[:6] == [
        loaded.dossier.code,
        "=HYPERLINK(A1)",
        loaded.version.short_name,
        "Được tiếp nhận",
        "Xã Mai Phụ",
        "Trực tiếp",
    ]
    assert row[6] == row[7] == moment(7, 9).replace(tzinfo=None)
    assert row[8] == moment(7, 17).replace(tzinfo=None)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["B2"].data_type == "s"


def test_the_filters_of_the_list_are_those_of_the_file(office: Office, client: Client) -> None:
    submit(office, applicant=Applicant(name="Lê Văn An"))
    submit(office, applicant=Applicant(name="Trần Văn Bình"))
    client = signed_in(client, office)
    assert len(table(client.post("/can-bo/ho-so/xuat/", {"q": "lê văn"}).content)) == 2
    assert len(table(client.post("/can-bo/ho-so/xuat/", {"q": "an lê", "pham-vi": "tinh"}).content)) == 2
    assert len(table(client.post("/can-bo/ho-so/xuat/", {"tt": ["FINISHED"]}).content)) == 1
    assert len(table(client.post("/can-bo/ho-so/xuat/", {"tt": ["RECEIVED", "lạ"]}).content)) == 3


@pytest.mark.parametrize("name", ["tk_motcua1", "quantri", "thanhtra"])
def test_nobody_takes_out_what_is_not_theirs(office: Office, client: Client, name: str) -> None:
    submit(office)
    assert len(table(signed_in(client, office, name).post("/can-bo/ho-so/xuat/", {}).content)) == 1


def test_what_left_the_house_stands_in_the_journal(office: Office, client: Client) -> None:
    submit(office)
    signed_in(client, office).post("/can-bo/ho-so/xuat/", {"q": "lan"})
    entry = JournalEntry.objects.get(subject_kind="export")
    assert (entry.verb, entry.actor_id) == ("exported", office.users["motcua1"].pk)
    assert (entry.data["rows"], entry.data["params"]["text"]) == (1, "lan")


def test_a_large_list_is_made_in_the_background_and_kept_for_its_owner(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for _n in range(3):
        submit(office)
    client = signed_in(client, office)
    address = client.post("/can-bo/ho-so/xuat/", {})["Location"]
    assert client.post("/can-bo/ho-so/xuat/", {})["Location"] == address  # pressed twice
    page = client.get(address).content.decode()
    assert "Đang chờ tới lượt" in page
    assert "<noscript><meta" in page
    job = ProcrastinateJob.objects.get(task_name="dossiers.make_export")
    jobs.make_export.func(**job.args)
    jobs.make_export.func(**job.args)  # delivered twice
    done = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Đã xong: 3 dòng" in done
    fetched = client.get(f"{address}tep/")
    assert len(table(b"".join(fetched.streaming_content))) == 4
    assert StoredFile.objects.count() == 1
    for other in ("motcua2", "chutich", "tk_motcua1"):
        sign_in(client, office.users[other])
        assert client.get(address).status_code == client.get(f"{address}tep/").status_code == 404


def test_an_export_asked_for_by_somebody_who_lost_the_post_brings_nothing(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    submit(office)
    signed_in(client, office).post("/can-bo/ho-so/xuat/", {})
    office.users["motcua1"].posts.all().delete()
    jobs.make_export.func(export_id=Export.objects.get().pk)
    assert Export.objects.get().rows == 0


def test_a_file_made_before_the_post_was_lost_is_not_handed_out_afterwards(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    submit(office)
    address = signed_in(client, office).post("/can-bo/ho-so/xuat/", {})["Location"]
    jobs.make_export.func(export_id=Export.objects.get().pk)
    assert len(table(b"".join(client.get(f"{address}tep/").streaming_content))) == 2
    office.users["motcua1"].posts.all().delete()
    assert client.get(f"{address}tep/").status_code == 404
    params = {"unit": office.world.mai_phu.id, "first": "2025-07-01", "last": "2025-07-31"}
    Export.objects.update(kind=Export.Kind.REGISTER, params=params)
    assert client.get(f"{address}tep/").status_code == 404


def test_exports_are_forgotten_after_a_week_and_their_bytes_collected(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exports.ask(kind="list", title="T", params={}, principal=office.who("motcua1", AT), at=AT)
    exports.make(export.pk, at=AT)
    with frozen(AT + timedelta(days=6)):
        assert jobs.forget_old_exports.func(0) == 0
    with frozen(AT + timedelta(days=8)):
        assert jobs.forget_old_exports.func(0) == 1
        StoredFile.objects.update(created_at=AT)
        assert files.collect(AT + timedelta(days=8))[0] == 1


def test_a_fault_is_told_to_who_waits_and_fails_the_job(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    submit(office)
    client = signed_in(client, office)
    address = client.post("/can-bo/ho-so/xuat/", {})["Location"]

    def broken(*_given: object, **_more: object) -> int:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(exports, "write", broken)
    with pytest.raises(RuntimeError):
        jobs.make_export.func(export_id=Export.objects.get().pk)
    assert "gặp lỗi khi làm tệp" in client.get(address).content.decode()
