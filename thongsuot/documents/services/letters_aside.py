"""Thư để riêng: what could not become a document waits with its reason; a person takes it after all, or says it is none."""

from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import MoveNotAllowed, NotFound, Refused, TooMany
from thongsuot.common.ratelimit import hit
from thongsuot.common.text import clean_line
from thongsuot.documents import secrecy
from thongsuot.documents.letters import Letter, mark_in
from thongsuot.documents.models import Document, MailArrival
from thongsuot.documents.services import confirming, mail_taking, mailboxes

Rows = QuerySet[MailArrival]
Result = MailArrival.Result
STATE_SECRET = "secret_document"  # noqa: S105  (a code of a refusal)
REFUSALS_A_DAY = 3  # letters to one address; whoever sends more knows it by then


def lay(row: MailArrival, content: bytes, why: Refused, *, keep: bool, at: datetime) -> str:
    """Để riêng một thư, with its bytes unless they must not or cannot be kept here. A secret one's sender is told."""
    _describe_head(row, content)
    try:  # also one that is too large, enciphered or broken may say so at its head
        secrecy.refuse_arriving(mark_in(row.subject), row.subject)
    except secrecy.Secret as secret:
        why, keep = secret, False
    row.reason, row.detail = why.code[:40], str(why.detail)[:600]
    answer_to = ""
    if why.code == STATE_SECRET:
        row.subject = ""  # nothing of it is stored
        answer_to = row.sender if _may_answer(row.sender, content, at) else ""
    with transaction.atomic():
        if _stands_already(row):
            row.result = Result.KNOWN
            row.save()
            return row.result
        row.result = Result.ASIDE
        row.file = mail_taking.keep(content, at) if keep else None
        row.save()
        _write(row, "letter_aside", None, at, reason=row.reason)
        if answer_to:
            confirming.refuse_letter(row, answer_to, str(why.detail), at=at)
    return row.result


def describe(row: MailArrival, letter: Letter) -> None:
    """Ai gửi, về việc gì."""
    row.message_id, row.sender, row.subject = letter.facts.message_id, letter.sender, letter.facts.summary


@transaction.atomic
def take(*, arrival_id: int, principal: Principal, at: datetime) -> Document:
    """Nhận thư để riêng làm văn bản đến, also one that a program sent. Refused again with the reason when it still cannot."""
    row = _own(arrival_id, principal)
    if row.file is None:
        raise MoveNotAllowed(_("Thư này không được giữ ở đây; hãy mở trên máy chủ thư."), reason="not_kept")
    content = files.read_bytes(row.file)
    document, _new = mail_taking.take(content, unit_id=row.unit_id, at=at, even_automatic=True)
    row.result, row.document_id = Result.TAKEN, document.pk
    row.save(update_fields=["result", "document_id"])
    _write(row, "letter_taken", principal, at, document=document.pk)
    return document


@transaction.atomic
def settle(*, arrival_id: int, note: str, principal: Principal, at: datetime) -> MailArrival:
    """Đã xem, không phải văn bản; the letter stays where it is."""
    row = _own(arrival_id, principal)
    row.result, row.settled_at, row.settled_by_id = Result.SETTLED, at, principal.user_id
    row.note = clean_line(note, field="note", limit=300)
    row.save(update_fields=["result", "settled_at", "settled_by_id", "note"])
    _write(row, "letter_settled", principal, at, note=row.note)
    return row


def _own(arrival_id: int, principal: Principal) -> MailArrival:
    units = mailboxes.units_of(principal)
    row = MailArrival.objects.select_for_update(of=("self",)).filter(pk=arrival_id, unit_id__in=units).first()
    if row is None:
        raise NotFound()
    if row.result != Result.ASIDE:
        raise MoveNotAllowed(_("Thư này đã có người xem. Hãy tải lại trang."), reason="state")
    return row


def _stands_already(row: MailArrival) -> bool:
    """Laid aside before: a server that numbers its messages anew shows all of them again."""
    waiting = [Result.ASIDE, Result.SETTLED]
    same = MailArrival.objects.filter(province_id=row.province_id, mailbox=row.mailbox, message_id=row.message_id)
    return bool(row.message_id) and same.filter(result__in=waiting, reason=row.reason).exists()


def _describe_head(row: MailArrival, content: bytes) -> None:
    """What can be said of a letter that could not be read; nothing of it is believed."""
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        lines = {name: _shown(message.get(name, "")) for name in ("from", "subject", "message-id")}
    except (ValueError, LookupError, TypeError, AttributeError):
        return
    row.sender = row.sender or (parseaddr(lines["from"])[1] or lines["from"])[:250]
    row.subject = row.subject or lines["subject"][:600]
    row.message_id = row.message_id or lines["message-id"][:250]


def _shown(value: object) -> str:
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError):
        text = str(value)
    return clean_line(text.encode(errors="replace").decode().replace("\0", "")[:900])


def _may_answer(address: str, content: bytes, at: datetime) -> bool:
    """A person wrote it, and he has not been told too often today."""
    if "@" not in address or not confirming.answerable(content):
        return False
    try:
        hit("mail_refused", address.lower(), limit=REFUSALS_A_DAY, seconds=86_400, at=at)
    except TooMany:
        return False
    return True


def _write(row: MailArrival, verb: str, principal: Principal | None, at: datetime, **data: object) -> None:
    entry = journal.Entry(
        province_id=row.province_id,
        subject_kind=mailboxes.SUBJECT,
        subject_id=row.mailbox_id,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=row.unit_id,
        data={"letter": row.pk, **data},
    )
    journal.note([entry])
