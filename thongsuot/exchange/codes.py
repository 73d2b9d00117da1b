"""Mã hồ sơ ở hệ thống khác: which dossier a code of theirs means, under which code they know one of ours.

A code of another system is kept as the dossier's own when our counters can never give it; else ours stands on the
dossier and theirs is an alias. Nothing is derived from its parts.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.inbound.places import numbered_by_us
from thongsuot.exchange.models import ForeignCode

# Tail of four to twelve digits (TT 04/2025/TT-VPCP Art 13.3: `-YYMMDD-AAXXXX`, longer when needed).
SHAPE = re.compile(r"(?P<unit>[A-Z0-9]+(\.[A-Z0-9]+)*)-(?P<day>\d{6})-(?P<tail>\d{4,12})", re.ASCII)
LONGEST = 60
CENTRAL_TAIL = 6  # digits from which on a tail is one of a central system
_FIND = """
SELECT d.province_id, d.id, d.code, coalesce((
    SELECT h.unit_id FROM dossiers_holding h
     WHERE h.province_id = d.province_id AND h.dossier_id = d.id AND h.involvement = 'competent'), d.competent_unit_id)
  FROM (
    SELECT f.province_id, f.dossier_id FROM exchange_foreigncode f WHERE f.system_id = %(system)s AND f.code = %(code)s
    UNION ALL SELECT province_id, id FROM dossiers_dossier WHERE code = %(code)s LIMIT 1) AS named(province_id, id)
  JOIN dossiers_dossier d ON d.province_id = named.province_id AND d.id = named.id
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Hồ sơ của ta mà một mã của họ chỉ tới."""

    province_id: int
    id: int
    code: str
    competent_unit_id: int  # who resolves it now, while it is open


def dossier_of(system: str, code: str) -> Found | None:
    """Hồ sơ mang mã này ở hệ thống kia, or bearing it as its own."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"system": system, "code": code})
        row = cursor.fetchone()
    return Found(*row) if row else None


def their_code(system: str, dossier: Dossier) -> str:
    """Mã mà hệ thống kia biết hồ sơ này: what goes out as MaHoSo."""
    found = ForeignCode.objects.filter(system_id=system, dossier_id=dossier.pk).values_list("code", flat=True).first()
    return found or dossier.code


def remember(system: str, code: str, dossier: Dossier, at: datetime) -> None:
    """Nhớ mã của họ; the unique constraints say when somebody was quicker."""
    ForeignCode.objects.create(
        system_id=system, code=code, province_id=dossier.province_id, dossier_id=dossier.pk, since=at
    )


def adoptable(code: str, at: datetime) -> bool:
    """Whether the dossier may bear the code itself: of the lawful shape, and never to be given by a counter of ours."""
    found = SHAPE.fullmatch(code)
    if found is None or len(code) > LONGEST:
        return False
    return len(found["tail"]) >= CENTRAL_TAIL or not numbered_by_us(found["unit"], timezone.localdate(at))


def taken(code: str) -> bool:
    """Whether a dossier of ours bears it."""
    return Dossier.objects.filter(code=code).exists()
