"""Tài khoản thụ hưởng dùng thử: invented accounts for the two communes of the demo roster, marked as such everywhere."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.demo_roster import MAI_PHU, SINCE, THACH_KHE
from thongsuot.common.errors import Forbidden
from thongsuot.common.language import in_vietnamese
from thongsuot.org.selectors import require_in_force
from thongsuot.payments.models import BeneficiaryAccount
from thongsuot.payments.services.accounts import put

# BIN of a real bank, so that a QR code reads like one; numbers that belong to nobody: nothing may be sent there.
INVENTED = {MAI_PHU: ("970405", "Agribank", "0000018583000"), THACH_KHE: ("970405", "Agribank", "0000018604000")}


@in_vietnamese()
def ensure_demo_accounts(*, at: datetime, on: date | None = None) -> int:
    """Bảo đảm hai xã dùng thử có tài khoản giả; returns how many were made, none where somebody has named one."""
    if not settings.DEMO:
        raise Forbidden(_("Tài khoản giả chỉ có ở bản dùng thử."))
    made = 0
    for code, (bank_bin, bank_name, number) in INVENTED.items():
        unit = require_in_force(code, on or timezone.localdate(at))
        if BeneficiaryAccount.objects.filter(unit_id=unit.id).exists():
            continue
        holder = _("TÀI KHOẢN GIẢ, %(unit)s") % {"unit": unit.full_name}
        put(unit.id, bank_bin, number, SINCE, by_id=None, at=at, bank_name=bank_name, holder=holder, is_demo=True)
        made += 1
    return made
