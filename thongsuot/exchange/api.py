"""API của liên thông: other systems push what happened there (`POST /exchange/messages`), and ask what became of it."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from thongsuot.accounts.guards import needs, operation
from thongsuot.accounts.models import Role
from thongsuot.common.api import idempotency_required, idempotent, json_answer
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.idempotent import HEADER
from thongsuot.common.now import now
from thongsuot.exchange import jobs_inbound, systems
from thongsuot.exchange.inbound import causes, storing
from thongsuot.exchange.inbound.mapping import FILE_LISTS
from thongsuot.exchange.inbound.understanding import understand
from thongsuot.exchange.models import InMessage, System

router = Router(tags=["Liên thông"])


class MessageIn(BaseModel):
    """Thông điệp của hệ thống kia. Stored as it comes, so nothing but its being an object is demanded here."""

    model_config = ConfigDict(extra="allow")

    MaTin: Any = Field(None, description="Mã thông điệp; nếu có phải trùng Idempotency-Key")
    Loai: Any = Field(None, description="HO_SO_MOI, BO_SUNG, RUT_HO_SO, THANH_TOAN, TRANG_THAI hoặc HO_SO_PHAN_CHIEU")
    MaHoSo: Any = Field(None, description="Mã hồ sơ ở hệ thống kia")
    ThoiDiem: Any = Field(None, description="yyyyMMddHHmmss")
    NoiDung: Any = Field(None, description="Các trường của thông điệp")


class MessageOut(Schema):
    """Thông điệp đã cất và chuyện gì đã xảy ra với nó."""

    id: str
    system: str
    kind: str
    state: str = Field(description="new, waiting, stuck, done hoặc solved")
    cause: str | None = None
    message: str | None = None
    what_to_do: str | None = None
    received_at: str


class Which(Schema):
    """Hệ thống nào gửi."""

    system: str = Field(systems.NATIONAL_PORTAL, max_length=30, description="Khoá của hệ thống")


@router.post("/messages", response={201: MessageOut}, summary="Nhận một thông điệp")
@idempotency_required
@operation(needs(Role.INTEGRATION))
def push(request: HttpRequest, body: MessageIn, which: Query[Which]) -> Any:
    """Stored first, in a transaction of its own; read right away, or by the job when files have to be fetched."""
    key = request.headers.get(HEADER, "")
    if body.MaTin not in (None, "") and str(body.MaTin) != key:
        text = "Idempotency-Key phải là mã thông điệp (MaTin)."
        raise Invalid(text, code="message_id_differs", errors=[{"field": "MaTin", "message": text}])
    if not System.objects.filter(key=which.system).exists():
        text = "Không có hệ thống mang khoá này."
        raise Invalid(text, code="system_unknown", errors=[{"field": "system", "message": text}])

    def work() -> Any:
        return json_answer(_out(_take(request, which.system, key, body)), 201)

    return idempotent(request, "exchange.message", True, work, asks_others=True)


def _take(request: HttpRequest, system: str, key: str, body: MessageIn) -> InMessage:
    provinces = sorted(request.principal.provinces_with(Role.INTEGRATION))
    message, _fresh = storing.keep(
        system=system,
        raw=orjson.dumps(orjson.loads(request.body) | {"MaTin": key}),
        given_id=key,
        pushed=True,
        province_id=provinces[0] if len(provinces) == 1 else None,
        at=now(),
    )
    if message.state == InMessage.State.NEW:
        _read(message, body)
        message.refresh_from_db()
    return message


def _read(message: InMessage, body: MessageIn) -> None:
    content = body.NoiDung if isinstance(body.NoiDung, dict) else {}
    if any(content.get(name) for name in FILE_LISTS):
        jobs_inbound.read_one.defer(message_id=message.pk)
    else:
        understand(message.pk, at=now())


@router.get("/messages/{message_id}", response=MessageOut, summary="Một thông điệp đã gửi")
@operation(needs(Role.INTEGRATION))
def message(request: HttpRequest, message_id: str, which: Query[Which]) -> Any:
    """What became of it; only those of the asker's own province."""
    found = InMessage.objects.filter(system_id=which.system, external_id=message_id).first()
    mine = request.principal.provinces_with(Role.INTEGRATION)
    if found is None or (found.province_id is not None and found.province_id not in mine):
        raise NotFound()
    return _out(found)


def _out(found: InMessage) -> dict[str, Any]:
    return {
        "id": found.external_id,
        "system": found.system_id,
        "kind": found.kind,
        "state": found.state,
        "cause": found.cause or None,
        "message": (causes.words(found.cause) if found.cause else found.detail) or None,
        "what_to_do": causes.what_to_do(found.cause) if found.cause else None,
        "received_at": found.received_at.isoformat(),
    }
