"""Một lần đến quầy, nhiều hồ sơ: dossiers that one person files in one visit stand on one receipt."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.dossiers import journalling
from thongsuot.dossiers.models import Visit, VisitDossier
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.selectors.visits import visit_for

MOST = 20


@transaction.atomic
def open_visit(*, code: str, principal: Principal, at: datetime) -> Visit:
    """Mở một lần đến quầy from the dossier just filed; one that already stands in a visit gives that visit."""
    loaded = dossier_for(principal, code, lock=True)
    known = VisitDossier.objects.select_related("visit").filter(code=code).first()
    if known is not None:
        return known.visit
    _refuse_other_counter(loaded, principal)
    _refuse_other_day(loaded.dossier.submitted_at, at)
    visit = Visit.objects.create(
        unit_id=loaded.dossier.receiving_unit_id, opened_by_id=principal.user_id, opened_at=loaded.dossier.submitted_at
    )
    _add(visit, loaded, principal, at)
    return visit


@transaction.atomic
def join(*, uid: UUID, loaded: Loaded, principal: Principal, at: datetime) -> Visit:
    """Thêm hồ sơ vừa nộp vào lần đến quầy: same counter, same day, at most twenty."""
    visit = Visit.objects.select_for_update().get(pk=visit_for(principal, uid).pk)
    _refuse_other_counter(loaded, principal)
    _refuse_other_day(visit.opened_at, at)
    if loaded.dossier.receiving_unit_id != visit.unit_id:
        raise NotFound()
    if VisitDossier.objects.filter(visit=visit).count() >= MOST:
        raise Invalid(_("Một giấy tiếp nhận chung có nhiều nhất %(most)d hồ sơ.") % {"most": MOST}, code="visit_full")
    if not VisitDossier.objects.filter(code=loaded.dossier.code).exists():
        _add(visit, loaded, principal, at)
    return visit


def _add(visit: Visit, loaded: Loaded, principal: Principal, at: datetime) -> None:
    dossier = loaded.dossier
    VisitDossier.objects.create(
        visit=visit, province_id=dossier.province_id, dossier_id=dossier.pk, code=dossier.code, added_at=at
    )
    journalling.write(loaded, "filed_together", principal=principal, at=at, visit=str(visit.uid))


def _refuse_other_counter(loaded: Loaded, principal: Principal) -> None:
    if Role.COUNTER_CLERK not in principal.roles_in(loaded.dossier.receiving_unit_id):
        raise Forbidden(_("Chỉ quầy đã nhận hồ sơ mới ghi chung giấy tiếp nhận."))


def _refuse_other_day(then: datetime, at: datetime) -> None:
    if timezone.localdate(then) != timezone.localdate(at):
        raise MoveNotAllowed(
            _("Giấy tiếp nhận chung chỉ gồm hồ sơ nộp trong một ngày. Hồ sơ này có giấy hẹn riêng."), reason="other_day"
        )
