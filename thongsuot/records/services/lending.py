"""Cho mượn hồ sơ: one borrower at a time, a day to bring it back, a task when that day has passed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records import journalling
from thongsuot.records.models import Loan, RecordFile, RecordState
from thongsuot.records.permissions import need_keeper, visible_files
from thongsuot.records.services import telling

LONGEST = timedelta(days=60)


@transaction.atomic
def lend(*, uid: UUID, borrower_id: int, purpose: str, due_on: date, principal: Principal, at: datetime) -> Loan:
    """Cho mượn; the borrower works in the unit that keeps the file. Raises MoveNotAllowed when it is out already."""
    file = lock_file(uid, principal)
    today = timezone.localdate(at)
    said = clean_line(purpose, field="purpose", limit=300)
    errors = []
    if not said:
        errors.append({"field": "purpose", "message": _("Cần ghi mượn để làm gì.")})
    if not today <= due_on <= today + LONGEST:
        errors.append({"field": "due_on", "message": _("Hạn trả trong 60 ngày kể từ hôm nay.")})
    if not Post.objects.filter(user_id=borrower_id, unit_id=file.fonds.keeper_id, valid__contains=at).exists():
        errors.append({"field": "borrower", "message": _("Người mượn phải là cán bộ của đơn vị đang giữ hồ sơ.")})
    if errors:
        raise Invalid(errors=errors)
    try:
        with transaction.atomic():
            loan = Loan.objects.create(
                province_id=file.province_id,
                file=file,
                borrower_id=borrower_id,
                purpose=said,
                lent_at=at,
                lent_by_id=principal.user_id,
                due_on=due_on,
            )
    except IntegrityError as out:
        raise MoveNotAllowed(_("Hồ sơ này đang có người mượn."), code="already_lent") from out
    journalling.write(
        file, "lent", by_id=principal.user_id, at=at, unit_id=file.fonds.keeper_id, borrower=borrower_id, due_on=due_on
    )
    return loan


@transaction.atomic
def bring_back(*, uid: UUID, note: str, principal: Principal, at: datetime) -> Loan:
    """Nhận hồ sơ mượn về."""
    file = lock_file(uid, principal)
    loan = Loan.objects.select_for_update().filter(province_id=file.province_id, file=file, returned_at=None).first()
    if loan is None:
        raise MoveNotAllowed(_("Hồ sơ này không có ai mượn."))
    loan.returned_at, loan.returned_to_id = at, principal.user_id
    loan.state_note = clean_line(note, field="note", limit=300)
    loan.save(update_fields=["returned_at", "returned_to", "state_note"])
    journalling.write(
        file, "brought_back", by_id=principal.user_id, at=at, unit_id=file.fonds.keeper_id, note=loan.state_note
    )
    telling.brought_back(loan, by_id=principal.user_id, at=at)
    return loan


@transaction.atomic
def ask_back_some(at: datetime, limit: int = 500) -> int:
    """Mở việc đòi những hồ sơ mượn quá hạn, once each."""
    late = Loan.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        returned_at=None, asked_back_at=None, due_on__lt=timezone.localdate(at)
    )
    found = list(late.select_related("file__fonds", "borrower").order_by("due_on", "id")[:limit])
    for loan in found:
        telling.ask_back(loan, at=at)
    Loan.objects.filter(pk__in=[loan.pk for loan in found]).update(asked_back_at=at)
    return len(found)


def lock_file(uid: UUID, principal: Principal) -> RecordFile:
    """Hồ sơ đang bảo quản mà người này giữ, locked; NotFound outside, Forbidden for who only reads."""
    file = visible_files(principal).select_related("fonds").select_for_update(of=("self",)).filter(uid=uid).first()
    if file is None:
        raise NotFound()
    need_keeper(principal, file.fonds.keeper_id)
    if file.state != RecordState.KEPT:
        raise MoveNotAllowed(_("Hồ sơ này không còn trong kho, hoặc chưa được nhận."))
    return file
