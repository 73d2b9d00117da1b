"""Lệnh giữ: while a matter is open (inspection, court), nobody disposes of the file or of anything in the fonds."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records import journalling
from thongsuot.records.models import Fonds, Hold, RecordFile
from thongsuot.records.permissions import need_keeper, visible_files, visible_fonds


@transaction.atomic
def place_hold(
    *,
    reason: str,
    basis: str,
    principal: Principal,
    at: datetime,
    file_uid: UUID | None = None,
    fonds_uid: UUID | None = None,
) -> Hold:
    """Đặt lệnh giữ on a file, or on a whole fonds."""
    file = visible_files(principal).select_related("fonds").filter(uid=file_uid).first() if file_uid else None
    fonds = file.fonds if file else visible_fonds(principal).filter(uid__in=[fonds_uid]).first()
    if fonds is None:
        raise NotFound()
    need_keeper(principal, fonds.keeper_id)
    said, by = clean_line(reason, field="reason", limit=500), clean_line(basis, field="basis", limit=200)
    if not said or not by:
        field = "basis" if said else "reason"
        raise Invalid(errors=[{"field": field, "message": _("Cần ghi lý do và văn bản yêu cầu giữ.")}])
    # Locks the file against a disposal that is just being carried out: whoever comes second sees the other.
    if file is not None:
        locked = RecordFile.objects.select_for_update(of=("self",)).get(province_id=file.province_id, pk=file.pk)
        if locked.state == "disposed":
            raise MoveNotAllowed(_("Hồ sơ này đã huỷ."))
    else:
        Fonds.objects.select_for_update().get(pk=fonds.pk)
    hold = Hold.objects.create(
        province_id=fonds.province_id,
        fonds=fonds,
        file=file,
        reason=said,
        basis=by,
        placed_at=at,
        placed_by_id=principal.user_id,
    )
    journalling.write(
        file or fonds, "hold_placed", by_id=principal.user_id, at=at, unit_id=fonds.keeper_id, reason=said, basis=by
    )
    return hold


@transaction.atomic
def end_hold(*, hold_id: int, reason: str, principal: Principal, at: datetime) -> Hold:
    """Bỏ lệnh giữ, with the reason."""
    hold = Hold.objects.select_for_update(of=("self",)).select_related("fonds").filter(pk=hold_id).first()
    if hold is None or not visible_fonds(principal).filter(pk=hold.fonds_id).exists():
        raise NotFound()
    need_keeper(principal, hold.fonds.keeper_id)
    if hold.ended_at is not None:
        raise MoveNotAllowed(_("Lệnh giữ này đã bỏ."))
    said = clean_line(reason, field="reason", limit=500)
    if not said:
        raise Invalid(errors=[{"field": "reason", "message": _("Cần ghi vì sao bỏ lệnh giữ.")}])
    hold.ended_at, hold.ended_by_id, hold.end_reason = at, principal.user_id, said
    hold.save(update_fields=["ended_at", "ended_by", "end_reason"])
    subject = hold.file if hold.file_id else hold.fonds
    assert subject is not None
    journalling.write(subject, "hold_ended", by_id=principal.user_id, at=at, unit_id=hold.fonds.keeper_id, reason=said)
    return hold
