"""Ai đã xem thông tin của một người: revealed numbers, contents read, looks into the store and into databases.

One bounded statement. What happened on a dossier is read from its journal; looks without a dossier from their own table.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.databases.register import database
from thongsuot.org.selectors import unit_info

VERBS = ("id_number_revealed", "contents_read")
MOST_DOSSIERS = 300
WHAT = {
    "id_number_revealed": _("Xem số định danh đầy đủ"),
    "contents_read": _("Xem nội dung hồ sơ"),
    "results": _("Xem kết quả cũ trong kho của bạn"),
    "database": _("Đối chiếu trong cơ sở dữ liệu"),
}
LOOKS = """
SELECT s.at, s.what, s.detail, s.actor_id, u.full_name, u.kind, s.unit_id, s.role, s.reason, s.code, s.outcome FROM (
  (SELECT j.at, j.verb AS what, '' AS detail, j.actor_id, j.unit_id, coalesce(j.data->>'role', '') AS role,
      coalesce(j.data->>'reason', '') AS reason, d.code, '' AS outcome
   FROM ((SELECT id, province_id, code FROM dossiers_dossier WHERE applicant_hash = %(hash)s ORDER BY id DESC LIMIT %(dossiers)s)
         UNION (SELECT id, province_id, code FROM dossiers_dossier WHERE applicant_user_id = %(user)s
                ORDER BY id DESC LIMIT %(dossiers)s)) d
   JOIN common_journalentry j ON j.province_id = d.province_id AND j.subject_kind = 'dossier' AND j.subject_id = d.id
   WHERE j.verb = ANY(%(verbs)s) AND j.at < %(before)s ORDER BY j.at DESC LIMIT %(limit)s)
  UNION ALL
  (SELECT l.asked_at, l.kind, l.database, l.asked_by_id, l.unit_id, l.role, l.reason, '', l.outcome
   FROM dossiers_lookup l WHERE l.owner_hash = %(hash)s AND l.asked_at < %(before)s
   ORDER BY l.asked_at DESC LIMIT %(limit)s)) s
LEFT JOIN accounts_user u ON u.id = s.actor_id
ORDER BY s.at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Look:
    """Một lượt xem."""

    at: datetime
    kind: str
    database: str
    actor_id: int | None
    actor: str
    actor_kind: str
    unit_id: int | None
    role: str
    reason: str
    dossier_code: str
    outcome: str

    @property
    def what(self) -> str:
        """Xem gì."""
        one = database(self.database) if self.database else None
        return str(WHAT[self.kind]) + (f": {one.name}" if one else "")

    @property
    def unit(self) -> str:
        """Đơn vị, as it was called then."""
        return unit_info(self.unit_id, timezone.localtime(self.at).date()).full_name if self.unit_id else ""

    @property
    def role_words(self) -> str:
        """Vai trò lúc xem."""
        return str(Role(self.role).label) if self.role in Role.values else ""


def looks_at(principal: Principal, *, before: datetime, limit: int = 50) -> list[Look]:
    """Lượt xem thông tin của chính người này, newest first."""
    params = {
        "hash": principal.id_number_hash,
        "user": principal.user_id,
        "verbs": list(VERBS),
        "dossiers": MOST_DOSSIERS,
        "before": before,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOKS, params)
        return [Look(*row) for row in cursor.fetchall()]
