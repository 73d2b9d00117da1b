"""Mai Phụ with its seal: what the tests of signed scans share."""

from typing import Any

from tests.signatures.centre import PIN
from thongsuot.common.now import now
from thongsuot.records.digitising.services import describing, keeping, presenting, signing, storing
from thongsuot.records.models import ScannedDocument
from thongsuot.signatures import services
from thongsuot.signatures.models import SigningRequest

TYPED = {"type_name": "Quyết định", "number": "15", "notation": "QĐ-UBND", "issued_on": "12/3/2019", "issuer": "UBND xã Phù Lưu", "summary": "Giao đất ở thôn Thanh Lương"}  # fmt: skip
FILE = {"title": "Hồ sơ giao đất năm 2019", "began_on": "01/01/2019", "ended_on": "31/12/2019"}


def documents(desk: Any) -> list[ScannedDocument]:
    return list(ScannedDocument.objects.filter(batch=desk.batch).order_by("file__number", "number"))


def about(desk: Any, name: str = "luutru") -> dict[str, Any]:
    return {"uid": desk.batch.uid, "by": desk.who(name, now()), "at": now()}


def describe(desk: Any) -> None:
    """Everything keyed once, nothing of it a sample."""
    for one in documents(desk):
        describing.describe_document(document_id=one.pk, typed=TYPED, seen=one.revision, **about(desk, "nhap1"))
    for file in desk.batch.files.all():
        describing.describe_file(file_id=file.pk, typed=FILE, **about(desk, "nhap1"))


def ask(desk: Any) -> signing.Asked:
    """Asked for and presented by the job."""
    asked = signing.ask(**about(desk))
    while presenting.present_next(clock=now):
        pass
    return asked


def waiting() -> list[SigningRequest]:
    return list(SigningRequest.objects.filter(subject_kind=signing.SUBJECT, state="waiting").order_by("pk"))


def sign(desk: Any, *requests: SigningRequest) -> Any:
    """The archivist signs with the seal, in one act."""
    run = services.sign([one.pk for one in requests], principal=desk.who("luutru", now()), pin=PIN, at=now())
    services.carry_out(run.pk)
    run.refresh_from_db()
    return run


def keep(desk: Any) -> int:
    """Asked for and stored by the job; how many files."""
    asked = keeping.ask_to_keep(**about(desk))
    while storing.keep_next(clock=now):
        pass
    return asked.asked
