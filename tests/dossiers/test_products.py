"""What a step adds to the result: asked on the page, checked by kind, numbers stored sealed, seen in the draft."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, moment, papers_for, submit
from tests.factories.procedures import ALLOWANCE, BIRTH, FULL_FORMS
from tests.page_client import PageClient
from thongsuot.common import crypto, keyring
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.dossiers import products, rotation, services
from thongsuot.dossiers.models import DossierStep
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.tasks.services import claim

pytestmark = pytest.mark.django_db
CHILD_ID = "042225001111"


@pytest.fixture(autouse=True)
def _ten():
    with frozen(moment(7, 10)):
        yield


def pages_of(office: Office, name: str) -> PageClient:
    client = PageClient()
    sign_in(client, office.users[name])
    return client


def at_work(office: Office, **changes: Any) -> Loaded:
    """A dossier whose first step the specialist has taken."""
    loaded = submit(office, **changes)
    claim(task_id=loaded.open_steps()[0].task_id, principal=office.who("hotich"), at=moment(7, 10))
    return loaded


def act(office: Office, name: str, code: str, verb: str, data: dict[str, Any]) -> Any:
    return pages_of(office, name).post(f"/can-bo/ho-so/{code}/lam/{verb}/", data)


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_specialist_is_asked_what_the_declaration_cannot_know(office: Office) -> None:
    code = at_work(office).dossier.code
    page = pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/").content.decode()
    assert 'name="complete-step-data-child_id_number"' in page
    assert 'name="complete-step-data-child_name"' not in page, "tên trẻ lấy từ tờ khai"
    assert "complete-step-data-" not in pages_of(office, "chutich").get(f"/can-bo/ho-so/{code}/").content.decode()


def test_what_was_added_stands_on_the_draft_and_the_number_is_sealed(office: Office) -> None:
    loaded = at_work(office)
    code = loaded.dossier.code
    sent = {"step": "verify", "decision": "pass", "complete-step-data-child_id_number": CHILD_ID}
    assert act(office, "hotich", code, "complete-step", sent).status_code == 302
    stored = DossierStep.objects.get(dossier_id=loaded.dossier.pk, key="verify").product
    assert CHILD_ID not in str(stored)
    draft = pages_of(office, "chutich").get(f"/can-bo/ho-so/{code}/du-thao.pdf")
    assert CHILD_ID in text_of(draft.content)
    assert "CHƯA KÝ SỐ" in text_of(draft.content)
    before = DossierStep.objects.get(dossier_id=loaded.dossier.pk, key="verify").product
    crypto.rotate()
    after = DossierStep.objects.get(dossier_id=loaded.dossier.pk, key="verify").product
    assert before != after
    again = dossier_for(office.who("chutich"), code)
    assert products.of_dossier(again) == {"child_id_number": CHILD_ID}
    assert rotation.recrypt_products(keyring.newest(crypto.DATA)[0]) == 0


def test_a_draft_may_be_incomplete_and_uses_up_no_number(office: Office) -> None:
    code = at_work(office, form={}).dossier.code
    draft = pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/du-thao.pdf")
    assert "Giấy khai sinh" in text_of(draft.content) or "GIẤY KHAI SINH" in text_of(draft.content)
    services.correct_form(code=code, principal=office.who("hotich"), at=moment(7, 10), form=FULL_FORMS[BIRTH])
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    done = services.finish(code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="granted")
    assert [f["number"] for f in done.files] == ["01"]


def test_who_may_take_the_work_takes_it_on_the_page_of_the_dossier(office: Office) -> None:
    code = submit(office).dossier.code
    client = pages_of(office, "hotich")
    page = client.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "Nhận việc này" in page
    task = page.split('name="viec" value="')[1].split('"')[0]
    answer = client.post("/can-bo/viec/nhan/", {"viec": task, "ve": f"/can-bo/ho-so/{code}/"}, follow=True)
    assert "Bước của tôi" in answer.content.decode()
    assert "Nhận việc này" not in pages_of(office, "kinhte").get(f"/can-bo/ho-so/{code}/").content.decode()


def test_without_declaration_the_main_act_is_to_fill_it_in(office: Office) -> None:
    code = at_work(office, form={}).dossier.code
    page = pages_of(office, "hotich").get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "Chưa nhập đủ dữ liệu" in page
    main = page.split("data-main-act")[0].rsplit("<", 1)[1]
    assert "/to-khai/" in main, main


def test_the_signer_reads_in_one_sentence_what_is_missing(office: Office) -> None:
    code = at_work(office, form={}).dossier.code
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    answer = act(office, "chutich", code, "finish", {"outcome": "granted"})
    assert answer.status_code == 422
    assert "Chưa đủ dữ liệu để lập kết quả: Họ, chữ đệm, tên" in answer.content.decode()


def allowance(office: Office) -> str:
    form = FULL_FORMS[ALLOWANCE]
    return submit(office, procedure_code=ALLOWANCE, form=form, components=papers_for(ALLOWANCE, form=form)).dossier.code


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"amount": "năm trăm nghìn"}, "data.amount"),
        ({"amount": 10**40}, "data.amount"),
        ({"amount": "0" * 20 + "9" * 40}, "data.amount"),
        ({"amount": [1]}, "data.amount"),
        ({"birth_date": "7/7/1940"}, "data.birth_date"),
        ({"id_number": "123"}, "data.id_number"),
        ({"legal_basis": "Luật"}, "data.legal_basis"),
        ({"legal_basis": [[{"a": 1}]]}, "data.legal_basis"),
        ({"honorific": "x" * 10_000}, "data.honorific"),
        ({"note": "\x00"}, "data.note"),
        ({f"k{n}": "x" for n in range(100)}, "data"),
    ],
)
def test_a_product_of_another_kind_is_refused_with_its_name(office: Office, data: dict[str, Any], field: str) -> None:
    loaded = dossier_for(office.who("motcua1"), allowance(office))
    with pytest.raises(Invalid) as refused:
        products.checked(loaded.version, data)
    assert refused.value.errors[0]["field"] == field


def test_money_may_be_written_as_people_write_it(office: Office) -> None:
    loaded = dossier_for(office.who("motcua1"), allowance(office))
    assert products.checked(loaded.version, {"amount": "1.100.000 đ", "coefficient": 2}) == {
        "amount": 1_100_000,
        "coefficient": "2",
    }


def test_corrections_of_the_declaration_are_not_kept_a_second_time_in_plain(office: Office) -> None:
    loaded = at_work(office)
    services.complete_step(
        code=loaded.dossier.code,
        principal=office.who("hotich"),
        at=moment(7, 10),
        step="verify",
        decision="pass",
        result={"form": {"mother": {"id_number": "042190001234"}}},
    )
    assert DossierStep.objects.get(dossier_id=loaded.dossier.pk, key="verify").product is None
