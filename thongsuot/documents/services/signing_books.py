"""Ký sổ đã khoá: the kept print is signed by who keeps the register or heads the unit, then by the agency's seal.

The register of a unit that has ended is signed by its successor, in the successor's name: what its own people did not sign
in time nobody signs for them any more.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.common.transactions import one_transaction
from thongsuot.documents.models import Book, BookYear
from thongsuot.documents.permissions import CLERKS, LEADERS, keeping_unit
from thongsuot.documents.services.closing_books import SUBJECT, TEMPLATE, shown
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import Able, able_people, seal_stands
from thongsuot.signatures.selectors.papers import Paper, paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import Spot, spots

Purpose = SigningRequest.Purpose
SIGNERS = tuple(dict.fromkeys((*CLERKS, *LEADERS)))


@dataclass(frozen=True, slots=True)
class Signing:
    """Chữ ký của một sổ: how far they are, and who could sign; nobody when they are asked for already."""

    paper: Paper
    able: list[Able]
    seal: bool


def standing(shut: BookYear, *, keeper_id: int, at: datetime) -> Signing:
    """Sổ này ký tới đâu."""
    paper = paper_of(shut.province_id, SUBJECT, shut.pk)
    if paper.lines:
        return Signing(paper, [], False)
    return Signing(paper, able_people(keeper_id, SIGNERS, at), seal_stands(keeper_id, at))


def ask(*, shut: BookYear, signer_id: int, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký sổ đã khoá: one person, then the seal when there is one. The place of the marks is asked of the layout first.

    Raises Invalid `signer` (no certificate, or no post for it), MoveNotAllowed when it is signed or waits already.
    """
    keeper = keeping_unit(principal, shut.unit_id, at)
    signer = next((one for one in able_people(keeper, SIGNERS, at) if one.user_id == signer_id), None)
    if signer is None:
        message = _("Hãy chọn một người giữ sổ hoặc lãnh đạo có chứng thư số còn hiệu lực.")
        raise Invalid(message, code="signer_unable", errors=[{"field": "signer", "message": message}])
    room = _room(shut, signer, keeper, at)
    wanted = [Wanted(Purpose.PERSON, keeper, user_id=signer.user_id, mark=room.person)]
    if seal_stands(keeper, at):
        wanted.append(Wanted(Purpose.SEAL, keeper, role=Role.DOCUMENT_CLERK, mark=room.seal))
    return _ask(shut, wanted, principal, at)


def _room(shut: BookYear, signer: Able, keeper_id: int, at: datetime) -> Spot:
    """The box of the clerk, or that of the head for a leader."""
    heads = {one.user_id for one in able_people(keeper_id, LEADERS, at)}
    found = spots(TEMPLATE, shown(shut.unit_id, shut.book, shut.year, at))
    return found["head" if signer.user_id in heads else "clerk"]


@one_transaction
def _ask(shut: BookYear, wanted: list[Wanted], principal: Principal, at: datetime) -> list[SigningRequest]:
    locked = BookYear.objects.select_for_update(of=("self",)).select_related("file").get(pk=shut.pk)
    if locked.file is None or paper_of(locked.province_id, SUBJECT, locked.pk).lines:
        raise MoveNotAllowed(_("Sổ này đã ký hoặc đang chờ ký."))
    page = f"{reverse('documents:book')}?don-vi={locked.unit_id}&so={locked.book}&nam={locked.year}"
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"{locked.book}/{locked.year}",
        gettext_lazy("Sổ đăng ký %(book)s năm %(year)d"), page,
        {"book": Book(locked.book).label, "year": locked.year},
    )  # fmt: skip
    made = ask_in_order(subject, locked.file, wanted, principal=principal, at=at)
    _note(locked, "book_sent_to_sign", principal, at)
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: the signed print takes the place of the kept one. Inside the transaction of the room that signs."""
    shut = BookYear.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    shut.file = signed
    shut.save(update_fields=["file"])
    _note(shut, "book_signed", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Người ký không ký: the book goes back to its print without signatures, and may be sent to another signer."""
    shut = BookYear.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    first = SigningRequest.objects.filter(
        province_id=shut.province_id, subject_kind=SUBJECT, subject_id=shut.pk, order=1
    )
    shut.file_id = first.order_by("pk").values_list("file_id", flat=True)[0]
    shut.save(update_fields=["file"])
    _note(shut, "book_not_signed", principal, at, reason=reason)


def _note(shut: BookYear, verb: str, principal: Principal | None, at: datetime, **data: str) -> None:
    said = {"book": shut.book, "year": shut.year, **data}
    journal.note(
        [
            journal.Entry(
                shut.province_id,
                SUBJECT,
                shut.pk,
                verb,
                at,
                principal.user_id if principal else None,
                shut.unit_id,
                said,
            )
        ]
    )
