"""Bút toán của máy quầy và của hồ sơ gửi về; what became a dossier is told in the dossier's own journal."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.offline.models import Arrival, Device

DEVICE, ARRIVAL = "offline_device", "offline_arrival"


def of_device(device: Device, verb: str, *, principal: Principal, at: datetime, **data: Any) -> None:
    """One fact about a machine."""
    told = {"number": device.number, "name": device.name, **data}
    _note(DEVICE, device.pk, device.province_id, device.unit_id, verb, principal, at, told)


def of_arrival(arrival: Arrival, verb: str, *, principal: Principal, at: datetime, **data: Any) -> None:
    """One fact about what came from a machine and did not become a dossier by itself."""
    told = {"state": arrival.state, "provisional": arrival.provisional, **data}
    _note(ARRIVAL, arrival.pk, arrival.province_id, arrival.unit_id, verb, principal, at, told)


def _note(
    kind: str, pk: int, province: int, unit: int, verb: str, principal: Principal, at: datetime, data: dict[str, Any]
) -> None:
    kept = {name: value for name, value in data.items() if value not in (None, "", [], {})}
    journal.note([journal.Entry(province, kind, pk, verb, at, principal.user_id, unit, kept)])
