"""Số đo: what is counted over the facts, in which month, under which condition. One table for sums and for drill-down.

A count belongs to the month of a moment. A stock (how many are open at the end of a month) begins in one month and is
over in another: it stands in every month between, so that a month is read by itself.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Measure:
    """Một số đếm: its month column and condition are columns of `DossierFact` (alias f)."""

    key: str
    label: Promise
    month: str
    condition: str = "true"


@dataclass(frozen=True, slots=True)
class Stock:
    """Một số tồn: open from the month `begins` until before the month `ends` (NULL = still)."""

    key: str
    label: Promise
    begins: str
    ends: str
    condition: str = "true"
    pauses: bool = False  # counted over the pauses of the dossier, between `begins` and `ends`


RECEIVED, DONE, ENDED = "received_month", "done_month", "ended_month"
COUNTS = (
    Measure("received", _("Tiếp nhận"), RECEIVED),
    Measure("received_direct", _("Tiếp nhận trực tiếp"), RECEIVED, "f.channel = 'DIRECT'"),
    Measure("received_online", _("Tiếp nhận trực tuyến"), RECEIVED, "f.channel = 'ONLINE'"),
    Measure("received_postal", _("Tiếp nhận qua bưu chính"), RECEIVED, "f.channel = 'POSTAL'"),
    Measure("received_kiosk", _("Tiếp nhận ở ki-ốt"), RECEIVED, "f.channel = 'KIOSK'"),
    Measure("received_elsewhere", _("Nơi khác tiếp nhận hộ"), RECEIVED, "f.non_territorial"),
    Measure("digitised", _("Có thành phần số hoá"), RECEIVED, "f.digitised"),
    Measure("reused", _("Có giấy dùng lại kết quả cũ"), RECEIVED, "f.reused"),
    Measure("database_used", _("Có giấy thay bằng dữ liệu tra được"), RECEIVED, "f.database_used"),
    Measure("synced", _("Cổng quốc gia đã có"), RECEIVED, "f.synced"),
    Measure("fee_dossiers", _("Có phí, lệ phí phải nộp"), RECEIVED, "f.fee_due > 0"),
    Measure("fee_paid", _("Đã nộp đủ phí, lệ phí"), RECEIVED, "f.fee_due > 0 AND f.fee_paid >= f.fee_due"),
    Measure("fee_paid_online", _("Nộp phí, lệ phí trực tuyến"), RECEIVED, "f.fee_due > 0 AND f.paid_online"),
    Measure("refused", _("Không tiếp nhận"), "refused_month"),
    Measure("done", _("Đã xử lý"), DONE),
    Measure("done_early", _("Đã xử lý trước hạn"), DONE, "f.timeliness = 'early'"),
    Measure("done_on_time", _("Đã xử lý đúng hạn"), DONE, "f.timeliness = 'on_time'"),
    Measure("done_late", _("Đã xử lý quá hạn"), DONE, "f.timeliness = 'late'"),
    Measure("done_without_due", _("Đã xử lý, không có hạn"), DONE, "f.due_at IS NULL"),
    Measure("done_timed", _("Đã có kết quả, có hẹn trả"), DONE, "f.due_at IS NOT NULL AND f.outcome <> ''"),
    Measure("withdrawn", _("Công dân rút"), DONE, "f.status = 'WITHDRAWN'"),
    Measure("granted", _("Giải quyết: đồng ý"), DONE, "f.outcome = 'granted'"),
    Measure("rejected", _("Giải quyết: không đồng ý"), DONE, "f.outcome = 'rejected'"),
    Measure("returned", _("Đã trả kết quả"), "returned_month"),
    Measure("ended", _("Kết thúc (cách tính QĐ 766)"), ENDED),
    Measure("ended_in_time", _("Kết thúc đúng hạn (QĐ 766)"), ENDED, "f.in_time_766"),
    Measure("ended_late", _("Kết thúc quá hạn (QĐ 766)"), ENDED, "NOT f.in_time_766"),
    Measure(
        "ended_online",
        _("Nộp trực tuyến, kết quả là giấy thì có bản điện tử"),
        ENDED,
        "f.channel = 'ONLINE' AND (NOT f.gives_paper OR f.e_result)",
    ),
    Measure("ended_unhappy", _("Có đánh giá không hài lòng"), ENDED, "f.unhappy"),
    Measure("ended_rated", _("Có đánh giá"), ENDED, "f.rated"),
    Measure("results_due", _("Phải có kết quả là giấy"), ENDED, "f.gives_paper AND f.outcome = 'granted'"),
    Measure(
        "results_electronic",
        _("Có kết quả điện tử"),
        ENDED,
        "f.gives_paper AND f.outcome = 'granted' AND f.e_result",
    ),
    Measure("results_digitised", _("Số hoá cả thành phần và kết quả"), ENDED, "f.digitised AND f.e_result"),
)
STOCKS = (
    Stock("open", _("Đang xử lý cuối kỳ"), RECEIVED, DONE),
    Stock("open_late", _("Đang xử lý, đã quá hạn"), "due_month", DONE, "f.due_month IS NOT NULL"),
    Stock("paused", _("Đang tạm dừng, chờ bổ sung hoặc nộp tiền"), RECEIVED, DONE, pauses=True),
    Stock("paused_late", _("Đang tạm dừng, đã quá hạn"), "due_month", DONE, "f.due_month IS NOT NULL", pauses=True),
    Stock("open_766", _("Còn mở cuối kỳ (QĐ 766)"), RECEIVED, ENDED),
    Stock("open_766_late", _("Còn mở, quá hạn (QĐ 766)"), "due_month", ENDED, "f.due_month IS NOT NULL"),
    Stock("open_766_without_due", _("Còn mở, không có hạn (QĐ 766)"), RECEIVED, ENDED, "f.due_at IS NULL"),
)
COUNT_OF = {measure.key: measure for measure in COUNTS}
STOCK_OF = {stock.key: stock for stock in STOCKS}
COLUMNS = (*COUNT_OF, *STOCK_OF)


def begins(stock: Stock) -> str:
    """Month in which a stock begins: nothing is late or paused before it was received."""
    if stock.begins == RECEIVED:
        return "f.received_month"
    return f"greatest(f.received_month, f.{stock.begins})"


def open_in(stock: Stock, month: str = "%(month)s") -> str:
    """Condition: the fact belongs to the stock at the end of a month."""
    start = begins(stock)
    held = f"{stock.condition} AND f.received_month IS NOT NULL AND {start} <= {month}"
    held += f" AND (f.{stock.ends} IS NULL OR f.{stock.ends} > {month})"
    if stock.pauses:
        held += (
            f" AND EXISTS (SELECT FROM unnest(f.paused_from, f.paused_to) AS p(a, b)"
            f" WHERE p.a <= {month} AND (p.b IS NULL OR p.b > {month}))"
        )
    return held


def counted_in(key: str) -> str:
    """Condition of a count or a stock for one month, over `DossierFact` f and the parameter `month`."""
    if key in STOCK_OF:
        return open_in(STOCK_OF[key])
    measure = COUNT_OF[key]
    return f"f.{measure.month} = %(month)s AND {measure.condition}"


def label_of(key: str) -> Promise:
    """Words of a count or a stock."""
    return STOCK_OF[key].label if key in STOCK_OF else COUNT_OF[key].label
