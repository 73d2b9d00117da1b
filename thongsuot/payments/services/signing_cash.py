"""Ký số sổ quỹ của một ca đã ký duyệt: who closed it (when he can), who is in charge, then the seal; one kept print.

Whether somebody has a certificate decides: without one of who is in charge the print is signed by hand, the page says so,
and it may be signed later. Digital signatures change nothing of the session itself.
"""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.payments import journalling, reports
from thongsuot.payments.models import CashSession
from thongsuot.payments.permissions import SUPERVISORS, need
from thongsuot.payments.selectors.cash import entries_of, session_of
from thongsuot.records.late_papers import never_asked
from thongsuot.signatures import hooks, late
from thongsuot.signatures.late import Thing
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import able_people, person_stands, seal_stands
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

SUBJECT = journalling.SESSION
Purpose = SigningRequest.Purpose


def connect() -> None:
    """Said once, when the platform starts."""
    hooks.register(SUBJECT, done=done, refused=refused)
    late.register(late.Source(SUBJECT, gettext_lazy("sổ quỹ của ca đã khoá"), SUPERVISORS, listed, ask))


def able(session: CashSession, at: datetime) -> bool:
    """Whether who signed for the unit still works there and has a certificate."""
    return session.signed_at is not None and _can(session, session.signed_by_id, at)


def _can(session: CashSession, user_id: int | None, at: datetime) -> bool:
    if user_id is None or not person_stands(user_id, at):
        return False
    return Held.objects.filter(user_id=user_id, unit_id=session.book.unit_id, valid__contains=at).exists()


def ask(session_id: int, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký sổ quỹ của một ca. The page is set before anything is locked.

    Raises MoveNotAllowed `no_certificate`, or before it was signed for, when it waits already or is signed; NotFound, Forbidden.
    """
    session = session_of(session_id, principal)
    unit_id = session.book.unit_id
    need(principal, unit_id, *SUPERVISORS)
    if session.signed_at is None:
        raise MoveNotAllowed(_("Người phụ trách ký duyệt sổ quỹ trước, rồi mới ký số."))
    if not able(session, at):
        raise MoveNotAllowed(_("Người phụ trách đã ký chưa có chứng thư số còn hiệu lực."), code="no_certificate")
    entries = entries_of(session)
    pdf = reports.session_pdf(session, entries, at)
    room = spots(reports.SESSION_PAPER, reports.session_data(session, entries, at))
    wanted = [Wanted(Purpose.PERSON, unit_id, user_id=session.signed_by_id, mark=room["head"].person)]
    if _can(session, session.closed_by_id, at):
        wanted.insert(0, Wanted(Purpose.PERSON, unit_id, user_id=session.closed_by_id, mark=room["closer"].person))
    if seal_stands(unit_id, at):
        wanted.append(Wanted(Purpose.SEAL, unit_id, role=Role.DOCUMENT_CLERK, mark=room["head"].seal))
    return _ask(session, pdf, wanted, principal, at)


@transaction.atomic
def _ask(
    session: CashSession, pdf: bytes, wanted: list[Wanted], principal: Principal, at: datetime
) -> list[SigningRequest]:
    locked = CashSession.objects.select_for_update(of=("self",)).select_related("book").get(pk=session.pk)
    if paper_of(locked.province_id, SUBJECT, locked.pk).lines:
        raise MoveNotAllowed(_("Sổ quỹ này đã ký số hoặc đang chờ ký."))
    name = f"so-quy-{locked.day:%Y%m%d}-{locked.number}.pdf"
    file = files.store_made(BytesIO(pdf), name, principal.user_id, kind=files.PDF, at=at, limit=len(pdf))
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"SQ {locked.day:%Y%m%d}-{locked.number}",
        gettext_lazy("Sổ quỹ %(book)s, ngày %(day)s, ca %(n)d"),
        reverse("payments:session", args=[locked.pk]),
        {"book": locked.book.name, "day": f"{locked.day:%d/%m/%Y}", "n": locked.number},
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=principal, at=at)
    _note(locked, "cash_sent_to_sign", principal, at)
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký hoặc đã đóng dấu: the book bears names, so only who is named. Inside the transaction of the room that signs."""
    if request.purpose == Purpose.PERSON and principal.user_id != request.wanted_user_id:
        raise Forbidden(_("Sổ quỹ này đứng tên người khác nên chỉ người ấy ký được."))
    session = CashSession.objects.select_related("book").get(pk=request.subject_id)
    _note(session, "cash_signed_digitally", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: the session stays closed and signed for as it was; its print may be sent again."""
    session = CashSession.objects.select_related("book").get(pk=request.subject_id)
    _note(session, "cash_not_signed_digitally", principal, at, reason=reason)


def listed(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Ca đã ký duyệt mà chưa ký số, và người đã duyệt nay ký số được."""
    heads = [one.user_id for one in able_people(unit_id, SUPERVISORS, at)]
    signed = CashSession.objects.filter(book__unit_id=unit_id, signed_by_id__in=heads, signed_at__isnull=False)
    rows = never_asked(signed.select_related("book"), SUBJECT).order_by("signed_at")[:limit]
    return [
        Thing(
            one.pk, f"SQ {one.day:%Y%m%d}-{one.number}", f"{one.book.name}, {one.day:%d/%m/%Y}", one.signed_at,
            reverse("payments:session", args=[one.pk]),
        )
        for one in rows
        if one.signed_at
    ]  # fmt: skip


def _note(session: CashSession, verb: str, principal: Principal | None, at: datetime, **data: object) -> None:
    journalling.about(
        SUBJECT,
        session.pk,
        verb,
        province_id=session.province_id,
        unit_id=session.book.unit_id,
        by_id=principal.user_id if principal else None,
        at=at,
        **data,
    )
