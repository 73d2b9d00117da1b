"""Trình ký bản số hoá, ở việc nền: file by file, its documents joined outside any transaction, then asked for in a short one.

As in `storing`, a file is claimed for a while (`claiming`); whoever is killed leaves nothing but loose files, which are collected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed, Refused
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services.claiming import Queue, once_more
from thongsuot.records.digitising.services.joining import Content, content_of, join
from thongsuot.records.digitising.services.readiness import lacks
from thongsuot.records.digitising.services.signing import SUBJECT, mark_for, no_certificate, signs, to_ask
from thongsuot.records.models import Batch, ScannedFile
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order

QUEUE = Queue(since="to_sign_at", by="to_sign_by_id", problem="to_sign_problem", given_up="file_not_sent_to_sign")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Made:
    """Một tài liệu đã ghép: the file, and where the mark goes on its first page."""

    file: StoredFile
    mark: dict[str, Any]


def present_next(*, clock: Clock) -> bool:
    """Trình ký hồ sơ kế tiếp; False when none waits. Never raises for what is wrong with one file."""
    file = QUEUE.claim(clock())
    if file is None:
        return False
    try:
        by = _whoever_asked(file, clock())
        content = content_of(file)
        documents = to_ask(list(file.documents.order_by("number")))
        made = {one.pk: _made(join(one, by.user_id)) for one in documents}
        _present(file.pk, made, content, by, clock())
    except Refused as refused:
        QUEUE.give_up(file.pk, str(refused.detail), clock())
    except OSError as fault:
        QUEUE.postpone(file.pk, fault, clock())
    return True


def _made(file: StoredFile) -> Made:
    return Made(file, mark_for(file))


def _whoever_asked(file: ScannedFile, at: datetime) -> Principal:
    """Rights and the certificate are asked again: a post may have ended since."""
    by = principal_of(file.to_sign_by_id or 0, at)
    if by is None:
        raise Forbidden(_("Người bảo trình ký không còn làm việc ở đơn vị; hãy trình lại."))
    if not signs(batch_for(by, str(Batch.objects.get(pk=file.batch_id).uid), *SCANNERS), at):
        raise MoveNotAllowed(no_certificate(), code="no_certificate")
    return by


@transaction.atomic
def _present(file_id: int, made: dict[int, Made], content: Content, by: Principal, at: datetime) -> None:
    """All requests of a file, or none. Row locks: batch, file, documents, as who withdraws and who stores."""
    batch_id = ScannedFile.objects.filter(pk=file_id).values_list("batch_id", flat=True).first()
    batch = Batch.objects.select_for_update(of=("self",)).filter(pk=batch_id or 0).first()
    file = ScannedFile.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
    if batch is None or file is None or file.to_sign_at is None:
        return  # withdrawn or merged away meanwhile: the loose files are collected
    documents = list(file.documents.select_for_update(of=("self",)).select_related("file").order_by("number"))
    wanted = to_ask(documents)
    ready = not lacks(file, documents)
    if ready and wanted and (content_of(file) != content or {one.pk for one in wanted} != set(made)):
        once_more(file.pk)
        return
    ScannedFile.objects.filter(pk=file.pk).update(to_sign_at=None, claimed_until=None, to_sign_problem="")
    if not ready or not wanted:
        return  # somebody changed it, and asks again when it is ready
    files.attach([one.file.uid for one in made.values()], owner_id=by.user_id, at=at)
    page = reverse("records:scan_batch", args=[batch.uid])
    for document in wanted:
        one = made[document.pk]
        subject = Subject(
            batch.province_id, SUBJECT, document.pk, f"{batch} {document}", document.fields["summary"], page
        )
        seal = Wanted(SigningRequest.Purpose.RECORD, batch.unit_id, role=Role.ARCHIVIST, mark=one.mark)
        ask_in_order(subject, one.file, [seal], principal=by, at=at)
        document.asked_at, document.refusal = at, ""
        document.save(update_fields=["asked_at", "refusal"])
    journalling.write(batch, "file_sent_to_sign", by_id=by.user_id, at=at, file=str(file), documents=len(wanted))
