"""Ai thấy máy quầy nào, hồ sơ gửi về nào: by a post in the unit in force now; anything else is not there."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.offline.models import Arrival, Device, Vault

WATCHES = (Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.UNIT_ADMIN)
REVOKES = (Role.UNIT_LEADER, Role.UNIT_ADMIN)
SETTLES = (Role.COUNTER_CLERK, Role.UNIT_LEADER)


def devices_of(principal: Principal) -> QuerySet[Device]:
    """Máy quầy của các đơn vị mà người này có quầy hoặc quản trị."""
    return Device.objects.filter(unit_id__in=principal.units_with(*WATCHES))


def device_of_clerk(principal: Principal, uid: uuid.UUID) -> Device:
    """Máy quầy mà người này ngồi được; NotFound for the machine of another unit."""
    device = Device.objects.filter(uid=uid, unit_id__in=principal.units_with(Role.COUNTER_CLERK)).first()
    if device is None:
        raise NotFound(_("Không có máy quầy này ở đơn vị của anh/chị. Hãy đăng ký máy lại."))
    return device


def device_that_knows(principal: Principal, uid: uuid.UUID) -> Device:
    """Máy đã có két của người này: he may hand in what he took there, even when his post ended meanwhile."""
    device = Device.objects.filter(uid=uid).first()
    if device is None:
        raise NotFound(_("Không có máy quầy này. Hãy đăng ký máy lại; hồ sơ trên máy vẫn còn."))
    roles = principal.roles_in(device.unit_id)
    if Role.COUNTER_CLERK in roles or Vault.objects.filter(device=device, user_id=principal.user_id).exists():
        return device
    if roles or device.province_id in principal.provinces_seen(Role.AUDITOR):
        raise Forbidden(_("Chỉ cán bộ một cửa dùng được máy quầy."))
    raise NotFound(_("Máy quầy này thuộc đơn vị khác."))


def require_revoker(principal: Principal, device: Device) -> None:
    """Refuse who may see the machine but not take it out of use."""
    if not set(REVOKES) & principal.roles_in(device.unit_id):
        raise Forbidden(_("Quản trị hoặc lãnh đạo của đơn vị mới thu hồi được máy quầy."))


def arrivals_of(principal: Principal) -> QuerySet[Arrival]:
    """Hồ sơ gửi về của các đơn vị mà người này ngồi quầy hoặc lãnh đạo."""
    return Arrival.objects.filter(unit_id__in=principal.units_with(*SETTLES))
