"""Đọc một thư: who sent it, which sign its subject names, which files it brings, whether a person sent it."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.documents import secrecy
from thongsuot.documents.letters import automatic
from thongsuot.documents.letters.automatic import Automatic
from thongsuot.documents.letters.parts import Parts
from thongsuot.documents.letters.unopened import Unopened
from thongsuot.documents.services.arriving_facts import ArrivingFacts

__all__ = ["MOST_ATTACHMENTS", "Letter", "Unopened", "mark_in", "read"]
MOST_ATTACHMENTS = 50
_SIGN = re.compile(r"(\d{1,6})\s*/\s*([A-ZĐ][A-ZĐa-zđ0-9]*(?:-[A-ZĐa-zđ0-9&]+)*)")
# "MẬT: …", "[TỐI MẬT] …" at the head of a subject; "Mật ong" is honey.
_SECRET = re.compile(r"^\W*(tuyệt\s+mật|tối\s+mật|mật)\s*[:\]\)\-–—.]", re.IGNORECASE)
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError)  # of the library, over broken letters


@dataclass(frozen=True, slots=True)
class Letter:
    """Một thư đã đọc. `undelivered` is the reference of a notice of ours that it says did not arrive."""

    facts: ArrivingFacts
    sender: str
    attachments: list[tuple[str, bytes]]
    automatic: Automatic = Automatic.NO
    undelivered: str = ""
    beyond: list[str] = field(default_factory=list)
    signed: bool = False


def read(content: bytes) -> Letter:
    """Đọc một thư. Raises Invalid `mail_unreadable` (no sender, no subject, broken), `mail_enciphered`; stores nothing."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        parts = Parts(MOST_ATTACHMENTS)
        facts, sender = _facts(message, content)
        parts.gather(message)
        if secrecy.is_marked(*parts.texts):
            facts = replace(facts, secrecy=facts.secrecy or "Mật")
        made_by = automatic.kind_of(message)
        failed = automatic.undelivered(message)
    except Unopened as why:
        raise _cannot(why.code) from why
    except _FAULTS as exc:
        raise _cannot("mail_unreadable") from exc
    if made_by is not Automatic.NO:
        facts = replace(facts, reply_to="")  # nobody is there to read an answer
    return Letter(facts, sender, parts.files, made_by, failed, parts.beyond, parts.signed)


def _facts(message: object, content: bytes) -> tuple[ArrivingFacts, str]:
    subject, (name, address) = _line(message, "subject"), parseaddr(_line(message, "from"))
    if not isinstance(message, EmailMessage) or "@" not in address or not subject:
        raise Invalid(_("Thư thiếu người gửi hoặc tiêu đề nên không đọc được."), code="mail_unreadable")
    sign = _SIGN.search(subject)
    answered = parseaddr(_line(message, "reply-to"))[1]
    facts = ArrivingFacts(
        summary=subject[:600],
        number=sign.group(1) if sign else "",
        notation=sign.group(2)[:60] if sign else "",
        issuer_name=(name or address)[:250],
        message_id=_message_id(message, content),
        secrecy=mark_in(subject),
        reply_to=(answered if "@" in answered else address)[:250],
    )
    return facts, address[:250]


def mark_in(subject: str) -> str:
    """Dấu mật ở đầu tiêu đề; empty when there is none."""
    marked = _SECRET.match(subject)
    return marked.group(1) if marked else ""


def _message_id(message: object, content: bytes) -> str:
    """The letter's own mark, or one made of its bytes: a letter without a mark is known again too."""
    given = _line(message, "message-id")[:250]
    return given or f"<{hashlib.sha256(content).hexdigest()}@khong-co-ma>"


def _cannot(code: str) -> Invalid:
    if code == "mail_enciphered":
        return Invalid(_("Thư đã mã hoá (S/MIME); chỉ người có khoá mở được, ở ngoài hệ thống này."), code=code)
    return Invalid(_("Không đọc được thư này."), code="mail_unreadable")


def _line(message: object, name: str) -> str:
    text = str(message.get(name, "") or "")  # type: ignore[attr-defined]
    return clean_line(text.encode(errors="ignore").decode().replace("\0", "")[:1_000])
