"""Động từ của quầy khi mất mạng: machines and their numbers; merging; settling what did not merge by itself."""

from thongsuot.offline.services.devices import keep_vault, open_vault, register, reserve_block, revoke
from thongsuot.offline.services.merging import merge
from thongsuot.offline.services.settling import settle, tell_difference

__all__ = [
    "keep_vault",
    "merge",
    "open_vault",
    "register",
    "reserve_block",
    "revoke",
    "settle",
    "tell_difference",
]
