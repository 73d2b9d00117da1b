"""Quầy khi mất mạng: machines and what came from them; the vault's key lives with its installation."""

from uuid import UUID

from thongsuot.cutover.carrying.decisions import Seal, carried, left
from thongsuot.offline.models import Arrival, Block, Device, Vault


def _aad(uid: str) -> bytes:
    return b"arrival:" + UUID(uid).bytes


carried(Device, "province")
carried(Block, "unit")
carried(Arrival, "province", seals=(Seal("content", "bytes", _aad, ("uid",)),))
left(Vault, why="két của một máy với một bản cài đặt; máy gửi hết hồ sơ đang giữ trước khi lập gói, rồi đăng ký lại")
