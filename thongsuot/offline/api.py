"""API của quầy khi mất mạng: register a machine, load it, reserve numbers, keep the key of a vault, merge."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel

from thongsuot.accounts.guards import needs, official, operation
from thongsuot.accounts.models import Role
from thongsuot.common.api import idempotency_required, idempotent, json_answer
from thongsuot.common.now import now
from thongsuot.offline import pack as packing
from thongsuot.offline import permissions, schemas, services
from thongsuot.offline.models import Device
from thongsuot.offline.services.merging import Hand

router = Router(tags=["Quầy khi mất mạng"])
clerk = needs(Role.COUNTER_CLERK)
# A machine of another unit is not there; its number stands in the body, where the description cannot see it.
OF_MACHINE: dict[str, Any] = {"responses": {404: {"description": "Không có máy quầy này"}}}


class Asked(BaseModel):
    """Máy nào hỏi."""

    device: UUID


def _device(device: Device) -> dict[str, Any]:
    return {"id": str(device.uid), "number": device.number, "name": device.name}


@router.post("/devices", response={201: schemas.DeviceOut}, summary="Đăng ký máy quầy")
@idempotency_required
@operation(clerk)
def register(request: HttpRequest, body: schemas.DeviceIn) -> Any:
    """By a clerk of the unit; the machine gets its number among the counters of the unit."""

    def work() -> Any:
        made = services.register(unit=body.unit, name=body.name, principal=request.principal, at=now())
        return json_answer(_device(made), 201, subject_id=made.pk)

    return idempotent(request, "offline.register", True, work)


@router.get(
    "/pack", response=schemas.PackOut, summary="Danh mục, lịch, giờ máy chủ cho máy quầy", openapi_extra=OF_MACHINE
)
@operation(official)
def pack(request: HttpRequest, asked: Query[Asked]) -> Any:
    """What the PC keeps to go on alone."""
    at = now()
    device = permissions.device_that_knows(request.principal, asked.device)
    Device.objects.filter(pk=device.pk).update(seen_at=at)
    return {
        "now": at,
        "user": request.principal.username,
        "user_name": request.principal.name,
        "device": _device(device),
        "revoked": device.revoked_at is not None,
        "pack": packing.pack(device, at=at),
    }


@router.post(
    "/blocks", response={201: schemas.BlockOut}, summary="Lấy một dải số tạm cho máy quầy", openapi_extra=OF_MACHINE
)
@idempotency_required
@operation(clerk)
def reserve(request: HttpRequest, body: schemas.OfDevice) -> Any:
    """Numbers that no other machine ever gets."""

    def work() -> Any:
        at = now()
        block = services.reserve_block(device_uid=body.device, principal=request.principal, at=at)
        told = {"first": block.numbers.lower, "last": block.numbers.upper - 1, "numbers": packing.numbers(block, at=at)}
        return json_answer(told, 201, subject_id=block.pk)

    return idempotent(request, "offline.reserve", True, work)


@router.post(
    "/vaults", response={201: schemas.VaultKept}, summary="Giữ khoá két của tôi trên máy này", openapi_extra=OF_MACHINE
)
@idempotency_required
@operation(clerk)
def keep_vault(request: HttpRequest, body: schemas.VaultIn) -> Any:
    """So that a forgotten passphrase loses nothing; the key of a vault is never replaced."""

    def work() -> Any:
        ours = services.keep_vault(device_uid=body.device, key=body.key, principal=request.principal, at=now())
        return json_answer({"kept": True, "ours": ours}, 201)

    return idempotent(request, "offline.keep_vault", True, work)


@router.post(
    "/vaults/open",
    response=schemas.VaultOut,
    summary="Lấy lại khoá két của tôi (quên mật khẩu máy)",
    openapi_extra=OF_MACHINE,
)
@operation(official)
def open_vault(request: HttpRequest, body: schemas.OfDevice) -> Any:
    """Only one's own, signed in; every time is journalled. Not kept for replays: it is a secret."""
    return {"key": services.open_vault(device_uid=body.device, principal=request.principal, at=now())}


@router.post("/dossiers", response=schemas.MergeOut, summary="Gộp hồ sơ nhận khi mất mạng", openapi_extra=OF_MACHINE)
@operation(official)
def merge(request: HttpRequest, body: schemas.MergeIn) -> Any:
    """Each item is a transaction of its own and known by its `uid`: sent again, it answers as before.

    An item that cannot become a dossier by itself stays here for a person (`state: waiting`) with its reason.
    """
    at = now()
    device = permissions.device_that_knows(request.principal, body.device)
    hand = Hand(device, request.principal, at, _offset(body.device_now, at))

    def work() -> Any:
        done = [schemas.merged_out(services.merge(item.plain(), hand)) for item in body.items]
        Device.objects.filter(pk=device.pk).update(seen_at=at, waiting=body.waiting)
        return json_answer({"items": [_shown(one) for one in done]})

    return idempotent(request, "offline.merge", False, work, asks_others=True)


def _offset(device_now: datetime, at: datetime) -> timedelta:
    """Máy chủ đi trước máy quầy bao nhiêu lúc này."""
    return at - device_now


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    moments = {name: timezone.localtime(one[name]) for name in ("received_at", "due_at") if one[name]}
    return {**one, **moments}
