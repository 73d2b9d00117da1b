"""Hình dạng vào ra của API máy quầy."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from thongsuot.common.api import Moment
from thongsuot.dossiers.schemas import Strict
from thongsuot.offline.models import Arrival
from thongsuot.offline.sent import Sent

MOST_ITEMS = 50
DAY_MS = 86_400_000


class DeviceIn(Strict):
    """Đăng ký máy này."""

    unit: str = Field(max_length=12, description="Mã đơn vị mà máy này là quầy")
    name: str = Field(max_length=80)


class DeviceOut(Schema):
    """Máy quầy."""

    id: UUID
    number: int
    name: str


class OfDevice(Strict):
    """Việc của một máy quầy."""

    device: UUID


class VaultIn(OfDevice):
    """Khoá của két, base64 của 32 byte."""

    key: str = Field(max_length=64)


class VaultOut(Schema):
    """Khoá của két của người đang đăng nhập."""

    key: str


class VaultKept(Schema):
    """Két đã được giữ khoá."""

    kept: bool
    ours: bool = Field(description="khoá vừa gửi chính là khoá đang giữ")


class NumberOut(Schema):
    """Một số tạm, with the picture of its QR."""

    n: int
    code: str
    qr: str


class BlockOut(Schema):
    """Dải số tạm của máy."""

    first: int
    last: int
    numbers: list[NumberOut]


class PackOut(Schema):
    """Hành lý của máy quầy; `now` and `user` let the PC measure its clock and know whose sign-in this is."""

    now: Moment
    user: str
    user_name: str
    device: DeviceOut
    revoked: bool
    pack: dict[str, Any]


class ItemIn(Strict):
    """Một hồ sơ nhận khi mất mạng. Only the envelope is checked here; contents are read when it is merged."""

    uid: UUID
    number: int = Field(ge=1, le=2_000_000_000)
    provisional: str = Field(max_length=60)
    taken_at: Moment = Field(description="giờ của máy quầy")
    offset_ms: int = Field(
        ge=-3650 * DAY_MS, le=3650 * DAY_MS, description="giờ máy chủ trừ giờ máy quầy, lần đo gần nhất"
    )
    synced_at: Moment = Field(description="giờ máy chủ lúc đo")
    printed_due_at: Moment | None = None
    void_reason: str | None = Field(None, max_length=300)
    dossier: dict[str, Any] = Field({}, description="như thân của POST /dossiers, không có đơn vị và kênh")

    def plain(self) -> Sent:
        """As services take it."""
        return Sent(
            uid=self.uid,
            number=self.number,
            provisional=self.provisional,
            taken_at=self.taken_at,
            offset=timedelta(milliseconds=self.offset_ms),
            synced_at=self.synced_at,
            dossier=self.dossier,
            printed_due_at=self.printed_due_at,
            void_reason=self.void_reason or "",
        )


class MergeIn(OfDevice):
    """Gửi các hồ sơ đang chờ trên máy; `device_now` is the PC's clock at this moment."""

    device_now: Moment
    waiting: int = Field(0, ge=0, le=1_000_000, description="còn bao nhiêu hồ sơ trên máy sau lần gửi này")
    items: list[ItemIn] = Field(max_length=MOST_ITEMS)


class MergedOut(Schema):
    """Hồ sơ ấy nay thế nào."""

    uid: UUID
    state: str
    provisional: str
    code: str | None
    received_at: Moment
    due_at: Moment | None
    due_differs: bool
    problem: str | None
    problem_text: str | None


class MergeOut(Schema):
    """Theo thứ tự đã gửi."""

    items: list[MergedOut]


def merged_out(arrival: Arrival) -> dict[str, Any]:
    """One item as the PC reads it."""
    return {
        "uid": str(arrival.uid),
        "state": str(arrival.state),
        "provisional": arrival.provisional,
        "code": arrival.dossier_code or None,
        "received_at": arrival.received_at,
        "due_at": arrival.due_at,
        "due_differs": arrival.due_differs,
        "problem": arrival.problem or None,
        "problem_text": arrival.problem_text or None,
    }
