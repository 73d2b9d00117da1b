"""Bước xác thực thứ hai: codes of an authenticator app (TOTP) and recovery codes, kept in allauth's tables.

A code of the app is accepted once: the number of its half-minute is kept with the secret under a row lock, so two
simultaneous uses of one code, in whichever processes, let one in.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid

PERIOD = 30
TOLERANCE = 1  # one half-minute before and after: clocks of phones are not exact


@dataclass(frozen=True, slots=True)
class State:
    """What an account has switched on."""

    active: bool
    codes_left: int


def state_of(user: User) -> State:
    """Whether the second step is on, and how many recovery codes are left."""
    found = {a.type: a for a in _of(user)}
    codes = found.get(Authenticator.Type.RECOVERY_CODES)
    return State(
        active=Authenticator.Type.TOTP in found,
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
    )


def new_secret() -> str:
    """Secret for a new app; nothing is stored before the first code was right."""
    return generate_totp_secret()


def qr_of(user: User, secret: str) -> str:
    """QR picture (data address) that an authenticator app reads."""
    import segno

    return segno.make(get_adapter().build_totp_url(user, secret), error="m").svg_data_uri(scale=5, border=2)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Number of the half-minute whose code this is; None when the code fits none near `at`."""
    present = int(at.timestamp()) // PERIOD
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if compare_user_code(actual=normalize_user_code(code), expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def switch_on(*, user: User, secret: str, code: str, at: datetime, by: Principal | None = None) -> list[str]:
    """Bật xác thực hai bước; returns the recovery codes, to be shown once. Raises Invalid when the code is wrong."""
    step = matching_step(secret, code, at)
    if step is None:
        raise wrong_code()
    User.objects.select_for_update().get(pk=user.pk)
    _of(user).delete()
    app = TOTP.activate(user, secret).instance
    app.data["last_step"] = step
    app.save(update_fields=["data"])
    record(user, "second_factor_on", at, by=by)
    return RecoveryCodes.activate(user).get_unused_codes()


@transaction.atomic
def switch_off(*, user: User, at: datetime, by: Principal | None = None) -> None:
    """Tắt xác thực hai bước."""
    if _of(user).delete()[0]:
        record(user, "second_factor_off", at, by=by)


@transaction.atomic
def renew_codes(*, user: User, at: datetime, by: Principal | None = None) -> list[str]:
    """Tạo bộ mã dự phòng mới; the old ones stop working."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    record(user, "recovery_codes_renewed", at, by=by)
    return RecoveryCodes.activate(user).get_unused_codes()


@transaction.atomic
def accept(*, user: User, code: str, at: datetime) -> bool:
    """Whether this code of the app, or unused recovery code, lets the account in; it is used up."""
    for authenticator in _of(user).select_for_update().order_by("-type"):
        if authenticator.type == Authenticator.Type.TOTP:
            good = _use_app_code(authenticator, code, at)
        else:
            good = RecoveryCodes(authenticator).validate_code(normalize_user_code(code))
        if good:
            Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=at)
            return True
    return False


def _of(user: User) -> QuerySet[Authenticator]:
    """App and recovery codes; passkeys are a way of their own (`accounts.passkeys`)."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)


def wrong_code() -> Invalid:
    """Refusal for a code that does not fit."""
    message = _("Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trên ứng dụng.")
    return Invalid(message, code="code_wrong", errors=[{"field": "code", "message": message}])


def _use_app_code(authenticator: Authenticator, code: str, at: datetime) -> bool:
    step = matching_step(get_adapter().decrypt(authenticator.data["secret"]), code, at)
    if step is None or step <= authenticator.data.get("last_step", -1):
        return False
    authenticator.data["last_step"] = step
    authenticator.save(update_fields=["data"])
    return True
