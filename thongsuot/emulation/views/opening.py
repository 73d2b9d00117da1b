"""Con số mở ra đâu: dossiers, procedures or decisions behind it; some are counted only, and why."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.warehouse import measures

# A dossier behind these would tell whose rating it was: they are counted, never opened.
NEVER_OPENED = frozenset({"ended_unhappy", "ended_rated"})
DOSSIERS = frozenset({*measures.COUNT_OF, *measures.STOCK_OF}) - NEVER_OPENED
USED: Mapping[str, str | Promise] = {
    "procedures_used": _("Thủ tục có hồ sơ"),
    "procedures_used_online": _("Thủ tục có hồ sơ trực tuyến"),
    "procedures_done": _("Thủ tục có kết quả trong kỳ"),
    "procedures_in_mean": _("Thủ tục có thời gian bình quân không quá hẹn"),
}
GIVEN: Mapping[str, str | Promise] = {
    "services": _("Thủ tục giao cho đơn vị"),
    "services_online": _("Thủ tục có dịch vụ trực tuyến"),
    "services_complete": _("Thủ tục công khai đủ bảy bộ phận"),
    "services_fee": _("Thủ tục có phí, lệ phí"),
    "services_payable": _("Thủ tục có phí nộp được trực tuyến"),
}
DECIDED: Mapping[str, str | Promise] = {
    "decisions_judged": _("Quyết định công bố đã tới hạn"),
    "decisions_on_time": _("Quyết định công bố đúng hạn"),
    "entries_judged": _("Quyết định phải công khai đã tới hạn"),
    "entries_on_time": _("Quyết định công khai đúng hạn"),
}
COUNTED: Mapping[str, str | Promise] = {
    "opinions_due": _("Ý kiến chưa hài lòng đã tới hạn trả lời"),
    "opinions_in_time": _("Ý kiến trả lời đúng hạn"),
}
WORDS = {**USED, **GIVEN, **DECIDED, **COUNTED}


def label(key: str) -> str | Promise:
    """Words of a number."""
    return WORDS[key] if key in WORDS else measures.label_of(key)


def address(key: str, unit_id: int, same_period: str) -> str:
    """Where a number of a unit opens to; empty for one that is only counted."""
    if key in DOSSIERS:
        page = "emulation:behind"
    elif key in {*USED, *GIVEN, *DECIDED}:
        page = "emulation:procedures"
    else:
        return ""
    return f"{reverse(page)}?so={key}&don-vi={unit_id}&{same_period}"
