"""Đăng ký máy quầy, cấp dải số tạm, giữ khoá của két, thu hồi."""

import base64
import binascii
import uuid
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import Func, Max
from django.db.models.fields import IntegerField
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import decrypt, encrypt
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.numbering import next_number
from thongsuot.common.text import clean_line
from thongsuot.offline import journalling, permissions
from thongsuot.offline.models import Block, Device, Vault
from thongsuot.offline.selectors import numbers_left
from thongsuot.org.selectors import UnitInfo, require_in_force

BLOCK = 50
MOST_LEFT = 200  # numbers a PC may hold unused: a busy day and the next
KEY_BYTES = 32
SERIES = "all"


@transaction.atomic
def register(*, unit: str, name: str, principal: Principal, at: datetime) -> Device:
    """Đăng ký máy này làm máy quầy của đơn vị; by a clerk of the unit, while the line is there."""
    info = _own_counter(unit, principal, at)
    name = clean_line(name, field="name", limit=80)
    if not name:
        raise _wrong("name", _("Hãy đặt tên cho máy, ví dụ “Máy quầy số 1”."))
    assert info.province_id is not None, "a commune lies in a province"
    device = Device.objects.create(
        province_id=info.province_id,
        unit_id=info.id,
        number=next_number(f"offline-device:{info.id}", SERIES, at),
        name=name,
        registered_by_id=principal.user_id,
        registered_at=at,
        seen_at=at,
    )
    journalling.of_device(device, "device_registered", principal=principal, at=at)
    return device


def _own_counter(unit: str, principal: Principal, at: datetime) -> UnitInfo:
    info = require_in_force(unit, timezone.localtime(at).date())
    if Role.COUNTER_CLERK not in principal.roles_in(info.id):
        raise Forbidden(_("Chỉ cán bộ một cửa của đơn vị đăng ký được máy quầy của đơn vị."))
    if not info.identifier:
        raise Invalid(
            _("%(unit)s chưa có mã định danh nên chưa cấp được số tạm.") % {"unit": info.full_name},
            code="unit_without_identifier",
            errors=[{"field": "unit", "message": _("Chưa có mã định danh.")}],
        )
    return info


@transaction.atomic
def reserve_block(*, device_uid: uuid.UUID, principal: Principal, at: datetime) -> Block:
    """Cấp một dải số tạm. The unit's counter is locked until the end, so two PCs never get the same numbers."""
    device = permissions.device_of_clerk(principal, device_uid)
    Device.objects.select_for_update().get(pk=device.pk)
    _refuse_revoked(device)
    if numbers_left(device) >= MOST_LEFT:
        raise MoveNotAllowed(_("Máy này còn nhiều số tạm chưa dùng; dùng hết rồi lấy thêm."), reason="numbers_left")
    next_number(f"offline-block:{device.unit_id}", SERIES, at)  # whoever comes second waits here
    upper = Func("numbers", function="upper", output_field=IntegerField())
    first = Block.objects.filter(unit_id=device.unit_id).aggregate(last=Max(upper))["last"] or 1
    block = Block.objects.create(
        device=device,
        unit_id=device.unit_id,
        numbers=NumericRange(first, first + BLOCK),
        reserved_by_id=principal.user_id,
        reserved_at=at,
    )
    journalling.of_device(device, "block_reserved", principal=principal, at=at, first=first, last=first + BLOCK - 1)
    return block


def _refuse_revoked(device: Device) -> None:
    if device.revoked_at is not None:
        raise MoveNotAllowed(_("Máy quầy này đã bị thu hồi nên không nhận hồ sơ mới được."), reason="device_revoked")


@transaction.atomic
def keep_vault(*, device_uid: uuid.UUID, key: str, principal: Principal, at: datetime) -> bool:
    """Giữ khoá của két người này trên máy này; answers whether this is the key that is kept.

    A vault that exists keeps its key, or what it holds would be lost.
    """
    device = permissions.device_of_clerk(principal, device_uid)
    _refuse_revoked(device)
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise _wrong("key", _("Khoá của két phải dài 32 byte, viết theo base64."))
    vault = Vault(device=device, user_id=principal.user_id, made_at=at)
    vault.key_cipher = encrypt(key, vault.aad)
    known, made = Vault.objects.get_or_create(
        device=device, user_id=principal.user_id, defaults={"key_cipher": vault.key_cipher, "made_at": at}
    )
    if made:
        journalling.of_device(device, "vault_made", principal=principal, at=at)
    return made or decrypt(known.key_cipher, known.aad) == key


@transaction.atomic
def open_vault(*, device_uid: uuid.UUID, principal: Principal, at: datetime) -> str:
    """Lấy lại khoá của két mình khi quên mật khẩu máy; every time is journalled. NotFound when there is none."""
    device = permissions.device_that_knows(principal, device_uid)
    vault = Vault.objects.select_for_update().filter(device=device, user_id=principal.user_id).first()
    if vault is None:
        raise NotFound(_("Anh/chị chưa có két trên máy này."))
    vault.recovered_at = at
    vault.save(update_fields=["recovered_at"])
    journalling.of_device(device, "vault_recovered", principal=principal, at=at)
    return decrypt(vault.key_cipher, vault.aad)


@transaction.atomic
def revoke(*, device_uid: uuid.UUID, why: str, principal: Principal, at: datetime) -> Device:
    """Thu hồi máy quầy: no more numbers; what it took already comes in only after a person of the unit agrees."""
    found = permissions.devices_of(principal).select_for_update(of=("self",)).filter(uid=device_uid).first()
    if found is None:
        raise NotFound()
    permissions.require_revoker(principal, found)
    why = clean_line(why, field="why", limit=300)
    if not why:
        raise _wrong("why", _("Ghi vì sao thu hồi: máy mất, hỏng, thay máy…"))
    if found.revoked_at is not None:
        raise MoveNotAllowed(_("Máy này đã thu hồi rồi."), reason="device_revoked")
    found.revoked_at, found.revoked_by_id, found.revoked_why = at, principal.user_id, why
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    journalling.of_device(found, "device_revoked", principal=principal, at=at, reason=why)
    return found


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
