"""Bắt đầu, duyệt, tiếp, bỏ một lượt ký. The work itself is done by a job (`working`); these are short transactions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib import django as procrastinate

from thongsuot.accounts.principal import Principal
from thongsuot.common import crypto
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.transactions import one_transaction
from thongsuot.signatures import keys
from thongsuot.signatures.models import Certificate, SigningRequest, SigningRow, SigningRun
from thongsuot.signatures.permissions import certificates_for, to_sign

MOST = 200
PIN_LIVES = timedelta(minutes=30)
PIN_LIMIT = 64
ASKED_LIVES = timedelta(minutes=15)


def sign(request_ids: Sequence[int], *, principal: Principal, pin: str, at: datetime) -> SigningRun:
    """Ký nhiều văn bản trong một lượt, with one certificate and one PIN; returns the run, which a job carries out.

    The PIN is tried on the key first, outside of any transaction. Raises SigningRefused (`pin_wrong`, `token_gone`, …),
    NotFound for what does not wait for this person, Invalid for more than 200 or two kinds of certificate.
    """
    requests = _waiting(request_ids, principal)
    certificate = _one_certificate(requests, principal, at)
    _try(certificate, pin)
    with transaction.atomic():
        run = _make(requests, certificate, principal, at)
        _start(run, pin, at)
    return run


def ask_for_approval(request_ids: Sequence[int], *, principal: Principal, at: datetime) -> SigningRun:
    """Chuyển lượt ký sang điện thoại: the run waits until the same person approves it there with the PIN."""
    requests = _waiting(request_ids, principal)
    with transaction.atomic():
        return _make(requests, _one_certificate(requests, principal, at), principal, at)


def approve(uid: UUID, *, principal: Principal, pin: str, at: datetime) -> SigningRun:
    """Duyệt trên thiết bị khác: only the person who asked, within fifteen minutes."""
    run = own_run(uid, principal)
    if run.state != SigningRun.State.ASKED:
        raise MoveNotAllowed(_("Lượt ký này không chờ duyệt nữa."))
    if at > run.made_at + ASKED_LIVES:
        drop(uid, principal=principal, at=at)
        raise MoveNotAllowed(_("Yêu cầu duyệt đã quá mười lăm phút nên không còn hiệu lực. Hãy làm lại trên máy bàn."))
    return _go_on(run, SigningRun.State.ASKED, pin, at)


def resume(uid: UUID, *, principal: Principal, pin: str, at: datetime) -> SigningRun:
    """Ký tiếp một lượt đã dừng (the token was pulled out, the stamp did not answer): only what is not signed yet."""
    run = own_run(uid, principal)
    if run.state != SigningRun.State.PAUSED:
        raise MoveNotAllowed(_("Lượt ký này không dừng: đang ký hoặc đã xong."))
    return _go_on(run, SigningRun.State.PAUSED, pin, at)


@one_transaction
def drop(uid: UUID, *, principal: Principal, at: datetime) -> None:
    """Bỏ phần chưa ký của một lượt: what was signed stays, the rest waits in the queue again."""
    run = SigningRun.objects.select_for_update().get(pk=own_run(uid, principal).pk)
    if run.state not in (SigningRun.State.ASKED, SigningRun.State.PAUSED):
        raise MoveNotAllowed(_("Lượt ký đang chạy hoặc đã xong, không bỏ được."))
    SigningRow.objects.filter(run=run, state__in=["waiting", "signing"]).update(
        state=SigningRow.State.FAILED, words=_("đã bỏ"), done_at=at
    )
    run.state, run.ended_at = SigningRun.State.CANCELLED, at
    run.save(update_fields=["state", "ended_at"])


def own_run(uid: UUID, principal: Principal) -> SigningRun:
    """A run of this person, or NotFound."""
    run = SigningRun.objects.select_related("certificate").filter(uid=uid, user_id=principal.user_id).first()
    if run is None:
        raise NotFound(_("Không có lượt ký này."))
    return run


def _waiting(request_ids: Sequence[int], principal: Principal) -> list[SigningRequest]:
    wanted = list(dict.fromkeys(request_ids))
    if not wanted:
        raise _invalid(_("Chưa chọn văn bản nào để ký."))
    if len(wanted) > MOST:
        raise _invalid(_("Một lượt ký nhiều nhất %(most)d văn bản.") % {"most": MOST})
    found = list(to_sign(principal).filter(pk__in=wanted).order_by("subject_kind", "subject_id", "order"))
    if len(found) != len(wanted):
        raise NotFound(_("Có văn bản không còn chờ anh/chị ký. Hãy tải lại danh sách rồi chọn lại."))
    return found


def _one_certificate(requests: Sequence[SigningRequest], principal: Principal, at: datetime) -> Certificate:
    usable = {(one.unit_id, one.purpose == "person"): one for one in requests}
    found = {key: certificates_for(principal, one, at).first() for key, one in usable.items()}
    if None in found.values():
        raise _invalid(
            _("Chưa có chứng thư còn hiệu lực để ký những văn bản này. Hãy xem Sổ người ký hoặc báo quản trị đơn vị."),
            code="no_certificate",
        )
    certificates = {one.pk: one for one in found.values() if one}
    if len(certificates) > 1:
        raise _invalid(
            _("Các văn bản đã chọn cần nhiều chứng thư khác nhau. Hãy ký riêng phần của cá nhân và phần của cơ quan."),
            code="two_certificates",
        )
    return next(iter(certificates.values()))


def _try(certificate: Certificate, pin: str) -> None:
    if not pin or len(pin) > PIN_LIMIT:
        raise _invalid(_("Hãy nhập mã PIN của thiết bị ký số."), field="pin")
    with keys.opened(certificate, pin):
        return


def _make(
    requests: Sequence[SigningRequest], certificate: Certificate, principal: Principal, at: datetime
) -> SigningRun:
    run = SigningRun.objects.create(
        province_id=requests[0].province_id,
        user_id=principal.user_id,
        certificate=certificate,
        state=SigningRun.State.ASKED,
        total=len(requests),
        made_at=at,
    )
    rows = [
        SigningRow(run=run, position=n, province_id=r.province_id, request_id=r.pk) for n, r in enumerate(requests, 1)
    ]
    try:
        with transaction.atomic():
            SigningRow.objects.bulk_create(rows)
    except IntegrityError:
        raise MoveNotAllowed(
            _("Có văn bản đang ở trong một lượt ký khác chưa xong. Hãy mở lượt ký ấy, ký tiếp hoặc bỏ."),
            reason="in_a_run",
        ) from None
    return run


def _go_on(run: SigningRun, expected: str, pin: str, at: datetime) -> SigningRun:
    _try(run.certificate, pin)
    with transaction.atomic():
        locked = SigningRun.objects.select_for_update().get(pk=run.pk)
        if locked.state != expected:
            raise MoveNotAllowed(_("Lượt ký vừa đổi trạng thái ở nơi khác. Hãy tải lại trang."))
        _start(locked, pin, at)
    return locked


def _start(run: SigningRun, pin: str, at: datetime) -> None:
    """The PIN goes in as a cipher bound to the run, and the job is deferred in the same transaction."""
    run.state, run.pause_code, run.started_at = SigningRun.State.RUNNING, "", run.started_at or at
    run.pin_cipher, run.pin_until = crypto.encrypt(pin, run.uid.bytes), at + PIN_LIVES
    run.lease = run.lease_until = None
    run.save()
    procrastinate.app.configure_task("signatures.sign_run").defer(
        run_id=run.pk
    )  # by its name: jobs stand above services


def _invalid(message: str, *, code: str = "invalid_input", field: str = "requests") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])
