"""Hồ sơ phản chiếu: what a central system says about dossiers it handles itself (NĐ 224/2026 Art 15.1.h); read-mostly."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, NotFound
from thongsuot.dossiers.backdating import Happened, checked
from thongsuot.dossiers.models import NATIONAL_STATUS, Status
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import Told
from thongsuot.exchange.models import MirrorDossier
from thongsuot.exchange.permissions import Scope, scope_of
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bộ lọc: empty = everything in scope."""

    system: str = ""
    status: int | None = None
    code: str = ""


def visible(scope: Scope) -> QuerySet[MirrorDossier]:
    """Hồ sơ phản chiếu người này thấy: of their units, or of their provinces; the rows name no person."""
    if scope.provinces:
        return MirrorDossier.objects.filter(Q(province_id__in=scope.provinces) | Q(unit_id__in=scope.units))
    return MirrorDossier.objects.filter(unit_id__in=scope.units)


def listed(scope: Scope, wanted: Wanted, *, after: tuple[str, int] | None, limit: int = 50) -> list[MirrorDossier]:
    """Mới đổi nhất trước; one more than asked for tells that there is another page."""
    rows = visible(scope)
    if wanted.system:
        rows = rows.filter(system_id=wanted.system)
    if wanted.status:
        rows = rows.filter(national_status=wanted.status)
    if wanted.code:
        rows = rows.filter(code=wanted.code)
    if after:
        at = datetime.fromisoformat(after[0])
        rows = rows.filter(changed_at__lte=at).exclude(changed_at=at, id__gte=after[1])
    return list(rows.order_by("-changed_at", "-id")[: limit + 1])


def counted(scope: Scope) -> list[tuple[str, int, int]]:
    """(hệ thống, trạng thái, số hồ sơ)."""
    found = visible(scope).values_list("system_id", "national_status").annotate(n=Count("id"))
    return [(system, status, n) for system, status, n in found.order_by("system_id", "national_status")]


def one(scope: Scope, mirror_id: int) -> MirrorDossier:
    """Một hồ sơ phản chiếu; NotFound outside the scope."""
    found = visible(scope).filter(pk=mirror_id).select_related("system").first()
    if found is None:
        raise NotFound()
    return found


@transaction.atomic
def enter_outside(
    *, mirror_id: int, status: int, happened: Happened, principal: Principal, at: datetime
) -> MirrorDossier:
    """Nhập bù việc đã làm ở hệ thống kia hay trên giấy: true time, who entered it, why, and the scan that shows it.

    Until the other system says something newer, this is what is known. Raises Invalid before what is known already.
    """
    scope = scope_of(principal)
    found = one(scope, mirror_id)
    if not scope.acts(found.unit_id, found.province_id) or found.unit_id is None:
        raise Forbidden(_("Chỉ người làm việc ở đơn vị của hồ sơ này mới nhập bù được."))
    found = MirrorDossier.objects.select_for_update().get(pk=mirror_id, province_id=found.province_id)
    if status not in range(1, 11):
        raise Invalid(errors=[{"field": "status", "message": _("Chọn một trạng thái.")}])
    reason, evidence = checked(happened, principal, at)
    if happened.at < found.changed_at:
        message = _("Hệ thống kia đã báo một thay đổi muộn hơn; chỉ nhập việc xảy ra sau đó.")
        raise Invalid(message, code="backdating_invalid", errors=[{"field": "happened.at", "message": message}])
    if evidence.attached_at is None:
        files.attach([evidence.pk], owner_id=principal.user_id, at=at)
    before, found.national_status, found.changed_at = found.national_status, status, happened.at
    found.happened = {
        "entered_at": at.isoformat(),
        "entered_by": principal.user_id,
        "entered_by_name": principal.name,
        "reason": reason,
        "evidence": evidence.sha256,
    }
    found.save(update_fields=["national_status", "changed_at", "happened"])
    journal.append(
        [
            journal.Entry(
                province_id=found.province_id,
                subject_kind="mirror",
                subject_id=found.pk,
                verb="entered_outside",
                at=at,
                actor_id=principal.user_id,
                unit_id=found.unit_id,
                data={
                    "code": found.code,
                    "system": found.system_id,
                    "status": status,
                    "status_before": before,
                    "happened_at": happened.at.isoformat(),
                    "backdated": found.happened,
                },
            )
        ]
    )
    return found
