"""Câu hỏi về máy quầy, dải số và hồ sơ gửi về."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.crypto import decrypt, lookup_hash
from thongsuot.offline.models import Arrival, Device
from thongsuot.offline.permissions import arrivals_of, devices_of

NUMBERS = """
SELECT d.id, coalesce(b.reserved, 0), coalesce(a.merged, 0), coalesce(a.waiting, 0), coalesce(a.void, 0), b.last
  FROM offline_device d
  LEFT JOIN LATERAL (SELECT sum(upper(numbers) - lower(numbers)) AS reserved, max(upper(numbers)) - 1 AS last
                       FROM offline_block WHERE device_id = d.id) b ON true
  LEFT JOIN LATERAL (SELECT count(DISTINCT number) FILTER (WHERE state IN ('merged', 'joined')) AS merged,
                            count(DISTINCT number) FILTER (WHERE state = 'waiting') AS waiting,
                            count(DISTINCT number) FILTER (WHERE state = 'void') AS void
                       FROM offline_arrival WHERE device_id = d.id) a ON true
 WHERE d.id = ANY(%s)
"""
# What the same person filed for the same procedure not long ago, here or online: perhaps the same dossier.
ALIKE = """
SELECT d.code, d.status, d.submitted_at, d.channel FROM dossiers_dossier d
  JOIN procedures_procedureversion v ON v.id = d.version_id
  JOIN procedures_procedure p ON p.id = v.procedure_id
 WHERE d.applicant_hash = %s AND p.code = %s AND d.submitted_at > %s AND d.status NOT IN ('REFUSED', 'WITHDRAWN')
   AND (d.receiving_unit_id = %s OR d.competent_unit_id = %s)
 ORDER BY d.id DESC LIMIT 3
"""
ALIKE_SINCE = timedelta(days=30)
IS_OURS = """
SELECT EXISTS (SELECT 1 FROM offline_block WHERE device_id = %s AND numbers @> %s::integer),
       EXISTS (SELECT 1 FROM offline_arrival WHERE device_id = %s AND number = %s AND uid <> %s)
"""


@dataclass(frozen=True, slots=True)
class Count:
    """Số tạm của một máy: every number of its blocks is one of these."""

    reserved: int
    merged: int
    waiting: int
    void: int
    last: int | None

    @property
    def unused(self) -> int:
        """Chưa dùng, or still only on the PC."""
        return self.reserved - self.merged - self.waiting - self.void


def counts(devices: list[Device]) -> dict[int, Count]:
    """Số tạm theo máy; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [[device.pk for device in devices]])
        return {row[0]: Count(*row[1:]) for row in cursor.fetchall()}


def numbers_left(device: Device) -> int:
    """Bao nhiêu số của máy này chưa thấy dùng."""
    return counts([device])[device.pk].unused


def number_facts(device_id: int, number: int, uid: Any) -> tuple[bool, bool]:
    """(number is of this machine's blocks, another item of it carries the number already)."""
    with prepared.cursor() as cursor:
        cursor.execute(IS_OURS, [device_id, number, device_id, number, uid])
        return tuple(cursor.fetchone())


def alike(*, id_number: str, procedure: str, unit_id: int, received_at: datetime) -> list[dict[str, Any]]:
    """Hồ sơ cùng người, cùng thủ tục trong 30 ngày; empty without an ID number, for names alone are too alike."""
    if not id_number:
        return []
    since = received_at - ALIKE_SINCE
    with prepared.cursor() as cursor:
        cursor.execute(ALIKE, [lookup_hash(id_number), procedure, since, unit_id, unit_id])
        names = ("code", "status", "submitted_at", "channel")
        return [{**dict(zip(names, row, strict=True)), "submitted_at": row[2].isoformat()} for row in cursor.fetchall()]


def to_settle(principal: Principal) -> QuerySet[Arrival]:
    """Việc của quầy: refused arrivals, and due moments that differ from the paper and nobody has told yet."""
    wanted = Q(state=Arrival.State.WAITING) | Q(told_difference=False)
    return arrivals_of(principal).filter(wanted).select_related("device", "clerk").order_by("id")


def my_devices(principal: Principal) -> list[Device]:
    """Máy quầy của đơn vị, those in use first."""
    found = devices_of(principal).select_related("registered_by", "revoked_by")
    return sorted(found, key=lambda device: (device.revoked_at is not None, device.unit_id, device.number))


def content_of(arrival: Arrival) -> dict[str, Any]:
    """Nội dung đã gửi lên, as long as it waits."""
    return dict(orjson.loads(decrypt(arrival.content, arrival.aad))) if arrival.content else {}
