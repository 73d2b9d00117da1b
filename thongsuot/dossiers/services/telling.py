"""Khi thông báo không tới: the clerk tells it otherwise, or corrects the address and lets it go out again.

Both are written into the journal of the dossier: who told it, how and when; which address was wrong (masked).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.models import Notice, NoticeCause
from thongsuot.common.notices import phones, post, ways
from thongsuot.common.notices.posting import Message
from thongsuot.common.notices.ways import Way
from thongsuot.common.text import clean_line
from thongsuot.dossiers import journalling, notices
from thongsuot.dossiers.checks import EMAIL, invalid
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.lost_notices import counters_of
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id

HOW = {
    "call": gettext_lazy("gọi điện thoại"),
    "visit": gettext_lazy("gặp trực tiếp, đến nhà"),
    "letter": gettext_lazy("gửi giấy, qua bưu chính"),
    "relative": gettext_lazy("nhờ người thân, trưởng thôn báo giúp"),
}
FARTHEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """Đã báo bằng cách khác: how, when, and what the person said."""

    how: str
    told_at: datetime
    note: str = ""


@transaction.atomic
def tell_otherwise(*, notice_id: int, told: ToldOtherwise, principal: Principal, at: datetime) -> Notice:
    """Ghi đã báo bằng cách khác. Refuses a time ahead of now or before the news itself."""
    notice, loaded = _lost(notice_id, principal)
    if told.how not in HOW:
        raise invalid("how", _("Chọn cách đã báo."))
    if not notice.made_at - timedelta(minutes=1) <= told.told_at <= at:
        raise invalid("told_date", _("Lúc báo phải sau khi có tin và không ở tương lai."), "told_at_invalid")
    note = clean_line(told.note, field="note", limit=400)
    words = f"{HOW[told.how]}{': ' if note else ''}{note}"
    _settle(notice, words, principal, at)
    _write(notice, loaded, "told_otherwise", principal, at, how=told.how, told_at=told.told_at.isoformat(), note=words)
    return notice


@transaction.atomic
def correct_and_resend(*, notice_id: int, email: str, phone: str, principal: Principal, at: datetime) -> Notice:
    """Sửa địa chỉ và gửi lại: the dossier keeps the right address, and the same news goes out anew."""
    notice, loaded = _lost(notice_id, principal)
    email, phone = clean_line(email, field="email", limit=254), clean_line(phone, field="phone", limit=20)
    if email and not EMAIL.match(email):
        raise invalid("email", _("Địa chỉ thư chưa đúng, ví dụ lan@noi.vn."))
    if phone and not phones.mobile(phone):
        raise invalid("phone", _("Số máy di động Việt Nam có 10 chữ số, ví dụ 0912 345 678."), "phone_invalid")
    if not email and not phone:
        raise invalid("phone", _("Ghi số máy hoặc địa chỉ thư đúng."))
    before = loaded.dossier.applicant if loaded else {}
    if loaded:
        known = {**before, **({"email": email} if email else {}), **({"phone": phone} if phone else {})}
        Dossier.objects.filter(province_id=notice.province_id, pk=notice.subject_id).update(applicant=known)
    message = notices.again(notice, email=email, phone=phone) if loaded else _same_text(notice, email, phone)
    if not message.ways:
        raise invalid("phone", _("Địa chỉ này không dùng được cho kênh nào đang có ở đây."), "no_channel")
    _settle(notice, str(_("sửa địa chỉ, gửi lại")), principal, at)
    post([message], at=at)
    changed = {channel: ways.masked(channel, address) for channel, address in ways.addresses(email, phone).items()}
    _write(notice, loaded, "contact_corrected", principal, at, wrong=_masked(notice), right=changed)
    return notice


def _lost(notice_id: int, principal: Principal) -> tuple[Notice, Loaded | None]:
    """The notice and its dossier, locked in the order of every verb: the dossier first."""
    found = Notice.objects.filter(pk=notice_id, unit_id__in=counters_of(principal)).first()
    if found is None:
        raise NotFound()
    of_dossier = found.subject_kind == journalling.SUBJECT
    loaded = dossier_by_id(found.subject_id, lock=True) if of_dossier else None
    notice = Notice.objects.select_for_update().get(province_id=found.province_id, pk=notice_id)
    if not notice.needs_person:
        raise MoveNotAllowed(_("Thông báo này đã có người lo hoặc đã tới nơi."), reason="not_lost")
    return notice, loaded


def _settle(notice: Notice, words: str, principal: Principal, at: datetime) -> None:
    notice.needs_person, notice.settled_at, notice.settled_by_id = False, at, principal.user_id
    notice.settled_note = words[:500]
    notice.save(update_fields=["needs_person", "settled_at", "settled_by_id", "settled_note"])


def _same_text(notice: Notice, email: str, phone: str) -> Message:
    """News of another room: the same words by the same channel, to the right address."""
    address = ways.addresses(email, phone).get(notice.channel, "")
    way = Way(notice.channel, address, notice.body, notice.subject, notice.params)
    return notices.message_again(notice, (way,) if address else ())


def _masked(notice: Notice) -> str:
    return ways.masked(notice.channel, notice.address)


def _write(
    notice: Notice, loaded: Loaded | None, verb: str, principal: Principal, at: datetime, **data: object
) -> None:
    """One entry: of the dossier, or of whatever else the news was about."""
    facts = {"notice": notice.pk, "event": notice.event, "channel": notice.channel, **data}
    unit_id = min(principal.units_with(Role.COUNTER_CLERK))
    if notice.unit_id in principal.units_with(Role.COUNTER_CLERK):
        unit_id = notice.unit_id
    if loaded is not None:
        fact = journalling.entry(loaded.dossier, verb, principal=principal, at=at, unit_id=unit_id, **facts)
    else:
        fact = journal.Entry(
            notice.province_id, notice.subject_kind, notice.subject_id, verb, at, principal.user_id, unit_id, facts
        )
    journal.note([fact])


def what_to_do(cause: str) -> str:
    """Việc nên làm theo nguyên nhân."""
    words: dict[str, str] = {
        NoticeCause.ADDRESS: _("Gọi điện cho người dân, hỏi số máy hoặc thư đúng rồi gửi lại."),
        NoticeCause.BLOCKED: _("Báo bằng cách khác; hỏi người dân muốn nhận tin qua đâu."),
        NoticeCause.EXPIRED: _("Thử gọi lại sau, hoặc nhờ trưởng thôn báo giúp."),
        NoticeCause.AWAY: _("Nơi chuyển hỏng lâu: báo quản trị tỉnh; việc gấp thì gọi điện cho người dân."),
    }
    return words.get(cause, _("Báo bằng cách khác rồi ghi lại."))
