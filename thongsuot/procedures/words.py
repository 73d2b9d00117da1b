"""Thủ tục bằng lời: time limits, working time, certainty and channels as people read them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as _n

from thongsuot.procedures.catalogue import ChannelTime, Fee, Version
from thongsuot.procedures.models import Certainty, DurationUnit, FeeRule, Kind
from thongsuot.procedures.selectors import duration_for
from thongsuot.ui.formats import vi_date, vi_money, vi_number

MINUTES_A_DAY, MINUTES_AN_HOUR = 480, 60
FREE = ("không thu", "miễn")  # how notes of the sources begin that say that nothing is paid

CHANNELS = {
    "DIRECT": gettext_lazy("Trực tiếp"),
    "ONLINE": gettext_lazy("Trực tuyến"),
    "POSTAL": gettext_lazy("Bưu chính"),
    "KIOSK": gettext_lazy("Ki-ốt"),
}
RETURNING = {
    "AT_HOME": gettext_lazy("nhận tại nhà qua bưu chính"),
    "AT_SUBMISSION_PLACE": gettext_lazy("nhận tại nơi nộp"),
    "ONLINE": gettext_lazy("nhận bản điện tử trực tuyến"),
}
KINDS = {kind.value: kind.label for kind in Kind}
LEVELS = {
    "commune": gettext_lazy("cấp xã"),
    "province": gettext_lazy("cấp tỉnh"),
    "ministry": gettext_lazy("cấp bộ"),
    "other": gettext_lazy("cơ quan khác"),
}
CHECKED = {
    "text": gettext_lazy("đã đọc văn bản"),
    "secondary": gettext_lazy("đọc qua nguồn thứ cấp"),
    "memory": gettext_lazy("chưa đối chiếu"),
}
ROLES = {
    "specialist": gettext_lazy("Chuyên viên"),
    "unit_leader": gettext_lazy("Lãnh đạo bộ phận"),
    "chair": gettext_lazy("Chủ tịch hoặc người được giao ký"),
    "counter_clerk": gettext_lazy("Cán bộ một cửa"),
}
ORGANS = {
    "office": gettext_lazy("Văn phòng HĐND và UBND"),
    "economy": gettext_lazy("Phòng Kinh tế"),
    "culture_social": gettext_lazy("Phòng Văn hoá – Xã hội"),
    "police": gettext_lazy("Công an xã"),
    "military": gettext_lazy("Ban Chỉ huy quân sự xã"),
}


DEPARTMENTS = {
    "home_affairs": gettext_lazy("Sở Nội vụ"),
    "justice": gettext_lazy("Sở Tư pháp"),
    "finance": gettext_lazy("Sở Tài chính"),
    "health": gettext_lazy("Sở Y tế"),
    "agriculture": gettext_lazy("Sở Nông nghiệp và Môi trường"),
}


def duration_words(quantity: Decimal | None, unit: str) -> str:
    """3 ngày làm việc; "Trong ngày" for the same day; "Chưa công bố" when nothing is known."""
    if quantity is None or not unit:
        return _("Chưa công bố")
    if unit == DurationUnit.SAME_DAY:
        return _("Trong ngày làm việc")
    return f"{number_words(quantity)} {DurationUnit(unit).label}"


def number_words(value: Decimal | None) -> str:
    """1,5 and 2, never 2,00; empty for nothing."""
    if value is None:
        return ""
    return vi_number(int(value) if value == value.to_integral() else value.normalize())


def unit_words(unit: str) -> str:
    """Đơn vị thời hạn bằng lời."""
    return str(DurationUnit(unit).label) if unit in DurationUnit.values else unit


def fee_kind_words(kind: str) -> str:
    """Phí, lệ phí, giá."""
    return str(FeeRule.FeeKind(kind).label) if kind in FeeRule.FeeKind.values else kind


def fee_line_words(fee: Fee) -> str:
    """Số tiền và ghi chú của một dòng; a note that says the amount itself, or how it is counted, stands alone."""
    if fee.amount is None:
        return fee.note or _("không có số tiền")
    amount = vi_money(fee.amount)
    if not fee.note:
        return amount
    said = vi_number(fee.amount) in fee.note if fee.amount else fee.note.lower().startswith(FREE)
    return fee.note if fee.tariff or said else f"{amount} ({fee.note})"


def limit_words(time: ChannelTime) -> str:
    """Thời hạn của một cách nộp; what the source wrote when it is not a time one can count with."""
    if time.quantity is None and time.raw:
        return _("Nguồn ghi “%(raw)s”, chưa đọc được thành thời hạn") % {"raw": time.raw}
    return duration_words(time.quantity, time.duration_unit)


def returning_words(row: Mapping[str, Any]) -> str:
    """Nộp trực tiếp: nhận tại nơi nộp, tại nhà."""
    methods = ", ".join(str(RETURNING.get(method, method)) for method in row.get("methods", ()))
    return f"{channel_words(row.get('submission', ''))}: {methods}"


def channel_words(channel: str) -> str:
    """Cách nộp bằng lời."""
    return str(CHANNELS.get(channel, channel))


def working_time_words(minutes: int | None) -> str:
    """1 giờ làm việc, 2 ngày làm việc, 13 giờ 56 phút làm việc; a step may have no time."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    if rest % 15 and hours:
        return _("%(hours)s giờ %(minutes)s phút làm việc") % {"hours": vi_number(hours), "minutes": rest}
    if rest % 15:
        return _("%(minutes)s phút làm việc") % {"minutes": rest}
    if minutes % (MINUTES_A_DAY // 4) == 0 and minutes >= MINUTES_A_DAY:
        return _("%(number)s ngày làm việc") % {"number": vi_number(Decimal(minutes) / MINUTES_A_DAY)}
    return _("%(number)s giờ làm việc") % {"number": vi_number(Decimal(minutes) / MINUTES_AN_HOUR)}


def shortest_time(version: Version) -> tuple[str, ChannelTime | None]:
    """Thời hạn để nói ngắn gọn: that of the first way of filing, and the rule it comes from."""
    first = version.channels[0] if version.channels else None
    limit = duration_for(version, "", first.channel) if first else None
    return duration_words(*(limit or (None, ""))), first


def fee_words(version: Version) -> tuple[str, str]:
    """Tiền phải nộp, nói ngắn gọn, and how sure that is; what is paid only on request is left out."""
    first = version.channels[0].channel if version.channels else ""
    fees = [fee for fee in version.fees if fee.channel in ("", first) and fee.tariff != "per_copy"]
    if not fees:
        return _("chưa có thông tin"), Certainty.UNVERIFIED
    fee = fees[0]
    if fee.amount is None:
        council = "Hội đồng nhân dân" in fee.note
        said = _("lệ phí do Hội đồng nhân dân tỉnh quy định") if council else _("theo pháp luật về phí, lệ phí")
        return said, fee.certainty
    if fee.tariff == "certified_copy":
        return _("%(amount)s mỗi trang") % {"amount": vi_money(fee.amount)}, fee.certainty
    return vi_money(fee.amount), fee.certainty


def abolition_words(last: Version) -> str:
    """Bãi bỏ từ ngày nào, theo quyết định nào, làm thủ tục nào thay."""
    parts = [
        _("Thủ tục %(code)s không còn nhận hồ sơ mới từ %(day)s.") % {"code": last.code, "day": vi_date(last.valid_to)}
    ]
    if last.ended_by:
        parts.append(_("Bãi bỏ theo quyết định %(number)s.") % {"number": last.ended_by.number})
    if last.replaced_by:
        parts.append(_("Hãy dùng thủ tục thay thế: %(codes)s.") % {"codes": ", ".join(last.replaced_by)})
    return " ".join(parts)


def who_words(role: str, organ_kind: str, agency: str) -> str:
    """Ai làm một bước: role and organ, or the agency outside."""
    who = str(ROLES.get(role, role))
    place = agency or str(ORGANS.get(organ_kind, ""))
    return f"{who}, {place}" if place else who


def count_words(number: int) -> str:
    """12 thủ tục."""
    return _n("%(number)s thủ tục", "%(number)s thủ tục", number) % {"number": vi_number(number)}
