"""Sổ theo dõi, phiếu kiểm soát, bàn giao: what the forms ask for, by unit and day, under the right number of the form."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, in_processing, moment, submit
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import frozen
from thongsuot.dossiers import handover, registers, services, slips
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier, Export, Holding
from thongsuot.dossiers.papers import form_sets
from thongsuot.dossiers.selectors import register
from thongsuot.dossiers.selectors.one import dossier_for

pytestmark = pytest.mark.django_db
AT = moment(9, 10)


@pytest.fixture(autouse=True)
def on_wednesday():
    with frozen(AT):
        yield


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def finished(office: Office, at: int = 7) -> str:
    code = submit(
        office, at=moment(at, 9), applicant=Applicant(name="Lê Văn An", phone="0912345678", address="Thôn 1")
    ).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(at, 10), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(at, 11), step="verify", decision="pass")
    services.finish(code=code, principal=office.who("chutich"), at=moment(at + 1, 9), outcome="granted")
    return str(code)


def returned(office: Office) -> str:
    code = finished(office)
    services.return_result(
        code=code, principal=office.who("motcua1"), at=moment(8, 10), method="POSTAL", taken_by="Bưu tá"
    )
    return code


@pytest.mark.parametrize(
    ("on", "slip", "book"),
    [
        (date(2025, 9, 14), "05", "06"),
        (date(2025, 9, 15), "06", "07"),
        (date(2019, 1, 1), "05", "06"),
        (date(2010, 1, 1), "05", "06"),
    ],
)
def test_the_number_of_a_form_follows_the_set_of_its_day(on: date, slip: str, book: str) -> None:
    assert form_sets.form_number(form_sets.CONTROL_SLIP, on) == slip
    assert form_sets.form_number(form_sets.REGISTER, on) == book
    assert "chưa xác minh" in form_sets.form_note(form_sets.REGISTER, on)


def test_the_register_lists_what_was_received_in_its_period_in_order(office: Office) -> None:
    first = submit(office, at=moment(7, 9)).dossier.code
    second = submit(office, at=moment(8, 9)).dossier.code
    submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code, at=moment(8, 9))
    unit = office.world.mai_phu.id
    july = register.Period(unit, date(2025, 7, 1), date(2025, 7, 31))
    assert [entry.code for entry in register.entries(july, limit=10)[0]] == [first, second]
    _rows, following = register.entries(july, limit=1)
    assert [entry.code for entry in register.entries(july, after=following, limit=10)[0]] == [second]
    assert [
        e.code for e in register.entries(register.Period(unit, date(2025, 7, 8), date(2025, 7, 8)), limit=9)[0]
    ] == [second]
    assert (register.count_up_to(july, 1), register.count_up_to(july, 9)) == (1, 2)


def test_the_page_the_sheet_and_the_paper_say_the_same(office: Office, client: Client) -> None:
    code = returned(office)
    sign_in(client, office.users["motcua1"])
    page = client.get("/can-bo/ho-so/so-theo-doi/?tu=01/07/2025&den=31/07/2025").content.decode()
    for words in (
        code,
        "Lê Văn An",
        "Thôn 1",
        "0912345678",
        "Bưu chính",
        "quá hạn",
        "Mẫu số 06",
        "08/07/2025",
        "10:00 · Bưu chính",
    ):
        assert words in page, words
    sheet = client.post("/can-bo/ho-so/so-theo-doi/xuat/", {"tu": "01/07/2025", "den": "31/07/2025", "dang": "xlsx"})
    heading, row = [[c.value for c in r] for r in openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows()]
    assert heading[:3] == ["TT", "Mã hồ sơ", "Nội dung"]
    assert row[0] == 1
    assert row[1] == code
    assert row[3:7] == [1, "Lê Văn An", "Thôn 1", "0912345678"]
    assert row[8:12] == [
        moment(7, 9).replace(tzinfo=None),
        moment(7, 17).replace(tzinfo=None),
        moment(8, 10).replace(tzinfo=None),
        "Bưu chính",
    ]
    assert row[13] == "quá hạn"
    paper = client.get("/can-bo/ho-so/so-theo-doi/in.pdf?tu=01/07/2025&den=31/07/2025")
    assert paper["Content-Type"] == "application/pdf"
    words = text_of(paper.content)
    assert code.rsplit("-", 1)[1] in words
    assert "Cộng: 1 hồ sơ" in words
    kept = JournalEntry.objects.filter(verb="exported").order_by("id").values_list("data__kind", "data__rows")
    assert list(kept) == [("register", 1), ("register_pdf", 1)], "whoever prints takes the same names away"


def test_a_long_register_goes_to_paper_in_the_background(
    office: Office, client: Client, monkeypatch, settings, tmp_path
) -> None:
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(registers, "PAPER_AT_ONCE", 0)
    submit(office, at=moment(7, 9))
    sign_in(client, office.users["motcua1"])
    assert client.get("/can-bo/ho-so/so-theo-doi/in.pdf").status_code == 422
    address = client.post("/can-bo/ho-so/so-theo-doi/xuat/", {"dang": "pdf"})["Location"]
    from thongsuot.dossiers import jobs

    jobs.make_export.func(export_id=Export.objects.get().pk)
    assert b"".join(client.get(f"{address}tep/").streaming_content).startswith(b"%PDF")
    submit(office, at=moment(7, 10))
    monkeypatch.setattr(registers, "MOST_ON_PAPER", 1)
    client.post("/can-bo/ho-so/so-theo-doi/xuat/", {"dang": "pdf"})
    jobs.make_export.func(export_id=Export.objects.latest("pk").pk)
    assert "in từng tháng" in Export.objects.latest("pk").refusal


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("tu=32/07/2025", 422),
        ("tu=08/07/2025&den=07/07/2025", 422),
        ("don-vi=999999999", 404),
        ("don-vi=x", 404),
        ("sau=x", 200),
    ],
)
def test_a_bent_period_is_said_at_its_box(office: Office, client: Client, asked: str, status: int) -> None:
    sign_in(client, office.users["motcua1"])
    assert client.get(f"/can-bo/ho-so/so-theo-doi/?{asked}").status_code == status


def test_the_register_of_another_unit_does_not_exist(office: Office, client: Client) -> None:
    sign_in(client, office.users["motcua1"])
    other = office.world.thach_khe.id
    for address in (f"/can-bo/ho-so/so-theo-doi/?don-vi={other}", f"/can-bo/ho-so/so-theo-doi/in.pdf?don-vi={other}"):
        assert client.get(address).status_code == 404
    assert client.post("/can-bo/ho-so/so-theo-doi/xuat/", {"don-vi": other}).status_code == 404


def test_the_successor_reads_the_register_of_a_unit_that_was_merged_into_it(office: Office, client: Client) -> None:
    old, split = office.world.thach_chau.id, office.world.thach_khe.id
    closed, open_here, open_elsewhere = (
        returned(office),
        *(submit(office, at=moment(7, 9)).dossier.code for _n in "12"),
    )
    Dossier.objects.update(receiving_unit=old, competent_unit=old)
    Holding.objects.filter(dossier_id=Dossier.objects.get(code=open_elsewhere).pk).update(unit_id=split)
    sign_in(client, office.users["motcua1"])
    page = client.get(f"/can-bo/ho-so/so-theo-doi/?don-vi={old}").content.decode()
    assert closed in page
    assert open_here in page
    assert open_elsewhere not in page, "another successor has it"
    assert "Xã Thạch Châu (đến 30/06/2025)" in page
    asked = {"don-vi": old, "tu": "01/07/2025", "den": "31/07/2025", "dang": "xlsx"}
    sheet = client.post("/can-bo/ho-so/so-theo-doi/xuat/", asked)
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))[1:]
    assert {(row[1], row[7]) for row in rows} == {(closed, "Xã Thạch Châu"), (open_here, "Xã Thạch Châu")}
    assert client.get(f"/can-bo/ho-so/so-theo-doi/in.pdf?don-vi={old}").status_code == 200
    sign_in(client, office.users["tk_motcua1"])
    assert client.get(f"/can-bo/ho-so/so-theo-doi/?don-vi={old}").status_code == 404


def test_the_slip_follows_a_dossier_from_hand_to_hand(office: Office, client: Client) -> None:
    code = finished(office)
    loaded = dossier_for(office.who("motcua1"), code)
    hands = slips.hands_of(loaded)
    assert hands[0].giver.startswith("Bộ phận một cửa")
    assert "maiphu.hotich" in hands[0].taker
    assert [hand.giver for hand in hands[1:]] == [hand.taker for hand in hands[:-1]]
    assert hands[0].outcome(AT) in ("đúng hạn", "trước hạn")
    assert hands[-1].outcome(AT) == "đang làm, quá hạn"
    sign_in(client, office.users["motcua1"])
    paper = client.get(f"/can-bo/ho-so/{code}/phieu-kiem-soat.pdf")
    words = text_of(paper.content)
    assert code in words
    assert "Mẫu số 05" in words
    sign_in(client, office.users["tk_motcua1"])
    assert client.get(f"/can-bo/ho-so/{code}/phieu-kiem-soat.pdf").status_code == 404


def test_the_slip_names_whoever_was_asked_also_after_the_answer(office: Office, client: Client) -> None:
    code = in_processing(office)
    asked = {"to": "42-STP", "question": "Có được không?", "due_at": moment(8, 11)}
    services.consult(code=code, principal=office.who("hotich"), at=moment(7, 10), **asked)
    services.answer_consultation(code=code, principal=office.who("hatinh_so"), at=moment(7, 14), answer="Được")
    sign_in(client, office.users["motcua1"])
    words = text_of(client.get(f"/can-bo/ho-so/{code}/phieu-kiem-soat.pdf").content)
    assert office.world.department.full_name in " ".join(words.split())


def test_dossiers_go_out_to_a_division_and_results_come_back(office: Office, client: Client) -> None:
    code = finished(office, at=8)
    unit = office.world.mai_phu.id
    out = handover.items(unit_id=unit, way=handover.OUT, organ_id=None, day=date(2025, 7, 8))
    back = handover.items(unit_id=unit, way=handover.BACK, organ_id=None, day=date(2025, 7, 9))
    assert [item.code for item in out] == [item.code for item in back] == [code]
    assert out[0].first == sum(c["originals"] for c in dossier_for(office.who("motcua1"), code).components)
    assert handover.items(unit_id=unit, way=handover.OUT, organ_id=None, day=date(2025, 7, 9)) == []
    sign_in(client, office.users["motcua1"])
    page = client.get("/can-bo/ho-so/ban-giao/?chieu=ve").content.decode()
    assert code in page
    words = text_of(client.get(f"/can-bo/ho-so/ban-giao/in.pdf?chieu=di&ngay=08/07/2025&hs={code}").content)
    assert code in words
    assert "BÊN GIAO" in words.upper()
    for bent, status in (
        ("chieu=ngang", 404),
        ("bo-phan=1", 404),
        ("ngay=40/1/2025", 422),
        ("ngay=31/12/9999", 422),
        (f"don-vi={office.world.thach_khe.id}", 404),
    ):
        assert client.get(f"/can-bo/ho-so/ban-giao/?{bent}").status_code == status, bent
