"""Xem số định danh đầy đủ: masked for all; opened for clerk and specialist who hold the dossier, with a journal entry."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import decrypt
from thongsuot.common.errors import Forbidden
from thongsuot.common.text import clean_text
from thongsuot.dossiers import journalling
from thongsuot.dossiers.selectors.one import Loaded, dossier_for


def may_reveal(principal: Principal, loaded: Loaded) -> bool:
    """Clerk or specialist of a unit that holds the dossier now."""
    if loaded.dossier.applicant_cipher is None:
        return False
    return any(principal.roles_in(holder.unit_id) & {Role.COUNTER_CLERK, Role.SPECIALIST} for holder in loaded.holders)


@transaction.atomic
def reveal_number(*, code: str, principal: Principal, at: datetime, reason: str = "") -> str:
    """The plain number; who looked, when and why stands in the journal, and the applicant can read it."""
    loaded = dossier_for(principal, code)
    if not may_reveal(principal, loaded):
        raise Forbidden(_("Chỉ cán bộ một cửa, chuyên viên đang giữ hồ sơ mới xem được số định danh đầy đủ."))
    dossier = loaded.dossier
    why = clean_text(reason, limit=500) or _("Đối chiếu giấy tờ tùy thân")
    journalling.write(loaded, "id_number_revealed", principal=principal, at=at, reason=why)
    return decrypt(bytes(dossier.applicant_cipher or b""), dossier.uid.bytes)
