"""Đọc hộp thư của đơn vị: one mailbox a job, one message a transaction, marked on the server only when it is kept here.

A mailbox is leased, never locked, while its server is asked. A worker that dies, or a line that breaks, leaves what was
taken taken; the next look finds the same messages again by UIDVALIDITY and UID, and by their Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from thongsuot.common import crypto
from thongsuot.common.errors import Refused, TooLarge
from thongsuot.documents import imap
from thongsuot.documents.letters import read
from thongsuot.documents.models import MailArrival, Mailbox
from thongsuot.documents.services import letters_aside, mail_taking, mailboxes

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
EVERY = timedelta(minutes=1)
# Rests after a fault. A refused password is tried seldom: servers lock accounts that are tried too often.
WAITS = [timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60)]
AFTER_REFUSAL = [timedelta(minutes=m) for m in (15, 60)]
AT_ONCE = 100  # messages of one look; the rest follows with the next
Result = MailArrival.Result
Clock = Callable[[], datetime]


def due(at: datetime) -> list[int]:
    """Hộp thư đến lượt đọc."""
    return list(
        Mailbox.objects.filter(active=True, next_look_at__lte=at).order_by("next_look_at").values_list("pk", flat=True)
    )


def fetch(mailbox_id: int, clock: Clock) -> int:
    """Đọc một hộp thư; returns how many letters became documents. Faults stand on the mailbox, for people to see."""
    box = _lease(mailbox_id, clock())
    if box is None:
        return 0
    taken = 0
    try:
        if box.server not in settings.MAIL_SERVERS:
            raise ValueError(_("Máy chủ %(server)s không có trong cấu hình.") % {"server": box.server})
        with imap.inbox(box.server, box.username, mailboxes.password_of(box)) as inbox:
            for result in _look(box, inbox, clock):
                taken += result == Result.TAKEN
    except imap.Away as away:
        _rest(box, Mailbox.Problem.AWAY, str(away), WAITS, clock())
    except imap.LoginRefused as refused:
        _rest(box, Mailbox.Problem.REFUSED, str(refused), AFTER_REFUSAL, clock())
    except crypto.CannotDecryptError as sealed:
        _rest(box, Mailbox.Problem.SEALED, str(sealed), AFTER_REFUSAL, clock())
    except ValueError as forbidden:
        _rest(box, Mailbox.Problem.FORBIDDEN, str(forbidden), AFTER_REFUSAL, clock())
    return taken


@transaction.atomic
def _lease(mailbox_id: int, at: datetime) -> Mailbox | None:
    rows = Mailbox.objects.select_for_update(skip_locked=True, of=("self",))
    box = rows.filter(pk=mailbox_id, active=True, next_look_at__lte=at).first()
    if box is not None:
        box.next_look_at = at + LEASE
        box.save(update_fields=["next_look_at"])
    return box


def _look(box: Mailbox, inbox: imap.Inbox, clock: Clock) -> list[str]:
    """One look: what is new is taken, what was taken and not marked is marked."""
    first = box.next_uid if box.validity == inbox.validity else 1
    numbers = inbox.uids(since=box.since, first=first)
    known = dict(_rows(box, inbox).filter(number__in=numbers).values_list("number", "marked_at"))
    results = []
    for number in [one for one in numbers if known.get(one) is None][:AT_ONCE]:
        if not _still_ours(box, clock()):
            return results
        if number not in known:
            result = _one(box, inbox, number, clock)
            if result is None:
                continue
            results.append(result)
        inbox.mark(number)
        _rows(box, inbox).filter(number=number).update(marked_at=clock())
    more = sum(known.get(one) is None for one in numbers) > AT_ONCE
    _looked(box, inbox, more=more, at=clock())
    return results


def _still_ours(box: Mailbox, at: datetime) -> bool:
    """Hộp vẫn nối, and the lease holds for the next letter, however slow its server is."""
    return bool(Mailbox.objects.filter(pk=box.pk, active=True).update(next_look_at=at + LEASE))


def _rows(box: Mailbox, inbox: imap.Inbox) -> "letters_aside.Rows":
    return MailArrival.objects.filter(province_id=box.province_id, mailbox=box, validity=inbox.validity)


def _one(box: Mailbox, inbox: imap.Inbox, number: int, clock: Clock) -> str | None:
    """One message; None when it is gone from the mailbox meanwhile."""
    size = inbox.size(number)
    if size is None:
        return None
    large = size > settings.MAIL_LIMIT_BYTES
    content = inbox.fetch(number, only_head=large)
    if content is None:
        return None
    row = MailArrival(
        province_id=box.province_id, unit_id=box.unit_id, mailbox=box, validity=inbox.validity, number=number,
        size=size, came_at=clock(),
    )  # fmt: skip
    if large:
        limit = settings.MAIL_LIMIT_BYTES // (1024 * 1024)
        why = TooLarge(_("Thư lớn hơn %(limit)d MB; thư vẫn ở máy chủ thư.") % {"limit": limit}, code="mail_too_large")
        return letters_aside.lay(row, content, why, keep=False, at=clock())
    return _taken(row, content, clock())


def _taken(row: MailArrival, content: bytes, at: datetime) -> str:
    try:
        letter = read(content)
        mail_taking.refuse_automatic(letter, at)
        letters_aside.describe(row, letter)
        with transaction.atomic():
            document, new = mail_taking.take_letter(letter, content, unit_id=row.unit_id, at=at)
            row.result = Result.TAKEN if new else Result.KNOWN
            row.document_id = document.pk
            row.save()
    except Refused as refused:
        return letters_aside.lay(row, content, refused, keep=refused.code != "secret_document", at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing is wrong with the letter
    except Exception:
        log.exception("thư %s của hộp %s hỏng khi nhận", row.number, row.mailbox_id)
        fault = Refused(_("Chương trình gặp lỗi khi đọc thư này; thư được giữ nguyên."), code="mail_fault")
        return letters_aside.lay(row, content, fault, keep=True, at=at)
    return row.result


def _looked(box: Mailbox, inbox: imap.Inbox, *, more: bool, at: datetime) -> None:
    told = {"looked_at": at, "problem": "", "problem_words": "", "failures": 0, "validity": inbox.validity}
    if not more:
        told["next_uid"] = inbox.next_uid
    elif box.validity != inbox.validity:
        told["next_uid"] = 1
    Mailbox.objects.filter(pk=box.pk).update(**told, next_look_at=at if more else at + EVERY)


def _rest(box: Mailbox, problem: str, words: str, waits: list[timedelta], at: datetime) -> None:
    wait = waits[min(box.failures, len(waits) - 1)]
    Mailbox.objects.filter(pk=box.pk).update(
        problem=problem, problem_words=words[:300], failures=min(box.failures + 1, 1_000), next_look_at=at + wait
    )
