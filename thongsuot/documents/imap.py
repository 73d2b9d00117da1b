"""Đường tới hộp thư (IMAP, RFC 3501) over TLS always; nothing here touches the database, nothing is deleted there."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 30.0  # for each step with the server
MARK = "ThongSuot"  # keyword of a message that is done
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LATER = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)


class Away(Exception):
    """Máy chủ thư không trả lời, hoặc ngắt giữa chừng; later again."""


class LoginRefused(Exception):
    """Máy chủ thư không nhận tên hoặc mật khẩu."""


@dataclass(frozen=True, slots=True)
class Address:
    """Máy chủ thư: host, port, and whether TLS begins with the connection or after STARTTLS."""

    host: str
    port: int
    starttls: bool


def address_of(server: str) -> Address:
    """imaps://máy[:993] or imap+starttls://máy[:143]. Raises ValueError: a line without TLS is never used."""
    parts = urlsplit(server)
    if parts.scheme not in ("imaps", "imap+starttls") or not parts.hostname:
        raise ValueError("máy chủ thư phải có dạng imaps://máy[:cổng] hoặc imap+starttls://máy[:cổng]")
    later = parts.scheme == "imap+starttls"
    return Address(parts.hostname, parts.port or (143 if later else 993), later)


class Inbox:
    """Hộp thư đến đã mở. Every step raises Away when the server does not answer as it must."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self.line = line
        self.validity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")
        allowed = b" ".join(one for one in self.line.response("PERMANENTFLAGS")[1] or [] if one)
        self.keeps_keywords = b"\\*" in allowed

    def uids(self, *, since: date, first: int) -> list[int]:
        """Thư từ ngày này and from this UID on, in their order."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        [found, *_] = self._ask("SEARCH", f"UID {max(first, 1)}:*", "SINCE", day)
        # `n:*` names the last message even when its number is below n.
        return sorted(uid for uid in map(int, (found or b"").split()) if uid >= first)

    def size(self, uid: int) -> int | None:
        """Bytes of the message; None when it is no longer there."""
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_flat(self._ask("FETCH", str(uid), "(RFC822.SIZE)"))))
        return int(found.group(1)) if found else None

    def fetch(self, uid: int, *, only_head: bool = False) -> bytes | None:
        """The message (or its headers) without marking it read; None when it is no longer there."""
        what = "(BODY.PEEK[HEADER])" if only_head else "(BODY.PEEK[])"
        return next((one[1] for one in self._ask("FETCH", str(uid), what) if isinstance(one, tuple)), None)

    def mark(self, uid: int) -> None:
        """Đánh dấu đã nhận: read, and with a keyword of ours where the server keeps keywords."""
        flags = f"(\\Seen {MARK})" if self.keeps_keywords else "(\\Seen)"
        self._ask("STORE", str(uid), "+FLAGS.SILENT", flags)

    def _ask(self, *words: str) -> list[Any]:
        with _faults():
            said, found = self.line.uid(*words)
            if said != "OK":
                raise Away(f"{words[0]}: {said} {_text(found)}")
            return found

    def _number(self, name: str) -> int:
        found = [one for one in self.line.response(name)[1] or [] if one]
        if not found:
            raise Away(f"máy chủ không nói {name}")
        return int(found[-1])


@contextmanager
def inbox(server: str, username: str, password: str) -> Iterator[Inbox]:
    """Mở hộp thư đến. Raises Away, LoginRefused, ValueError (address)."""
    line = _connected(address_of(server))
    try:
        _sign_in(line, username, password)
        with _faults():
            said, why = line.select("INBOX")
            if said != "OK":
                raise Away(f"INBOX: {_text(why)}")
        yield Inbox(line)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            line.logout()
        with suppress(OSError):
            line.shutdown()


def _connected(address: Address) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if settings.MAIL_ROOTS:
        context.load_verify_locations(settings.MAIL_ROOTS)
    with _faults():
        if not address.starttls:
            return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=SECONDS)
        line = imaplib.IMAP4(address.host, address.port, timeout=SECONDS)
        try:
            line.starttls(ssl_context=context)
        except BaseException:
            line.shutdown()
            raise
        return line


def _sign_in(line: imaplib.IMAP4, username: str, password: str) -> None:
    with _faults():
        try:
            if "AUTH=PLAIN" in line.capabilities:
                line.authenticate("PLAIN", lambda _asked: f"\0{username}\0{password}".encode())
            else:
                line.login(username, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refused:
            words = str(refused)
            raise (Away if _LATER.search(words) else LoginRefused)(words[:280]) from refused


@contextmanager
def _faults() -> Iterator[None]:
    """Whatever goes wrong on the line is one thing for us: the server is away."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError, EOFError, ValueError) as problem:
        raise Away(f"{type(problem).__name__}: {problem}"[:280]) from problem


def _flat(found: list[Any]) -> list[bytes]:
    return [b" ".join(one) if isinstance(one, tuple) else one for one in found if one]


def _text(found: list[Any]) -> str:
    return b" ".join(_flat(found)).decode(errors="replace")[:200]
