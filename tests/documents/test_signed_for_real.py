"""A document signed with real keys: number and signature together, the seal after it, valid as a whole."""

import io

import pypdf
import pytest

from tests.factories.accounts import principal_for
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from thongsuot.common import files
from thongsuot.common.now import now
from thongsuot.documents.models import DocumentFile, Recipient, State
from thongsuot.documents.services import addressing, checking, drafting, issuing
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.signing import State as Verdict
from thongsuot.signatures.signing import validate_pdf
from thongsuot.signatures.signing.trust import configured

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(desk, world):  # noqa: F811
    clerk, chair = (principal_for(desk.people[name], now()) for name in ("clerk", "chair"))
    made = drafting.start(
        unit_id=world.mai_phu.id,
        type_key="CV",
        text=drafting.Text("phối hợp rà soát", "Kính mong phối hợp.", "Sở Tư pháp"),
        principal=clerk,
        at=now(),
    )
    to = [addressing.To("Lưu: VT", Recipient.Way.FILE)]
    addressing.set_recipients(made.uid, to=to, principal=clerk, at=now())
    signer = desk.people["chair"].pk
    addressing.set_signing(made.uid, mode="TM", signer_id=signer, principal=clerk, at=now())
    checking.send_to_check(made.uid, principal=clerk, at=now())
    checking.pass_content(made.uid, principal=chair, at=now())
    return checking.pass_form(made.uid, principal=clerk, at=now())


def requests_of(document):
    return list(SigningRequest.objects.filter(subject_kind="document", subject_id=document.pk).order_by("order", "pk"))


def test_person_and_seal_sign_the_numbered_page_and_it_is_issued(desk, document):  # noqa: F811
    person, seal = requests_of(document)
    assert person.mark["page"] == 1
    assert desk.sign(person).rows.get().state == "signed"
    assert desk.sign(seal, by="clerk").rows.get().state == "signed"
    document.refresh_from_db()
    assert (document.state, document.number) == (State.SIGNED, "01")
    (main,) = DocumentFile.objects.filter(document_id=document.pk, replaced_at=None)
    assert (main.signed, main.sealed) == (True, True)
    pdf = files.read_bytes(main.file)
    assert "Số: 01/UBND" in " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    report = validate_pdf(pdf, at=now(), trust=configured())
    assert report.state == Verdict.VALID
    assert [one.name for one in report.signatures] == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    issued = issuing.issue(document.uid, principal=principal_for(desk.people["clerk"], now()), at=now())
    assert issued.state == State.ISSUED


def test_a_refused_signature_sends_the_document_back_and_can_be_asked_again(desk, document):  # noqa: F811
    from thongsuot.signatures import services

    person, seal = requests_of(document)
    services.refuse(person, "Sai nơi nhận", principal=desk.principal(), at=now())
    document.refresh_from_db()
    seal.refresh_from_db()
    assert (document.state, seal.state) == (State.DRAFTING, "cancelled")
    clerk, chair = (principal_for(desk.people[name], now()) for name in ("clerk", "chair"))
    checking.send_to_check(document.uid, principal=clerk, at=now())
    checking.pass_content(document.uid, principal=chair, at=now())
    checking.pass_form(document.uid, principal=clerk, at=now())
    again = [one for one in requests_of(document) if one.state == "waiting"]
    assert [one.purpose for one in again] == ["person", "seal"]
    assert desk.sign(again[0]).rows.get().state == "signed"


def test_a_document_of_a_dissolved_unit_goes_back_to_its_drafter_when_its_signer_is_gone(desk, document, world):  # noqa: F811
    from thongsuot.org import moving
    from thongsuot.signatures.services import ending
    from thongsuot.tasks.models import Task

    batch = moving.Batch(world.province.id, world.mai_phu.id, world.thach_khe.id, now())
    for kind in ("document", "signature"):
        moving.mover(kind).move(batch)
    assert {one.unit_id for one in requests_of(document)} == {world.thach_khe.id}
    assert ending.end_some(now()) == 1
    document.refresh_from_db()
    assert (document.state, {one.state for one in requests_of(document)}) == (State.DRAFTING, {"refused", "cancelled"})
    task = Task.objects.get(subject_kind="document", subject_id=document.pk, kind="document.draft", closed_at=None)
    assert "không còn giữ chức vụ" in task.what
