"""A batch that was split and is keyed: what is typed, by whom."""

from tests.records.digitising.conftest import AT
from thongsuot.records.digitising.services import describing, storing
from thongsuot.records.models import ScannedDocument

TYPED = {"type_name": "Quyết định", "number": "15", "notation": "QĐ-UBND", "issued_on": "12/3/2019", "issuer": "UBND xã Phù Lưu", "summary": "Giao đất ở thôn Thanh Lương"}  # fmt: skip
FILE = {"title": "Hồ sơ giao đất năm 2019", "began_on": "01/01/2019", "ended_on": "31/12/2019"}


def documents(desk):
    return list(ScannedDocument.objects.filter(batch=desk.batch).order_by("file__number", "number"))


def key(desk, document, who="nhap1", verb=describing.describe_document, **changes):
    document.refresh_from_db()
    return verb(
        uid=desk.batch.uid, document_id=document.pk, typed=TYPED | changes, seen=document.revision, by=desk.who(who),
        at=AT,
    )  # fmt: skip


def key_everything(desk):
    """Every document twice, every file once."""
    for document in documents(desk):
        key(desk, document)
        key(desk, document, "nhap2", describing.check_document)
    for file in desk.batch.files.all():
        describing.describe_file(uid=desk.batch.uid, file_id=file.pk, typed=FILE, by=desk.who("nhap1"), at=AT)


def keep_all(at=AT):
    """What the job does; how many files it took."""
    count = 0
    while storing.keep_next(clock=lambda: at):
        count += 1
    return count
