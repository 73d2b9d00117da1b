"""Báo nơi gửi bằng thư (NĐ 30/2020/NĐ-CP, Điều 21.2): received, or sent back and why; through the queue of notices.

Nobody answers a program: of a letter that a program sent no address to answer is kept, and our own letters say that they
are answers by a program (RFC 3834), with the id of what they answer.
"""

import re
from datetime import datetime
from email import message_from_bytes, policy

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common import notices
from thongsuot.common.language import in_vietnamese
from thongsuot.documents.letters import Automatic
from thongsuot.documents.letters.automatic import kind_of
from thongsuot.documents.models import Document, IncomingOrigin, MailArrival, Mailbox
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

RECEIVED, SENT_BACK = "registered", "sent_back"
EVENTS = {RECEIVED: "document_received", SENT_BACK: "document_sent_back"}
_ID = re.compile(r"<[\x21-\x3b=\x3f-\x7e]{3,200}>")


@in_vietnamese()
def answer(
    document: Document, origin: IncomingOrigin, verb: str, *, unit_id: int, at: datetime, reason: str = ""
) -> None:
    """Xếp thư báo nơi gửi; inside the transaction of the act, once for each verb."""
    if verb not in EVENTS or not origin.reply_to:
        return
    unit = unit_info(unit_id, local_day(at)).full_name
    given = {
        "unit": unit,
        "sign": document.sign or _("không số"),
        "summary": document.summary,
        "number": document.arrival or "",
        "at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}",
        "reason": reason,
    }
    said = _received_words(given) if verb == RECEIVED else _sent_back_words(given)
    message = notices.Message(
        province_id=document.province_id,
        subject_kind="document",
        subject_id=document.pk,
        key=f"document-{document.pk}-{verb}",
        event=EVENTS[verb],
        ways=(_way(origin.reply_to, *said, answers=origin.message_id, box=_box_of(document.unit_id, unit_id)),),
        unit_id=unit_id,
        urgent=True,  # to an office, today: quiet hours are for citizens
    )
    notices.post([message], at=at)
    origin.confirmation, origin.confirmed_at = IncomingOrigin.Confirmation.QUEUED, at
    origin.save(update_fields=["confirmation", "confirmed_at"])


@in_vietnamese()
def refuse_letter(row: MailArrival, address: str, why: str, *, at: datetime) -> None:
    """Trả lời một thư không được nhận; its subject is not repeated."""
    unit = unit_info(row.unit_id, local_day(at)).full_name
    subject = _("%(unit)s không nhận thư của quý cơ quan") % {"unit": unit}
    body = _(
        "Kính gửi quý cơ quan,\n\n%(unit)s không nhận thư gửi lúc trước vào hệ thống văn bản điện tử.\n\n%(why)s\n\n"
        "Thư này do hệ thống gửi tự động.\n"
    ) % {"unit": unit, "why": why}
    message = notices.Message(
        province_id=row.province_id,
        subject_kind="mailbox",
        subject_id=row.mailbox_id,
        key=f"mail-refused-{row.pk}",
        event="letter_refused",
        ways=(_way(address, subject, body, answers=row.message_id, box=row.mailbox),),
        unit_id=row.unit_id,
        urgent=True,
    )
    notices.post([message], at=at)


def answerable(content: bytes) -> bool:
    """Whether a person sent this letter, so that an answer reaches somebody and starts no loop."""
    try:
        return kind_of(message_from_bytes(content, policy=policy.default)) is Automatic.NO
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def told(document: Document, origin: IncomingOrigin | None) -> notices.NoticeLine | None:
    """Thư báo gần nhất về văn bản này, as it really stands: waiting, sent, did not arrive."""
    if origin is None or origin.confirmation != IncomingOrigin.Confirmation.QUEUED:
        return None
    lines = notices.of_subject(document.province_id, "document", document.pk, limit=5)
    return next((line for line in lines if line.event in EVENTS.values()), None)


def _received_words(given: dict[str, object]) -> tuple[str, str]:
    subject = _("Đã nhận văn bản: %(summary)s") % given
    body = _(
        "Kính gửi quý cơ quan,\n\n%(unit)s đã nhận và vào sổ văn bản số %(sign)s: %(summary)s.\n"
        "Số đến: %(number)s. Lúc: %(at)s.\n\nThư này do hệ thống gửi tự động.\n"
    )
    return subject, body % given


def _sent_back_words(given: dict[str, object]) -> tuple[str, str]:
    subject = _("Trả lại văn bản: %(summary)s") % given
    body = _(
        "Kính gửi quý cơ quan,\n\n%(unit)s trả lại văn bản số %(sign)s: %(summary)s.\n"
        "Lý do: %(reason)s\n\nThư này do hệ thống gửi tự động.\n"
    )
    return subject, body % given


def _way(address: str, subject: str, body: str, *, answers: str, box: Mailbox | None) -> notices.Way:
    marks = {"answers": answers if _ID.fullmatch(answers) else "", "reply_to": box.address if box else ""}
    return notices.Way(notices.MAIL, address, body, subject, {name: said for name, said in marks.items() if said})


def _box_of(*unit_ids: int) -> Mailbox | None:
    return Mailbox.objects.filter(unit_id__in=unit_ids, active=True).order_by("pk").first()
