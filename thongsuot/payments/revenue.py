"""Khoản thu thuộc đơn vị nào lúc này: asked under one unit, and paid when that unit has become another."""

from datetime import datetime

from django.utils import timezone

from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.selectors import heirs, in_force
from thongsuot.payments.models import Intent

UNIT_DISSOLVED = "unit_dissolved"  # `Intent.trouble` of a try whose account is no longer the one to pay to


def revenue_unit_of(loaded: Loaded, payment: Payment, at: datetime) -> int:
    """Đơn vị có khoản thu: the one that asked while it is in force, then the one that resolves the dossier now.

    What was asked stays on the request; receipt, cash and account are those of the unit that is there when it is paid.
    """
    day = timezone.localdate(at)
    if in_force(payment.revenue_unit_id, day):
        return payment.revenue_unit_id
    if in_force(loaded.competent_id, day):
        return loaded.competent_id
    following = heirs(payment.revenue_unit_id, day)  # of a closed dossier nobody holds; several heirs are not guessed
    return following[0].unit_id if len(following) == 1 else payment.revenue_unit_id


def is_outdated(loaded: Loaded, payment: Payment, intent: Intent, at: datetime) -> bool:
    """Lần thanh toán mở cho tài khoản của đơn vị nay không còn, while another unit has taken the fee over."""
    if in_force(intent.revenue_unit_id, timezone.localdate(at)):
        return False
    return revenue_unit_of(loaded, payment, at) != intent.revenue_unit_id
