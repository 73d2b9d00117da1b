"""Thực hiện lượt ký: one signature after the other, each stored in a short transaction; nothing is asked under a lock.

Only who holds the run's lease stores anything, and a request is signed once: its row and the lease are looked at again
under lock before the signed file counts. A worker that dies leaves its row "signing"; the next one starts it afresh.
"""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import crypto, files
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.signatures import hooks, keys
from thongsuot.signatures.files import to_be_signed
from thongsuot.signatures.journalling import about
from thongsuot.signatures.marking import mark_of
from thongsuot.signatures.models import SigningRequest, SigningRow, SigningRun
from thongsuot.signatures.permissions import certificates_for, to_sign
from thongsuot.signatures.services.asking import close, lock_subject, turn_of_next
from thongsuot.signatures.signing import Signer, SigningRefused, sign_pdf
from thongsuot.signatures.signing.trust import configured

LEASE = timedelta(minutes=2)
LOGGER = logging.getLogger(__name__)
Row = SigningRow.State


class LostLease(Exception):
    """Another worker has the run by now."""


def carry_out(run_id: int) -> str:
    """Ký các dòng còn lại của một lượt; returns the state in which the run was left. Safe to call at any time."""
    lease = uuid4()
    run = _take(run_id, lease)
    if run is None:
        return ""
    try:
        with keys.opened(run.certificate, crypto.decrypt(bytes(run.pin_cipher), run.uid.bytes)) as signer:
            while row := _next(run, lease):
                _one(run, row, lease, signer)
        return _finish(run, lease)
    except SigningRefused as refused:
        return _pause(run, lease, refused.code)
    except LostLease:
        return ""


@transaction.atomic
def _take(run_id: int, lease: UUID) -> SigningRun | None:
    """Take the lease if nobody alive has it; rows a dead worker left in the middle wait again."""
    run = SigningRun.objects.select_for_update(of=("self",)).select_related("certificate").filter(pk=run_id).first()
    at = now()
    if run is None or run.state != SigningRun.State.RUNNING or (run.lease_until and run.lease_until > at):
        return None
    if run.pin_until is None or run.pin_until <= at:
        _stop(run, "pin_over")
        return None
    run.lease, run.lease_until = lease, at + LEASE
    run.save(update_fields=["lease", "lease_until"])
    run.rows.filter(state=Row.SIGNING).update(state=Row.WAITING)
    return run


@transaction.atomic
def _next(run: SigningRun, lease: UUID) -> SigningRow | None:
    """The next row, marked as being signed; the lease is prolonged."""
    _held(run, lease)
    row = SigningRow.objects.filter(run_id=run.pk, state=Row.WAITING).order_by("position").first()
    if row is not None:
        row.state = Row.SIGNING
        row.save(update_fields=["state"])
    return row


def _one(run: SigningRun, row: SigningRow, lease: UUID, signer: Signer) -> None:
    """One signature. What stops the whole run is raised; what is wrong with this file alone is written at its row."""
    at = now()
    try:
        request = SigningRequest.objects.select_related("unit").get(pk=row.request_id, province_id=row.province_id)
        principal = _still_may(run, request, at)
        pdf = to_be_signed(request)
        signed = sign_pdf(
            pdf,
            signer=signer,
            mark=mark_of(request, run.certificate, at),
            reason=str(SigningRequest.Purpose(request.purpose).label),
            at=at,
            trust=configured(),
        )
        _keep(run, row, lease, request, principal, signed, at)
    except SigningRefused as refused:
        if refused.pauses:
            raise
        _failed(run, row, lease, str(refused.detail))
    except Refused as refused:
        _failed(run, row, lease, str(refused.detail))
    except LostLease:
        raise
    except Exception:
        LOGGER.exception("Ký dòng %s của lượt %s không thành", row.position, run.pk)
        _failed(run, row, lease, _("Lỗi của hệ thống; chưa ký. Đã ghi lại để sửa."))


def _still_may(run: SigningRun, request: SigningRequest, at: datetime) -> Principal:
    """Rights are asked again at each signature: a post may have ended since the act began."""
    principal = principal_of(run.user_id, at)
    if principal is None or not to_sign(principal).filter(pk=request.pk).exists():
        raise Refused(_("Văn bản này không còn chờ anh/chị ký."))
    if not certificates_for(principal, request, at).filter(pk=run.certificate_id).exists():
        raise Refused(_("Chứng thư không còn dùng được cho văn bản này."))
    if _earlier_waiting(request):
        raise Refused(_("Văn bản này còn chờ chữ ký trước."))
    return principal


def _earlier_waiting(request: SigningRequest) -> bool:
    return SigningRequest.objects.filter(
        province_id=request.province_id,
        subject_kind=request.subject_kind,
        subject_id=request.subject_id,
        order__lt=request.order,
        state=SigningRequest.State.WAITING,
    ).exists()


@transaction.atomic
def _keep(
    run: SigningRun,
    row: SigningRow,
    lease: UUID,
    request: SigningRequest,
    principal: Principal,
    signed: bytes,
    at: datetime,
) -> None:
    """Store one outcome: the signed file, the request, its task, the journal, what the asking room does; or nothing."""
    _held(run, lease)
    locked = lock_subject(request.province_id, request.subject_kind, request.subject_id)
    current = next(one for one in locked if one.pk == request.pk)
    if current.state != SigningRequest.State.WAITING:
        raise Refused(_("Văn bản này không còn chờ ký: đã ký, đã từ chối hoặc đã rút."))
    name = f"{request.subject_code or request.code}.pdf".replace("/", "-")
    # What was taken in may be signed whatever its size: a thick scanned file passes the limit of an upload.
    file = files.store_made(BytesIO(signed), name, run.user_id, kind=files.PDF, at=at, limit=len(signed))
    behalf = principal.on_behalf_in(request.unit_id, {request.wanted_role})
    close(
        current,
        SigningRequest.State.SIGNED,
        by_id=run.user_id,
        at=at,
        signed_file=file,
        certificate=run.certificate,
        on_behalf=behalf.as_facts() if behalf else None,
    )
    about(current, "signature_made", by_id=run.user_id, at=at, file=file.sha256, serial=run.certificate.serial,
          on_behalf=current.on_behalf, run=run.pk)  # fmt: skip
    if told := hooks.of(current.subject_kind).done:
        told(current, file, principal, at)
    turn_of_next(request.province_id, request.subject_kind, request.subject_id, at=at)
    row.state, row.done_at = Row.SIGNED, at
    row.save(update_fields=["state", "done_at"])


@transaction.atomic
def _failed(run: SigningRun, row: SigningRow, lease: UUID, words: str) -> None:
    _held(run, lease)
    row.state, row.words, row.done_at = Row.FAILED, words[:300], now()
    row.save(update_fields=["state", "words", "done_at"])


@transaction.atomic
def _pause(run: SigningRun, lease: UUID, code: str) -> str:
    """What is not signed waits; the PIN is thrown away."""
    try:
        locked = _held(run, lease)
    except LostLease:
        return ""
    locked.rows.filter(state=Row.SIGNING).update(state=Row.WAITING)
    _stop(locked, code)
    return SigningRun.State.PAUSED


@transaction.atomic
def _finish(run: SigningRun, lease: UUID) -> str:
    locked = _held(run, lease)
    _without_pin(locked, SigningRun.State.DONE)
    locked.ended_at = now()
    locked.save()
    return SigningRun.State.DONE


def _stop(run: SigningRun, code: str) -> None:
    _without_pin(run, SigningRun.State.PAUSED)
    run.pause_code = code
    run.save()


def _without_pin(run: SigningRun, state: str) -> None:
    run.state, run.pin_cipher, run.pin_until, run.lease, run.lease_until = state, b"", None, None, None


def _held(run: SigningRun, lease: UUID) -> SigningRun:
    """The run under lock, its lease ours and prolonged; LostLease otherwise."""
    locked = SigningRun.objects.select_for_update().get(pk=run.pk)
    if locked.lease != lease or locked.state != SigningRun.State.RUNNING:
        raise LostLease
    locked.lease_until = now() + LEASE
    locked.save(update_fields=["lease_until"])
    return locked
