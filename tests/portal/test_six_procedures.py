"""Every procedure of the catalogue can be filed on these pages, or says that it cannot."""

from uuid import UUID

import pytest

from tests.factories.dossiers import MONDAY_9
from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from tests.portal.filing_walk import CONTACT, PDF, Walk
from thongsuot.common import files
from thongsuot.dossiers import drafts
from thongsuot.dossiers.models import Dossier
from thongsuot.portal.filing import Filing, asked_papers, steps
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db


def filled(code, owner):
    """The whole filing, as if every page had been answered."""
    version = version_in_force(code, MONDAY_9.date())
    filing = Filing(
        receiving_unit="18583",
        whose="self",
        applicant={"name": owner.full_name, **CONTACT},
        case_chosen=True,
        form=FULL_FORMS[code],
    )
    for component in asked_papers(version, filing):
        stored = files.store(PDF, f"{component.code}.pdf", owner.pk)
        kept = {"uid": str(stored.uid), "name": stored.name, "size": stored.size, "sha256": stored.sha256}
        filing.papers[component.code] = {"source": "FILED", "files": [kept]}
    filing.answered = [step.key.removeprefix("khai-") for step in steps(version, filing)]
    return version, filing


@pytest.mark.parametrize("code", [BIRTH, MARRIAGE_STATUS, COPY, BUSINESS, ALLOWANCE, RESIDENCE])
def test_can_be_filed_page_by_page(lan, office, code):
    owner = office.users["lan"]
    version, filing = filled(code, owner)
    start = lan.get(f"/nop-ho-so/{code}/")
    assert start.status_code == 200
    if version.channel("ONLINE") is None:
        assert "không nộp trực tuyến" in start.content.decode()
        assert lan.post(f"/nop-ho-so/{code}/bat-dau/").status_code == 404
        return
    walk = Walk(lan, code).begin()
    uid = UUID(walk.home.rstrip("/").split("/")[-1])
    drafts.save(uid=uid, user_id=owner.pk, revision=0, data=filing.data(), at=MONDAY_9)
    for step in steps(version, filing):
        assert walk.page(step.key).status_code == 200, step.key
    for component in asked_papers(version, filing):
        assert lan.get(f"{walk.home}giay-to/{component.code}/").status_code == 200
    dossier = Dossier.objects.get(code=walk.sent_code())
    assert dossier.version_id == version.id
    assert lan.get(f"/cong-dan/ho-so/{dossier.code}/").status_code == 200


def test_one_row_more_keeps_what_was_typed(lan):
    version = version_in_force(COPY, MONDAY_9.date())
    if version.channel("ONLINE") is None:
        code, step, first = BUSINESS, "khai-trades", "form.trades.0.name"
    else:
        code, step, first = COPY, "khai-documents", "form.documents.0.name"
    walk = Walk(lan, code).begin().place_and_person()
    page = walk.answer(step, {first: "Dòng thứ nhất", "more_rows": first.split(".")[1]}).content.decode()
    assert "Dòng thứ nhất" in page
    assert first.replace(".0.", ".1.") in page
