"""Từ chối ký, kèm lý do: the whole set of signatures of the subject falls, and the asking room hears why."""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_text
from thongsuot.common.transactions import one_transaction
from thongsuot.signatures import hooks
from thongsuot.signatures.journalling import about
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.permissions import to_sign
from thongsuot.signatures.services.asking import cancel_subject, close, lock_subject

REASON_LIMIT = 500


@one_transaction
def refuse(request: SigningRequest, reason: str, *, principal: Principal, at: datetime) -> None:
    """Từ chối ký. Raises NotFound outside one's queue, Invalid without a reason, MoveNotAllowed when it is closed."""
    reason = clean_text(reason, field="reason", limit=REASON_LIMIT)
    if not reason:
        message = _("Cần ghi lý do từ chối để người trình biết phải sửa gì.")
        raise Invalid(message, errors=[{"field": "reason", "message": message}])
    locked = lock_subject(request.province_id, request.subject_kind, request.subject_id)
    found = next((one for one in locked if one.pk == request.pk), None)
    if found is None:
        raise NotFound()
    if found.state != SigningRequest.State.WAITING:
        raise MoveNotAllowed(_("Văn bản này không còn chờ ký: đã ký, đã từ chối hoặc đã rút."))
    if not to_sign(principal).filter(pk=found.pk).exists():
        raise NotFound()
    close(found, SigningRequest.State.REFUSED, by_id=principal.user_id, at=at, reason=reason)
    about(found, "signature_refused", by_id=principal.user_id, at=at, reason=reason)
    cancel_subject(
        province_id=found.province_id,
        subject_kind=found.subject_kind,
        subject_id=found.subject_id,
        principal=principal,
        at=at,
        reason=reason,
    )
    if told := hooks.of(found.subject_kind).refused:
        told(found, reason, principal, at)
