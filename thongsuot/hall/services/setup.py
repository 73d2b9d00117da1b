"""Dựng sảnh: services, counters, rules. Nothing that was used is removed, it is only put out of use."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.common.stamps import bump
from thongsuot.common.text import clean_line
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news
from thongsuot.hall.models import Counter, HallRule, Service
from thongsuot.hall.permissions import require_sets_up
from thongsuot.hall.selectors.setup import STAMP, hall_of, province_of

MOST_PER_HOUR, MOST_COUNTERS = 60, 99


@one_transaction
def save_service(
    *,
    unit_id: int,
    letter: str,
    name: str,
    fields: Collection[str] = (),
    per_hour: int = 0,
    active: bool = True,
    principal: Principal | None,
    at: datetime,
) -> Service:
    """Lập hoặc sửa nhóm việc mang một chữ. `principal` None: the platform's own loading of demo data."""
    _require(principal, unit_id)
    wrong = []
    called = clean_line(name, field="name", limit=80)
    if not called:
        wrong.append({"field": "name", "message": _("Hãy đặt tên nhóm việc.")})
    if not (len(letter) == 1 and "A" <= letter <= "Z"):
        wrong.append({"field": "letter", "message": _("Chữ của nhóm việc là một chữ cái từ A đến Z.")})
    if not 0 <= per_hour <= MOST_PER_HOUR:
        wrong.append(
            {"field": "per_hour", "message": _("Số lượt hẹn mỗi giờ từ 0 đến %(most)d.") % {"most": MOST_PER_HOUR}}
        )
    if wrong:
        raise Invalid(errors=wrong)
    values = {"name": called, "fields": sorted(set(fields)), "per_hour": per_hour, "active": active}
    service, _made = Service.objects.update_or_create(unit_id=unit_id, letter=letter, defaults=values)
    _changed(unit_id, "service_set", principal, at, letter=letter, **values)
    return service


@one_transaction
def save_counter(
    *,
    unit_id: int,
    number: int,
    name: str = "",
    service_ids: Collection[int] = (),
    active: bool = True,
    principal: Principal | None,
    at: datetime,
) -> Counter:
    """Lập hoặc sửa một quầy; without services it takes all."""
    _require(principal, unit_id)
    if not 1 <= number <= MOST_COUNTERS:
        message = _("Số quầy từ 1 đến %(most)d.") % {"most": MOST_COUNTERS}
        raise Invalid(errors=[{"field": "number", "message": message}])
    known = {service.id for service in hall_of(unit_id).services}
    if set(service_ids) - known:
        raise Invalid(errors=[{"field": "services", "message": _("Có nhóm việc không thuộc đơn vị này.")}])
    values = {"name": clean_line(name, field="name", limit=80), "active": active}
    counter, _made = Counter.objects.update_or_create(unit_id=unit_id, number=number, defaults=values)
    counter.services.set(sorted(service_ids))
    _changed(unit_id, "counter_set", principal, at, counter=number, services=sorted(service_ids), **values)
    return counter


@one_transaction
def set_rule(
    *, unit_id: int, most_passes: int, grace_minutes: int, principal: Principal | None, at: datetime
) -> HallRule:
    """Đặt luật hàng chờ từ hôm nay; what held before stays readable with its day."""
    _require(principal, unit_id)
    wrong = []
    if not 0 <= most_passes <= 50:
        wrong.append({"field": "most_passes", "message": _("Số lượt nhường từ 0 đến 50.")})
    if not 0 <= grace_minutes <= 120:
        wrong.append({"field": "grace_minutes", "message": _("Số phút từ 0 đến 120.")})
    if wrong:
        raise Invalid(errors=wrong)
    values = {"most_passes": most_passes, "grace_minutes": grace_minutes}
    rule, _made = HallRule.objects.update_or_create(unit_id=unit_id, valid_from=timezone.localdate(at), defaults=values)
    _changed(unit_id, "rule_set", principal, at, **values)
    return rule


def _require(principal: Principal | None, unit_id: int) -> None:
    if principal is not None:
        require_sets_up(principal, unit_id)


def _changed(unit_id: int, verb: str, principal: Principal | None, at: datetime, **facts: object) -> None:
    news.write_hall(unit_id, province_of(unit_id), verb, principal=principal, at=at, **facts)
    bump(STAMP)
