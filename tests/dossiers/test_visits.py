"""Nhiều hồ sơ của một người, một giấy tiếp nhận: same counter, same day; nothing typed twice, nothing shown that is masked."""

import io
import json
from datetime import date
from typing import Any

import pytest
import typst
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from tests.factories.accounts import sign_in
from tests.factories.dossiers import LAN_ID, Office, moment, submit
from thongsuot.common import letters
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.dossiers import act_tokens, visit_receipts
from thongsuot.dossiers.act_tokens import Act, rating_address
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier, VisitDossier
from thongsuot.dossiers.services import visits

pytestmark = pytest.mark.django_db
AT = moment(7, 10)


@pytest.fixture(autouse=True)
def at_ten():
    with frozen(AT):
        yield


def opened(office: Office):
    first = submit(office)
    return first, visits.open_visit(code=first.dossier.code, principal=office.who("motcua1"), at=AT)


def test_a_second_dossier_joins_and_asking_again_gives_the_same_visit(office: Office) -> None:
    first, visit = opened(office)
    second = submit(office)
    for _time in range(2):
        visits.join(uid=visit.uid, loaded=second, principal=office.who("motcua1"), at=AT)
    assert visits.open_visit(code=second.dossier.code, principal=office.who("motcua2"), at=AT) == visit
    assert list(VisitDossier.objects.values_list("code", flat=True)) == [first.dossier.code, second.dossier.code]
    entries = timeline(second.dossier.province_id, "dossier", second.dossier.pk)
    assert entries[-1].verb == "filed_together"


def test_only_the_counter_that_received_it_and_only_that_day(office: Office) -> None:
    _first, visit = opened(office)
    second = submit(office)
    with pytest.raises(Forbidden):
        visits.open_visit(code=second.dossier.code, principal=office.who("hotich"), at=AT)
    with pytest.raises(NotFound):
        visits.open_visit(code=second.dossier.code, principal=office.who("tk_motcua1"), at=AT)
    with pytest.raises(MoveNotAllowed):
        visits.join(uid=visit.uid, loaded=second, principal=office.who("motcua1"), at=moment(8, 8))
    foreign = submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code)
    with pytest.raises(NotFound):
        visits.join(uid=visit.uid, loaded=foreign, principal=office.who("tk_motcua1"), at=AT)


def test_a_visit_has_an_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST", 1)
    _first, visit = opened(office)
    with pytest.raises(Invalid, match="visit_full"):
        visits.join(uid=visit.uid, loaded=submit(office), principal=office.who("motcua1"), at=AT)


def test_the_counter_goes_on_with_the_same_person_and_prints_one_receipt(office: Office, client: Client) -> None:
    first = submit(office).dossier
    sign_in(client, office.users["motcua1"])
    desk = client.post(f"/can-bo/quay/them/{first.code}/")["Location"]
    visit = desk.rpartition("=")[2]
    page = client.get(desk).content.decode()
    assert "Nhận thêm cho Nguyễn Thị Lan" in page
    assert f"?dot={visit}" in page
    typed = client.get(f"/can-bo/quay/?dot={visit}&q=khai", headers={"HX-Request": "true"})
    assert typed.status_code == 200
    assert f"/can-bo/quay/moi/1.001193/?dot={visit}" in typed.content.decode()
    entered = client.get(f"/can-bo/quay/?dot={visit}&q=khai+sinh&mo=1")["Location"]
    assert entered == f"/can-bo/quay/moi/1.001193/?dot={visit}"
    form = client.get(f"/can-bo/quay/moi/1.001193/?dot={visit}").content.decode()
    assert 'value="Nguyễn Thị Lan"' in form
    assert LAN_ID not in form
    assert f'name="dot" value="{visit}"' in form
    assert 'name="same_person" value="1" checked' in form
    body = {
        "dot": visit,
        "same_person": "1",
        "name": "Nguyễn Thị Lan",
        "act": "receive",
        "component": [f"1.001193-{c}" for c in ("TK", "CS", "CT")],
    }
    answer = client.post("/can-bo/quay/moi/1.001193/", {**body, "component": components(form)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    second = Dossier.objects.exclude(pk=first.pk).get()
    assert bytes(second.applicant_hash) == bytes(first.applicant_hash), "the number was taken over unseen"
    done = client.get(answer["Location"]).content.decode()
    assert f"/can-bo/quay/dot/{visit}/" in done
    together = client.get(f"/can-bo/quay/dot/{visit}/").content.decode()
    assert first.code in together
    assert second.code in together
    pdf = client.get(f"/can-bo/quay/dot/{visit}/giay-tiep-nhan.pdf")
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages)
    assert first.code in text
    assert second.code in text
    assert "07/07/2025 17:00" in text
    public = Client().get(f"/tra-cuu/dot/{visit}/").content.decode()
    assert first.code in public
    assert "Nguyễn" not in public
    sign_in(client, office.users["tk_motcua1"])
    assert client.get(f"/can-bo/quay/dot/{visit}/").status_code == 404


def components(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="component" value="')[1:]]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Trần Văn Khác"},
        {"name": "Nguyễn Thị Lân"},
        {"birth_date": "01/02/2003"},
        {"same_person": ""},
    ],
)
def test_another_name_another_birth_date_or_a_namesake_does_not_inherit_the_number(
    office: Office, client: Client, changes: dict[str, str]
) -> None:
    first = submit(office, applicant=Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID, birth_date=date(1990, 5, 20)))
    visit = visits.open_visit(code=first.dossier.code, principal=office.who("motcua1"), at=AT)
    sign_in(client, office.users["motcua1"])
    form = client.get(f"/can-bo/quay/moi/1.001193/?dot={visit.uid}").content.decode()
    body = {"dot": str(visit.uid), "name": "nguyễn thị  Lan", "birth_date": "20/05/1990", "same_person": "1"}
    body |= {"act": "receive", "component": components(form)}
    assert client.post("/can-bo/quay/moi/1.001193/", body | changes).status_code == 302
    assert Dossier.objects.exclude(pk=first.dossier.pk).get().applicant_hash is None
    assert client.post("/can-bo/quay/moi/1.001193/", body).status_code == 302
    assert bytes(Dossier.objects.latest("pk").applicant_hash) == bytes(first.dossier.applicant_hash)


def test_sources_are_looked_up_by_the_number_that_nobody_typed_again(office: Office, client: Client) -> None:
    _first, visit = opened(office)
    sign_in(client, office.users["motcua1"])
    body = {"dot": str(visit.uid), "name": "Nguyễn Thị Lan", "same_person": "1", "act": "sources"}
    page = client.post("/can-bo/quay/moi/1.001193/", body)
    assert page.status_code == 200
    assert "Kho kết quả:" in page.content.decode()
    assert LAN_ID not in page.content.decode()


def test_a_visit_of_many_asks_no_more_than_a_visit_of_one(office: Office, client: Client) -> None:
    _first, visit = opened(office)
    sign_in(client, office.users["motcua1"])
    address = f"/can-bo/quay/?dot={visit.uid}"

    def asked(who: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert who.get(path).status_code == 200
        return len(captured)

    asked(client, address)
    one = asked(client, address), asked(Client(), f"/tra-cuu/dot/{visit.uid}/")
    for _n in range(3):
        visits.join(uid=visit.uid, loaded=submit(office), principal=office.who("motcua1"), at=AT)
    many = asked(client, address), asked(Client(), f"/tra-cuu/dot/{visit.uid}/")
    assert many == one, "the counter and the public page must not ask once for each dossier of a visit"


def test_the_common_receipt_carries_one_rating_code_for_each_reception(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The codes are those of the acts: each opens its own rating, once; only the citizen's copy has them."""
    first, visit = opened(office)
    second = submit(office)
    visits.join(uid=visit.uid, loaded=second, principal=office.who("motcua1"), at=AT)
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(visit_receipts, "render", lambda _template, data, **_how: shown.append(data) or b"")
    visit_receipts.visit_receipt_pdf(visit, [first, second])
    for_citizen, for_file = (codes_on(page) for page in pictures_of(shown[0]))
    rated = [rating_address(one.dossier.uid, Act.RECEPTION) for one in (first, second)]
    assert sorted(for_citizen) == sorted([visit_receipts.visit_address(visit), *rated])
    assert for_file == [visit_receipts.visit_address(visit)], "bản lưu không có mã đánh giá"
    assert len(set(rated)) == 2
    assert [act_tokens.read(one.rstrip("/").rpartition("/")[2]) for one in rated] == [
        act_tokens.Named(one.dossier.uid, Act.RECEPTION) for one in (first, second)
    ]


def pictures_of(data: dict[str, Any]) -> list[bytes]:
    """The pages as they leave the printer."""
    given = {"data": json.dumps(letters.printable(data), ensure_ascii=False)}
    more: dict[str, Any] = {"font_paths": letters._fonts(), "ignore_system_fonts": True, "ppi": 200.0}
    found = typst.compile(visit_receipts.TEMPLATE, root=letters.ROOT, format="png", sys_inputs=given, **more)
    return found if isinstance(found, list) else [found]


def codes_on(page: bytes) -> list[str]:
    """What another library than the one that drew them reads in the codes of a page."""
    with Image.open(io.BytesIO(page)) as picture:
        return [one.text for one in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("bent", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_bent_address_is_the_plain_counter(office: Office, client: Client, bent: str) -> None:
    sign_in(client, office.users["motcua1"])
    assert "Nhận thêm" not in client.get(f"/can-bo/quay/?dot={bent}").content.decode()
    assert Client().get("/tra-cuu/dot/00000000-0000-4000-8000-000000000000/").status_code == 404
