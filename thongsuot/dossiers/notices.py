"""Báo cho người dân: which entries of the journal are told to the applicant, and in which words.

Read from the feed of the journal, so that every change is told, whichever door it came through. A verb without words of
its own is told by the state it led to; what changed nothing for the citizen is not told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.common import feeds, journal, stamps
from thongsuot.common import notices as sending
from thongsuot.common.errors import NotFound
from thongsuot.common.feeds import News
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import Notice
from thongsuot.common.notices import Book, Message, NoticeLine, Way, of_subject, post, ways
from thongsuot.common.notices.policy import policy_of
from thongsuot.common.notices.senders import name_provinces, on_hand
from thongsuot.common.now import now
from thongsuot.dossiers import payments
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.models import Channel, Status
from thongsuot.dossiers.papers.forms import tracking_address
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.selectors import unit_info
from thongsuot.ui.formats import vi_money

FEED = "citizen_notices"
# Every placeholder of the texts: what it is, and what stands for it in the preview.
KNOWN = {
    "name": (_("họ tên chủ hồ sơ"), "Nguyễn Thị Lan"),
    "code": (_("mã hồ sơ"), "H33.18583-250707-0001"),
    "procedure": (_("tên thủ tục"), "Đăng ký khai sinh"),
    "unit": (_("nơi nhận, hoặc nơi giải quyết"), "Xã Mai Phụ"),
    "due": (_("hẹn trả kết quả"), "17:00 08/07/2025"),
    "due_before": (_("hẹn trước đây"), "17:00 07/07/2025"),
    "at": (_("lúc việc xảy ra"), "09:00 07/07/2025"),
    "status": (_("trạng thái bằng lời"), "Đang xử lý"),
    "reason": (_("lý do viết cho người dân"), "Giấy chứng sinh chụp mờ, không đọc được số"),
    "basis": (_("căn cứ pháp lý"), "Điều 18 Luật Hộ tịch"),
    "remedy": (_("cách khắc phục"), "Nộp lại tại nơi cư trú"),
    "contact": (_("hỏi ai, số nào"), "Bà Hoa, 0239 385 5555"),
    "items": (_("giấy tờ cần bổ sung"), "- Giấy chứng sinh"),
    "fees": (_("các khoản phải nộp"), "- Bản sao trích lục: 8.000 đ"),
    "amount": (_("số tiền"), "8.000 đ"),
    "payment_code": (_("mã ghi khi chuyển khoản"), "TS0001"),
    "also": (_("hồ sơ khác của người ấy cùng chuyển đơn vị"), "\nCùng chuyển: H33.18583-250708-0004."),
    "link": (_("địa chỉ tra cứu"), "https://motcua.example.vn/tra-cuu/H33.18583-250707-0001/"),
}
BOOK = Book("dossiers", _("Hồ sơ một cửa"), Path(__file__).parent / "reference" / "notices.yaml", KNOWN)
# Whom to tell and how he can be reached: what the dossier says first, then the account that is the applicant's.
_PEOPLE = """
SELECT d.province_id, d.id, d.code, d.channel, d.applicant_name, v.name, d.receiving_unit_id, d.competent_unit_id, d.due_at,
       coalesce((SELECT h.unit_id FROM dossiers_holding h WHERE h.province_id = d.province_id AND h.dossier_id = d.id
                    AND h.involvement IN ('receiving', 'competent') ORDER BY h.involvement DESC LIMIT 1), d.receiving_unit_id),
       coalesce(nullif(d.applicant ->> 'email', ''), u.email, ''), coalesce(nullif(d.applicant ->> 'phone', ''), u.phone, ''),
       coalesce(p.channels, '{}'), coalesce(p.every, false)
  FROM unnest(%s::bigint[], %s::bigint[]) AS n(province_id, id)
  JOIN dossiers_dossier d ON d.province_id = n.province_id AND d.id = n.id
  JOIN procedures_procedureversion v ON v.id = d.version_id
  LEFT JOIN LATERAL (
    SELECT a.id, a.email, a.phone FROM accounts_user a
     WHERE a.id = d.applicant_user_id
        OR (d.applicant_user_id IS NULL AND a.id_number_hash = d.applicant_hash AND a.kind = 'citizen' AND a.is_active)
     ORDER BY a.id DESC LIMIT 1) u ON true
  LEFT JOIN common_noticepreference p ON p.user_id = u.id
"""
_OTHERS = """
SELECT n.province_id, n.id, array_agg(o.code ORDER BY o.id) FROM unnest(%s::bigint[], %s::bigint[]) AS n(province_id, id)
  JOIN dossiers_dossier d ON d.province_id = n.province_id AND d.id = n.id
  CROSS JOIN LATERAL (
    SELECT m.id, m.code FROM dossiers_dossier m
     WHERE (m.applicant_user_id = d.applicant_user_id OR m.applicant_hash = d.applicant_hash)
       AND m.id <> d.id AND m.closed_at IS NULL ORDER BY m.id DESC LIMIT 20) o
 GROUP BY 1, 2
"""
_NAMES = (
    "code", "channel", "name", "procedure", "receiving", "competent", "due_at", "counter", "email", "phone", "wished", "every"
)  # fmt: skip
AT_THE_COMPETENT_UNIT = {"transferred", "stopped", "resumed", "extended", "result_corrected"}


def register() -> None:
    """Đăng ký nguồn tin và sổ lời báo."""
    feeds.register(FEED, SUBJECT)
    sending.register(BOOK)
    name_provinces(_province_code)


def _province_code(province_id: int) -> str:
    """Code of a province as gateways are named by it; what is no province today is named by its number."""
    try:
        return unit_info(province_id, timezone.localdate(now())).code
    except NotFound:
        return str(province_id)


@in_vietnamese()
def tell_citizens(at: datetime, *, limit: int = 200) -> int:
    """Đọc tin mới của nhật ký, xếp thông báo vào hàng gửi; returns how many entries were read."""
    with stamps.of_one_request(), feeds.take(FEED, limit) as news:
        told = [one for one in news if event_of(one)]
        subjects = _subjects(told)
        post([message for one in told for message in _messages(one, subjects)], at=at)
        return len(news)


def told(loaded: Loaded) -> list[NoticeLine]:
    """Những gì đã báo cho người dân về hồ sơ này, newest first; the caller has checked who asks."""
    return of_subject(loaded.dossier.province_id, SUBJECT, loaded.dossier.pk)


def event_of(news: News) -> str | None:
    """Under which name this entry is told; None when it is not."""
    words = words_on(timezone.localdate(news.entry.at))["events"]
    if news.entry.verb == "transferred" and news.entry.data.get("rolled_back"):
        return "transferred_back"
    if news.entry.verb in words:
        return news.entry.verb
    status = news.entry.data.get("status")  # work that changes hands says nothing about the state
    return "status_changed" if status and status != news.status_before else None


def words_on(day: date) -> Mapping[str, Any]:
    """Lời báo có hiệu lực ngày đó."""
    return BOOK.on(day)


def _subjects(news: Sequence[News]) -> dict[tuple[int, int], Mapping[str, Any]]:
    """What the messages say about their dossiers; one statement."""
    if not news:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [[n.province_id for n in news], [n.subject_id for n in news]])
        found = {(row[0], row[1]): dict(zip(_NAMES, row[2:], strict=True)) for row in cursor.fetchall()}
    for key, codes in _with_them([one for one in news if one.entry.verb == "transferred"]).items():
        found[key]["also"] = codes
    return found


def _with_them(news: Sequence[News]) -> dict[tuple[int, int], list[str]]:
    """Other open dossiers of the same person, who is told only once that they changed hands; one statement, or none."""
    if not news:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [[n.province_id for n in news], [n.subject_id for n in news]])
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def again(notice: Notice, *, email: str, phone: str) -> Message:
    """Tin cũ đi lại với địa chỉ mới: the same event in today's words of its day, by every way that now reaches him."""
    rows = journal.timeline(notice.province_id, SUBJECT, notice.subject_id)
    entry = next(row for row in rows if row.id == notice.entry_id)
    news = News(notice.province_id, SUBJECT, notice.subject_id, None, entry)
    [message] = _messages(news, _subjects([news]))
    typed = ways.addresses(email, phone)
    return message_again(notice, tuple(way for way in message.ways if way.channel in typed))


def message_again(notice: Notice, by: tuple[Way, ...]) -> Message:
    """The same news under a new key, so that each channel may carry it once more."""
    first, _slash, number = notice.key.partition("/")
    return Message(
        province_id=notice.province_id,
        subject_kind=notice.subject_kind,
        subject_id=notice.subject_id,
        event=notice.event,
        ways=by,
        entry_id=notice.entry_id,
        key=f"{first}/{int(number or 1) + 1}",
        unit_id=notice.unit_id,
        urgent=notice.urgent,
    )


def _messages(news: News, subjects: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[Message]:
    about = subjects.get((news.province_id, news.subject_id))
    event = event_of(news)
    if about is None or event is None:
        return []
    if event == "submitted" and about["channel"] == Channel.DIRECT:
        return []  # the clerk receives in the same act; "received" says it all
    policy = policy_of(news.province_id, about["counter"], news.entry.at)
    known = ways.addresses(about["email"], about["phone"])
    order = ways.in_order(known, about["wished"], policy.channels, on_hand())
    reach = [(channel, known[channel]) for channel in order]
    day = timezone.localdate(news.entry.at)
    return [
        Message(
            province_id=news.province_id,
            subject_kind=SUBJECT,
            subject_id=news.subject_id,
            entry_id=news.entry.id,
            event=news.entry.verb,
            ways=BOOK.ways(reach, event, _values(news, about), day=day, unaccented=policy.unaccented),
            unit_id=about["counter"],
            every=about["every"],
        )
    ]


def _values(news: News, about: Mapping[str, Any]) -> dict[str, str]:
    data = news.entry.data
    resolving = news.entry.unit_id or about["competent"]
    unit_id = resolving if news.entry.verb in AT_THE_COMPETENT_UNIT else about["receiving"]
    day = timezone.localdate(news.entry.at)
    due, due_before = (data.get(key) for key in ("due_at", "due_before"))
    due_at = datetime.fromisoformat(due) if due else about["due_at"]
    items = data.get("items") or ()
    status = data.get("status")
    return {
        "name": about["name"],
        "code": about["code"],
        "procedure": about["procedure"],
        "unit": unit_info(unit_id, day).full_name,
        "due": _moment(due_at) if due_at else "sẽ báo sau",
        "due_before": _moment(datetime.fromisoformat(due_before)) if due_before else "",
        "at": _moment(news.entry.at),
        "status": str(Status(status).label) if status in Status.values else "",
        "reason": str(data.get("reason") or ""),
        "basis": str(data.get("legal_basis") or data.get("basis") or ""),
        "remedy": str(data.get("remedy") or ""),
        "contact": str(data.get("contact") or ""),
        "items": "\n".join(f"- {item}" for item in items if isinstance(item, str)),
        "fees": "\n".join(f"- {fee['text']}: {vi_money(fee['amount'])}" for fee in items if isinstance(fee, dict)),
        "amount": vi_money(data["amount"]) if isinstance(data.get("amount"), int) else "",
        "payment_code": payments.reference_of(about["code"], news.entry.at),
        "also": "\n" + _("Cùng chuyển: %(codes)s.") % {"codes": ", ".join(about["also"])} if about.get("also") else "",
        "link": tracking_address(about["code"]),
    }


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
