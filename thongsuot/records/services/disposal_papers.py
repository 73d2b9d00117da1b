"""Giấy tờ của một đợt huỷ đi ký: the approved list and the minutes are one page at two moments, asked for in the same way."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.records import journalling
from thongsuot.records.models import Disposal
from thongsuot.records.papers.minutes import DISPOSAL, disposal_data, disposal_pdf
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import seal_stands
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

Purpose = SigningRequest.Purpose


@dataclass(frozen=True, slots=True)
class Paper:
    """Một loại giấy của đợt huỷ: in which state it is signed, whose place on the page, and what it is called."""

    kind: str  # of the subject of its requests
    state: str
    spot: str
    file_name: str
    code: str
    title: str | Promise  # `%(decision)s` is filled in
    taken: str | Promise
    verb: str  # of the journal, when it is sent


def send(
    paper: Paper, disposal: Disposal, signer_id: int | None, *, principal: Principal, at: datetime
) -> list[SigningRequest]:
    """Trình ký: the person, then the seal when there is one. The page is set before anything is locked.

    Raises MoveNotAllowed when the disposal is not in that state any more, or the paper waits already or is signed.
    """
    unit_id = disposal.fonds.keeper_id
    pdf = disposal_pdf(disposal, at=at)
    room = spots(DISPOSAL, disposal_data(disposal, at=at))[paper.spot]
    wanted = [Wanted(Purpose.PERSON, unit_id, user_id=signer_id, mark=room.person)]
    if seal_stands(unit_id, at):
        wanted.append(Wanted(Purpose.SEAL, unit_id, role=Role.DOCUMENT_CLERK, mark=room.seal))
    return _ask(paper, disposal, pdf, wanted, principal, at)


@transaction.atomic
def _ask(
    paper: Paper, disposal: Disposal, pdf: bytes, wanted: list[Wanted], principal: Principal, at: datetime
) -> list[SigningRequest]:
    locked = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=disposal.pk)
    if locked.state != paper.state or paper_of(locked.province_id, paper.kind, locked.pk).lines:
        raise MoveNotAllowed(paper.taken)
    name = f"{paper.file_name}-{locked.number:02}-{locked.year}.pdf"
    file = files.store_made(BytesIO(pdf), name, principal.user_id, kind=files.PDF, at=at, limit=len(pdf))
    subject = Subject(
        locked.province_id, paper.kind, locked.pk, f"{paper.code} {locked}", paper.title,
        reverse("records:disposal", args=[locked.uid]), {"decision": locked.decision},
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=principal, at=at)
    note(locked, paper.verb, principal, at)
    return made


def note(disposal: Disposal, verb: str, principal: Principal | None, at: datetime, **data: str) -> None:
    """Ghi nhật ký của đợt huỷ: what became of one of its papers."""
    by_id, unit_id = principal.user_id if principal else None, disposal.fonds.keeper_id
    journalling.write(disposal, verb, by_id=by_id, at=at, unit_id=unit_id, number=str(disposal), **data)
