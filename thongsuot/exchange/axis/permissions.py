"""Ai thấy và làm gì ở trục: people who work with documents of the unit; its document clerk acts; the province sees what has no unit."""

from dataclasses import dataclass

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.documents.permissions import CLERKS, WORKERS

MAY_COME_IN = (*WORKERS, Role.PROVINCE_ADMIN)


@dataclass(frozen=True, slots=True)
class Scope:
    """Phạm vi: units whose messages are listed, units in which one acts and may open the raw message, provinces kept."""

    units: frozenset[int]
    acting: frozenset[int]
    provinces: frozenset[int]

    def see(self, unit_id: int | None, province_id: int | None) -> None:
        """NotFound for what is not in it."""
        homeless = unit_id is None and self.provinces and (province_id is None or province_id in self.provinces)
        if unit_id not in self.units and not homeless:
            raise NotFound()

    def acts(self, unit_id: int | None, province_id: int | None) -> bool:
        """Whether one may answer, try again, solve, and open the raw message."""
        if unit_id is not None:
            return unit_id in self.acting
        return bool(self.provinces) and (province_id is None or province_id in self.provinces)


def scope_of(principal: Principal) -> Scope:
    """Phạm vi của một người."""
    return Scope(
        principal.units_with(*WORKERS),
        principal.units_with(*CLERKS),
        frozenset(principal.provinces_seen(Role.PROVINCE_ADMIN)),
    )
