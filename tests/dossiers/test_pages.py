"""Office pages of the one-stop, fetched and inspected."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import sign_in
from tests.factories.dossiers import LAN_ID, Office, in_processing, moment, submit
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.dossiers import drafts, services
from thongsuot.dossiers.models import Dossier, Draft, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def pages_of(office: Office, name: str) -> Any:
    client = PageClient()
    sign_in(client, office.users[name])
    return client


@pytest.mark.parametrize("name", ["motcua1", "hotich", "vanphong", "chutich", "thanhtra"])
def test_every_page_of_a_dossier_is_sound_for_everyone_who_may_see_it(office: Office, ten: Any, name: str) -> None:
    code = submit(office).dossier.code
    client = pages_of(office, name)
    for address in (f"/can-bo/ho-so/{code}/", f"/can-bo/ho-so/{code}/vi-sao/", "/can-bo/ho-so/", "/can-bo/don-vi/"):
        assert client.get(address).status_code == 200, address


def test_the_clerk_receives_with_one_page_and_a_second_press_makes_no_second_dossier(office: Office, ten: Any) -> None:
    client = pages_of(office, "motcua1")
    assert client.get("/can-bo/quay/").status_code == 200
    page = client.get("/can-bo/quay/moi/1.001193/")
    draft = Draft.objects.get()
    sent = {
        "draft": str(draft.uid),
        "name": "Nguyễn Thị Lan",
        "id_number": LAN_ID,
        "component": ["1.001193-TK", "1.001193-CS", "1.001193-TT"],
        "act": "receive",
    }
    assert page.status_code == 200
    first = client.post("/can-bo/quay/moi/1.001193/", sent)
    again = client.post("/can-bo/quay/moi/1.001193/", sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert Dossier.objects.get().status == Status.RECEIVED
    assert client.get(first["Location"]).status_code == 200


def test_a_wrong_field_comes_back_with_everything_that_was_typed(office: Office, ten: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get("/can-bo/quay/moi/1.001193/")
    answer = client.post(
        "/can-bo/quay/moi/1.001193/",
        {"draft": str(Draft.objects.get().uid), "name": "Nguyễn Thị Lan", "id_number": "123", "component": []},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "12 chữ số" in text
    assert 'value="Nguyễn Thị Lan"' in text
    assert not Dossier.objects.exists()


def test_the_draft_survives_and_a_second_tab_does_not_overwrite_it(office: Office, ten: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get("/can-bo/quay/moi/1.001193/")
    draft = Draft.objects.get()
    save = f"/can-bo/quay/nhap/{draft.uid}/"
    first = client.post(save, {"name": "Lan", "id_number": LAN_ID, "autosave_revision": "0"})
    second = client.post(save, {"name": "Người khác", "autosave_revision": "0"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["revision"] == 1
    kept = drafts.own(uid=draft.uid, user_id=office.users["motcua1"].pk)
    assert kept.data == {"name": ["Lan"]}
    assert 'value="Lan"' in client.get(f"/can-bo/quay/moi/1.001193/?nhap={draft.uid}").content.decode()


def test_the_verbs_of_the_page_bring_the_dossier_to_its_end(office: Office, ten: Any) -> None:
    code = submit(office).dossier.code
    act = f"/can-bo/ho-so/{code}/lam/"
    assert pages_of(office, "vanphong").post(f"{act}assign/", {"to": "maiphu.hotich"}).status_code == 302
    specialist = pages_of(office, "hotich")
    assert specialist.post(f"{act}complete-step/", {"step": "verify", "decision": "pass"}).status_code == 302
    chair = pages_of(office, "chutich")
    refused = chair.post(f"{act}finish/", {"outcome": "rejected", "note": ""})
    assert refused.status_code == 422
    assert "phải nêu lý do" in refused.content.decode()
    assert chair.post(f"{act}finish/", {"outcome": "granted"}).status_code == 302
    clerk = pages_of(office, "motcua1")
    assert clerk.post(f"{act}return-result/", {"taken_by": "Nguyễn Thị Lan"}).status_code == 302
    assert Dossier.objects.get(code=code).status == Status.RETURNED
    twice = clerk.post(f"{act}return-result/", {"taken_by": "Nguyễn Thị Lan"})
    assert twice.status_code == 302


def test_the_declaration_with_its_numbers_opens_only_to_who_works_on_it(office: Office, ten: Any) -> None:
    code = in_processing(office)
    asked = {"to": "42-STP", "question": "Có được không?", "due_at": moment(8, 11)}
    services.consult(code=code, principal=office.who("hotich"), at=moment(7, 9, 45), **asked)
    for name in ("hatinh_so", "motcua1", "kinhte"):
        assert pages_of(office, name).get(f"/can-bo/ho-so/{code}/to-khai/").status_code == 403, name
    assert pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/to-khai/").status_code == 200


def test_units_that_are_no_numbers_are_not_found(office: Office) -> None:
    client = pages_of(office, "vanphong")
    for address in ("/can-bo/ho-so/ban-giao/", "/can-bo/don-vi/"):
        for unit in ("²", "9" * 5000, "-1"):
            assert client.get(address, {"don-vi": unit}).status_code == 404


def test_the_declaration_is_prefilled_and_corrected_on_its_own_page(office: Office, ten: Any) -> None:
    code = submit(office, form={}).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 30), to="maiphu.hotich")
    client = pages_of(office, "hotich")
    page = client.get(f"/can-bo/ho-so/{code}/to-khai/").content.decode()
    assert 'value="Nguyễn Thị Lan"' in page
    answer = client.post(f"/can-bo/ho-so/{code}/to-khai/", {"form.child.name": "Trần Minh Khôi"})
    assert answer.status_code == 302
    assert Dossier.objects.get(code=code).form["child"]["name"] == "Trần Minh Khôi"


def test_a_revealed_number_is_journalled(office: Office, ten: Any) -> None:
    from thongsuot.common.journal import timeline

    loaded = submit(office)
    code = loaded.dossier.code
    client = pages_of(office, "motcua1")
    assert LAN_ID not in client.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert LAN_ID in client.post(f"/can-bo/ho-so/{code}/so-dinh-danh/", {"reason": "Đối chiếu"}).content.decode()
    entries = timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)
    assert entries[-1].verb == "id_number_revealed"
    assert LAN_ID not in str([e.data for e in entries])
    assert pages_of(office, "vanphong").post(f"/can-bo/ho-so/{code}/so-dinh-danh/").status_code == 403


@pytest.mark.parametrize("paper", ["mau-01.pdf"])
def test_papers_are_pdf_and_closed_to_strangers(office: Office, ten: Any, paper: str) -> None:
    code = submit(office).dossier.code
    answer = pages_of(office, "motcua1").get(f"/can-bo/ho-so/{code}/{paper}")
    assert answer.content.startswith(b"%PDF")
    assert pages_of(office, "tk_motcua1").get(f"/can-bo/ho-so/{code}/{paper}").status_code == 404
    assert Client().get(f"/can-bo/ho-so/{code}/{paper}").status_code == 302


def test_what_the_office_keeps_is_vietnamese_whoever_reads_the_page(office: Office, ten: Any) -> None:
    from django.utils import translation

    from thongsuot.tasks.models import Task

    with translation.override("en"):
        loaded = submit(office)
        services.assign(
            code=loaded.dossier.code, principal=office.who("vanphong"), at=moment(7, 10), to="maiphu.hotich"
        )
        done = services.finish(
            code=loaded.dossier.code,
            principal=office.who("chutich"),
            at=moment(7, 11),
            outcome="rejected",
            note="Không thuộc thẩm quyền",
        )
    assert all(task.accountable.startswith("Lãnh đạo") for task in Task.objects.all())
    assert "từ chối" in next(f["title"] for f in done.files if f["purpose"] == "result")


def test_enter_in_the_search_opens_the_first_procedure(office: Office, ten: Any) -> None:
    client = pages_of(office, "motcua1")
    assert client.get("/can-bo/quay/?mo=1&q=khai+sinh")["Location"] == "/can-bo/quay/moi/1.001193/"
    assert client.get("/can-bo/quay/?mo=1&q=kh%C3%B4ng+c%C3%B3").status_code == 200
    assert client.get("/can-bo/quay/?mo=1&q=").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("birth_date", "31/02/1990", "Ngày này không có thật"),
        ("originals-1.001193-TK", "một", "ghi bằng chữ số"),
    ],
)
def test_what_cannot_be_read_is_refused_not_left_out(
    office: Office, ten: Any, field: str, typed: str, message: str
) -> None:
    client = pages_of(office, "motcua1")
    client.get("/can-bo/quay/moi/1.001193/")
    sent = {"draft": str(Draft.objects.get().uid), "name": "Nguyễn Thị Lan", "component": ["1.001193-TK"], field: typed}
    answer = client.post("/can-bo/quay/moi/1.001193/", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert not Dossier.objects.exists()


def test_days_are_written_as_people_write_them(office: Office, ten: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get("/can-bo/quay/moi/1.001193/")
    sent = {
        "draft": str(Draft.objects.get().uid),
        "name": "Nguyễn Thị Lan",
        "birth_date": "20051990",
        "component": ["1.001193-TK", "1.001193-CS", "1.001193-TT"],
    }
    assert client.post("/can-bo/quay/moi/1.001193/", sent).status_code == 302
    page = client.get(f"/can-bo/ho-so/{Dossier.objects.get().code}/").content.decode()
    assert "20/05/1990" in page
    assert "1990-05-20" not in page
