"""Kho mẫu để nhìn: the shelf of one's units, what a draft may begin from, one template with its versions."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.documents.models import DocumentTemplate, TemplateVersion
from thongsuot.documents.permissions import units_worked_in
from thongsuot.documents.reading import readable_units
from thongsuot.org.selectors import predecessor_ids, unit_info

ON_A_PAGE = 50


def _seen(principal: Principal, on: date, prefix: str = "") -> Q:
    """Mẫu của các đơn vị mình và đơn vị trước, mẫu chung của tỉnh mình."""
    provinces = {_province(unit, on) for unit in units_worked_in(principal)}
    return Q(**{f"{prefix}unit_id__in": readable_units(principal)}) | Q(
        **{f"{prefix}shared": True, f"{prefix}province_id__in": provinces}
    )


def shelf(
    principal: Principal, on: date, *, withdrawn: bool = False, type_key: str = "", skip: int = 0
) -> list[TemplateVersion]:
    """Một trang của kho, the version in use of each; one statement, one more than a page when there are more."""
    found = _current(_seen(principal, on, "template__")).filter(template__withdrawn_at__isnull=not withdrawn)
    if type_key:
        found = found.filter(template__type=type_key)
    return list(found.order_by("template__type", "template__name", "id")[skip : skip + ON_A_PAGE + 1])


def usable(unit_ids: Collection[int], on: date, *, type_key: str = "") -> list[TemplateVersion]:
    """Mẫu mà văn bản của các đơn vị này bắt đầu từ đó được; one statement."""
    own = frozenset(unit_ids).union(*(predecessor_ids(unit) for unit in unit_ids))
    provinces = {_province(unit, on) for unit in unit_ids}
    found = _current(
        Q(template__unit_id__in=own) | Q(template__shared=True, template__province_id__in=provinces)
    ).filter(template__withdrawn_at=None)
    if type_key:
        found = found.filter(template__type=type_key)
    return list(found.order_by("template__type", "template__name", "id"))


def chosen(uid: str, unit_ids: Collection[int], on: date) -> TemplateVersion | None:
    """Bản đang dùng của mẫu được chọn; None for what may not be used in these units."""
    return next((one for one in usable(unit_ids, on) if str(one.template.uid) == uid), None)


def one(principal: Principal, uid: UUID, on: date) -> DocumentTemplate:
    """Một mẫu; NotFound for one of another unit that is not offered to everybody."""
    found = DocumentTemplate.objects.filter(_seen(principal, on), uid=uid).select_related("withdrawn_by").first()
    if found is None:
        raise NotFound()
    return found


def versions(template: DocumentTemplate) -> list[TemplateVersion]:
    """Mọi bản, newest first."""
    return list(template.versions.select_related("file", "put_by").order_by("-version"))


def _current(seen: Q) -> QuerySet[TemplateVersion]:
    found = TemplateVersion.objects.filter(seen, version=F("template__version"))
    return found.select_related("template", "file", "put_by")


def _province(unit_id: int, on: date) -> int:
    unit = unit_info(unit_id, on)
    return unit.province_id or unit.id
