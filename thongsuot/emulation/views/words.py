"""Chữ của trang số liệu."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from thongsuot.emulation.lineage import Before


def lineage_words(lines: Sequence[Before]) -> str:
    """Đơn vị trước bằng lời, for a spreadsheet: what is exact first, then what is an estimate and why."""
    whole = ", ".join(one.unit.full_name for one in lines if not one.estimate)
    told = [whole] if whole else []
    return "; ".join(told + [estimate_words(one) for one in lines if one.estimate])


def estimate_words(one: Before) -> str:
    """Vì sao là ước tính."""
    if not one.elsewhere:
        return _("%(unit)s (ước tính: chỉ một phần sang đây, chưa rõ phần nào; gồm cả phần ấy)") % {
            "unit": one.unit.full_name
        }
    return _("%(unit)s (ước tính: gồm cả phần đã sang %(others)s)") % {
        "unit": one.unit.full_name,
        "others": ", ".join(one.elsewhere),
    }
