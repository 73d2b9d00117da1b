"""Hồ sơ phản chiếu: what a central system says about dossiers it handles itself (NĐ 224/2026 Art 15.1.h); read-mostly."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.dossiers.models import NATIONAL_STATUS, Status
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import Told
from thongsuot.org.selectors import UnitInfo

# What arrives late but was said earlier changes nothing; what is not said again stays as it was.
_KEEP = """
INSERT INTO exchange_mirrordossier AS m (province_id, system_id, code, procedure_code, procedure_name, unit_id, unit_written,
  national_status, filed_at, received_at, due_at, finished_at, changed_at, seen_at)
VALUES (%(province)s, %(system)s, %(code)s, %(procedure)s, %(name)s, %(unit)s, %(written)s, %(status)s, %(filed)s,
  %(received)s, %(due)s, %(finished)s, %(changed)s, %(at)s)
ON CONFLICT (province_id, system_id, code) DO UPDATE SET
  procedure_code = excluded.procedure_code, procedure_name = coalesce(nullif(excluded.procedure_name, ''), m.procedure_name),
  unit_id = coalesce(excluded.unit_id, m.unit_id), unit_written = coalesce(nullif(excluded.unit_written, ''), m.unit_written),
  national_status = excluded.national_status, filed_at = coalesce(excluded.filed_at, m.filed_at),
  received_at = coalesce(excluded.received_at, m.received_at), due_at = coalesce(excluded.due_at, m.due_at),
  finished_at = coalesce(excluded.finished_at, m.finished_at), changed_at = excluded.changed_at, seen_at = excluded.seen_at,
  happened = NULL
WHERE m.changed_at <= excluded.changed_at
"""


def keep(system: str, told: Told, unit: UnitInfo | None, *, at: datetime) -> None:
    """Ghi điều vừa nghe; whatever arrives, in whatever order, the newest word stands."""
    if unit is None or unit.province_id is None:
        raise NotUnderstood("unit_unknown", _("Mã đơn vị: %(code)s.") % {"code": _("để trống")})
    row = {
        "province": unit.province_id,
        "system": system,
        "code": told.code,
        "procedure": told.need("procedure_code")[:40],
        "name": told.text("procedure_name"),
        "unit": unit.id,
        "written": (told.text("competent_unit") or told.text("receiving_unit"))[:160],
        "status": NATIONAL_STATUS[Status(told.need("status"))],
        "filed": told.facts.get("submitted_at"),
        "received": told.facts.get("received_at"),
        "due": told.facts.get("due_at"),
        "finished": told.facts.get("finished_at") or told.facts.get("returned_at"),
        "changed": told.sent_at or at,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, row)
