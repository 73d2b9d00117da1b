"""Nhập bù ở trang hồ sơ, từng động từ: with time, reason and scan it is done as of then; without the scan nothing is done."""

from typing import Any

import pytest

from tests.dossiers.test_backdating_doors import (
    TYPED,
    VERBS,
    picture,
    said,
    tuesday,  # noqa: F401
)
from tests.dossiers.test_pages import pages_of
from tests.factories.dossiers import Office, moment
from thongsuot.dossiers.acts import ACTS
from thongsuot.dossiers.acts_at_once import ACTS as AT_ONCE
from thongsuot.dossiers.backdating import EVIDENCE
from thongsuot.dossiers.models import Dossier, DossierFile

pytestmark = pytest.mark.django_db
# What the boxes of a page are called where they differ from the members of the API.
TYPED_ON_PAGE: dict[str, dict[str, Any]] = {
    "record-payment": {
        "amount": "8.000", "method": "cash", "payer": "Lan", "paid_date": "7/7/2025", "paid_time": "9:50",
    },
    "request-supplement": {"items": "CT01", "reason": "Thiếu", "contact": "x"},
    "supplement": {"component": "1.001193-CS"},
    "request-payment": {"kind-1": "FEE", "text-1": "Lệ phí", "amount-1": "8000", "reason": "x"},
    "consult": {"to": "42-STP", "question": "?", "due_date": "9/7/2025", "due_time": "17:00"},
    "stop": {"reason_code": "COURT_ORDER"},
    "extend": {"reason": "Thiếu người", "new_due_date": "10/7/2025", "new_due_time": "17:00"},
}  # fmt: skip
PAGES = [pytest.param(*row, id=row[0]) for row in VERBS]


def pressed(office: Office, name: str, code: str, verb: str, body: dict[str, Any], **more: Any) -> Any:
    """The button of this verb, with what happened at ten on Monday."""
    words = {**TYPED, "happened_time": "10:00", **TYPED_ON_PAGE.get(verb, body), **more}
    sent = {f"{verb}-{key}": value for key, value in words.items() if value is not None}
    return pages_of(office, name).post(f"/can-bo/ho-so/{code}/lam/{verb}/", {"verb": verb, **sent})


@pytest.mark.parametrize(("verb", "name", "before", "body", "entry"), PAGES)
def test_every_verb_of_the_page_is_done_as_it_happened(
    office: Office,
    tuesday: Any,  # noqa: F811
    verb: str,
    name: str,
    before: Any,
    body: dict[str, Any],
    entry: str,
) -> None:
    code = before(office)
    answer = pressed(office, name, code, verb, body, happened_file=picture())
    assert answer.status_code == 302, answer.content.decode()
    told = said(code, entry)
    assert (told["at"], told["reason"]) == (moment(7, 10), TYPED["happened_reason"])
    assert (told["entered_by"], told["entered_at"]) == (office.users[name].pk, moment(8, 8).isoformat())
    assert DossierFile.objects.filter(code=EVIDENCE).count() == 1
    shown = pages_of(office, name).get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "nhập bù lúc 08:00 08/07/2025" in shown


@pytest.mark.parametrize(("verb", "name", "before", "body", "entry"), PAGES)
def test_without_the_scan_no_verb_is_done_and_what_was_typed_comes_back(
    office: Office,
    tuesday: Any,  # noqa: F811
    verb: str,
    name: str,
    before: Any,
    body: dict[str, Any],
    entry: str,
) -> None:
    code = before(office)
    stood = Dossier.objects.get(code=code).status
    answer = pressed(office, name, code, verb, body)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'href="#o-{verb}-happened_file"' in text
    assert TYPED["happened_reason"] in text
    assert Dossier.objects.get(code=code).status == stood
    assert not DossierFile.objects.filter(code=EVIDENCE).exists()


def test_no_verb_of_the_page_is_left_out() -> None:
    assert {row[0] for row in VERBS} == set(ACTS) - set(AT_ONCE)
