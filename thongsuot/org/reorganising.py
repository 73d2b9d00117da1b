"""Ghi một lần sắp xếp: units end and begin on a day, few statements for a whole province; all of it can be taken back.

Callers hold the transaction and bump the stamp "org" after their last write.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import connection
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thongsuot.common.errors import MoveNotAllowed
from thongsuot.org.models import Level, Succession, Unit, UnitVersion

Ended = dict[int, date | None]
END = """
UPDATE org_unitversion AS v SET valid = daterange(lower(v.valid), %(on)s)
  FROM org_unitversion AS was
 WHERE was.id = v.id AND v.valid @> (%(on)s::date - 1) AND (upper_inf(v.valid) OR upper(v.valid) > %(on)s)
   AND (v.unit_id = ANY(%(units)s) OR (v.level = 'organ' AND v.parent_id = ANY(%(units)s)))
RETURNING v.id, upper(was.valid)
"""
REOPEN = """
UPDATE org_unitversion AS v SET valid = daterange(lower(v.valid), was.ends_on)
  FROM unnest(%s::bigint[], %s::date[]) AS was(id, ends_on) WHERE v.id = was.id
"""


def end_units(unit_ids: Collection[int], on: date) -> Ended:
    """Kết thúc hiệu lực của các đơn vị và cơ quan của chúng từ ngày này; version → the end it had before."""
    if not unit_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(END, {"on": on, "units": list(unit_ids)})
        return dict(cursor.fetchall())


def reopen(ended: Mapping[int, date | None]) -> None:
    """Mở lại các thuộc tính đã kết thúc, each to the end it had before."""
    with connection.cursor() as cursor:
        cursor.execute(REOPEN, [list(ended.keys()), list(ended.values())])


def remove_units(unit_ids: Collection[int]) -> None:
    """Bỏ hẳn các đơn vị chưa từng có hiệu lực, with their organs; MoveNotAllowed when something speaks of them already."""
    organs = UnitVersion.objects.filter(level=Level.ORGAN, parent_id__in=list(unit_ids)).values_list(
        "unit_id", flat=True
    )
    both = {*unit_ids, *organs}
    UnitVersion.objects.filter(unit_id__in=both).delete()
    try:
        Unit.objects.filter(pk__in=both).delete()
    except ProtectedError as error:
        tables = sorted({str(row._meta.label) for row in error.protected_objects})
        text = _(
            "Đã có chức vụ, tài khoản hay dữ liệu khác ghi cho đơn vị mới (%(tables)s) nên không huỷ được."
            " Hãy hoàn tác những thứ đó trước; chưa có gì thay đổi."
        )
        raise MoveNotAllowed(text % {"tables": ", ".join(tables)}) from None


def link_ids(pairs: Collection[tuple[int, int]], on: date) -> dict[tuple[int, int], Succession]:
    """Dòng kế thừa của ngày này giữa các cặp đã nêu."""
    rows = Succession.objects.filter(effective_on=on, predecessor_id__in=[old for old, _new in pairs])
    wanted = set(pairs)
    return {
        (row.predecessor_id, row.successor_id): row for row in rows if (row.predecessor_id, row.successor_id) in wanted
    }


def last_day(on: date) -> date:
    """Ngày cuối trước ngày hiệu lực."""
    return on - timedelta(days=1)
