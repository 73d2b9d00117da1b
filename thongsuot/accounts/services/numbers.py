"""Số định danh của cán bộ: verified once by an administrator, so that an electronic identity finds the account."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts import id_numbers, permissions
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import ElectronicIdentity, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line


@transaction.atomic
def keep_id_number(*, by: Principal, user: User, id_number: str, evidence: str, at: datetime) -> None:
    """Ghi số định danh đã xác minh. Whoever sets it decides whose identity opens the account, so it is a hand-over.

    A new number loosens identities linked under the old one. Raises Invalid when another account has the number.
    """
    permissions.require_hand_over(by, user, at)
    digits = id_numbers.checked(id_number, birth_date=user.birth_date, today=timezone.localtime(at).date())
    seen = clean_line(evidence, field="evidence", limit=200)
    changed = user.id_number_hash is None or bytes(user.id_number_hash) != lookup_hash(digits)
    id_numbers.keep(user, digits)
    try:
        with transaction.atomic():
            user.save(update_fields=["id_number_cipher", "id_number_hash"])
    except IntegrityError:
        message = _("Một tài khoản cán bộ khác đã mang số định danh này.")
        raise Invalid(message, errors=[{"field": "id_number", "message": message}]) from None
    loosened = ElectronicIdentity.objects.filter(user=user).delete()[0] if changed else 0
    data = {"number": id_numbers.mask_id(digits), "evidence": seen, "identities_loosened": loosened}
    record(user, "id_number_verified", at, by=by, data=data)
