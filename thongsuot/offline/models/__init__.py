"""Quầy khi mất mạng: counter PCs, the numbers reserved for them, keys of their clerks, and what came from them."""

from thongsuot.offline.models.arrivals import Arrival
from thongsuot.offline.models.devices import Block, Device, Vault

__all__ = ["Arrival", "Block", "Device", "Vault"]
