"""Các cách gửi: SMTP, a gateway that speaks JSON over HTTP (docs/notices.md), files. None of them touches the database."""

import http.client
import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from django.conf import settings
from django.utils import timezone

from thongsuot.common.models import Notice, NoticeCause
from thongsuot.common.notices.senders import NotSent, Proof, reference
from thongsuot.common.notices.ways import MAIL

SECONDS = 20.0  # for one message, the whole exchange with a gateway; each step with a mail server
LARGEST_ANSWER = 16 * 1024
GONE = {"invalid_recipient": NoticeCause.ADDRESS, "blocked": NoticeCause.BLOCKED, "rejected": NoticeCause.REFUSED}


def as_mail(notice: Notice) -> EmailMessage:
    """The message as mail; its id comes from the notice, so that a repeated sending is one mail to a mail program."""
    mail = EmailMessage()
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    mail["Subject"] = " ".join(notice.subject.split())
    mail["From"] = settings.NOTICE_FROM
    try:
        mail["To"] = notice.address
    except ValueError as wrong:
        problem = f"địa chỉ không dùng được: {wrong}"
        raise NotSent(problem, cause=NoticeCause.ADDRESS, for_good=True) from wrong
    mail["Date"] = format_datetime(timezone.localtime(notice.made_at))
    mail["Message-ID"] = f"<{reference(notice)}@{host}>"
    _say_what_it_answers(mail, notice)
    mail.set_content(notice.body, cte="base64")
    return mail


def _say_what_it_answers(mail: EmailMessage, notice: Notice) -> None:
    """RFC 3834: a letter by a program says so; an answer names what it answers, so that two programs do not go on talking.

    `params` of a mail: `answers` (a Message-ID), `reply_to` (the mailbox people may write to).
    """
    answered = str(notice.params.get("answers", ""))
    mail["Auto-Submitted"] = "auto-replied" if answered else "auto-generated"
    if answered:
        mail["In-Reply-To"] = mail["References"] = answered
    if notice.params.get("reply_to"):
        with suppress(ValueError):  # an address that cannot be written is no reason not to tell
            mail["Reply-To"] = str(notice.params["reply_to"])


class FileSender:
    """Ghi thành tệp: .eml for mail, .txt for short messages; for a machine without anything to send by."""

    def send(self, notice: Notice) -> Proof:
        """Write the file, whole or not at all; writing it again changes nothing."""
        folder = Path(settings.NOTICE_ROOT) / f"{notice.made_at:%Y-%m-%d}"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]", "-", f"{notice.province_id}-{notice.key}-{notice.channel}")
        path = folder / f"{name}{'.eml' if notice.channel == MAIL else '.txt'}"
        half = path.with_suffix(".part")
        half.write_bytes(as_mail(notice).as_bytes() if notice.channel == MAIL else self._text(notice))
        half.replace(path)
        return Proof(path.name, "ghi thành tệp, chưa gửi ra ngoài")

    def _text(self, notice: Notice) -> bytes:
        return f"{notice.channel} {notice.address}\n\n{notice.body}\n".encode()


class MailSender:
    """Gửi thư qua SMTP."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        if self.parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not self.parts.hostname:
            raise ValueError("THONGSUOT_SMTP_URL phải có dạng smtp://[người:mật-khẩu@]máy[:cổng]")

    def send(self, notice: Notice) -> Proof:
        """Hand the message to the mail server; a 5xx about this message is final, everything else is tried again."""
        mail = as_mail(notice)
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError) as problem:
            raise NotSent(f"{type(problem).__name__}: {problem}", away=True) from problem
        try:
            return Proof(str(mail["Message-ID"]), self._hand_over(server, mail, notice.address))
        except UnicodeError as wrong:
            raise NotSent("địa chỉ không dùng được", cause=NoticeCause.ADDRESS, for_good=True) from wrong
        except (smtplib.SMTPException, OSError) as problem:
            raise NotSent(f"{type(problem).__name__}: {problem}", away=True) from problem
        finally:
            _leave(server)

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage, address: str) -> str:
        """MAIL, RCPT, DATA one by one: the answer to the last is the proof. A refused MAIL is about us, not about them."""
        server.ehlo_or_helo_if_needed()
        code, words = server.mail(str(mail["From"].addresses[0].addr_spec))
        if not 200 <= code < 300:
            raise NotSent(f"{code} {_text(words)}", away=True)
        _accepted(server.rcpt(address), NoticeCause.ADDRESS)
        return _accepted(server.data(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))), NoticeCause.REFUSED)

    def _connect(self) -> smtplib.SMTP:
        parts = self.parts
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port or (587 if parts.scheme == "smtp+starttls" else 25), timeout=SECONDS)
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                self._sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _sign_in(self, server: smtplib.SMTP) -> None:
        """A password that is refused says nothing about the people we write to: a matter of the lane."""
        try:
            server.login(unquote(self.parts.username or ""), unquote(self.parts.password or ""))
        except smtplib.SMTPAuthenticationError as refused:
            raise NotSent(f"máy chủ thư không nhận tài khoản: {refused.smtp_code}", away=True) from refused


def _leave(server: smtplib.SMTP) -> None:
    """Take leave; what the server says to that changes nothing."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _accepted(answer: tuple[int, bytes], cause: str) -> str:
    code, words = answer
    if not 200 <= code < 300:
        raise _refused(code, words, cause)
    return f"{code} {_text(words)}"


def _refused(code: int, words: bytes | str, cause: str) -> NotSent:
    return NotSent(f"{code} {_text(words)}", cause=cause, for_good=500 <= code < 600, away=code in (-1, 421))


def _text(words: bytes | str) -> str:
    return " ".join((words.decode(errors="replace") if isinstance(words, bytes) else words).split())[:280]


class GatewaySender:
    """Cổng SMS, cổng Zalo: POST {address}/messages; docs/notices.md says what goes over."""

    def __init__(self, channel: str, address: str, secret: str) -> None:
        self.channel, self.address, self.secret = channel, address.rstrip("/"), secret
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise ValueError(f"địa chỉ cổng {channel} phải là http hoặc https")

    def send(self, notice: Notice) -> Proof:
        """One exchange; an answer that says "known already" is as good as the first."""
        try:
            status, said = self._exchange(notice)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise NotSent(f"{type(problem).__name__}: {problem}", away=True) from problem
        if status in (200, 201, 202, 409):
            return Proof(
                str(said.get("id") or reference(notice))[:300], f"{status} {_text(str(said.get('status', '')))}"
            )
        words, code = f"{status} {_text(str(said.get('detail') or said.get('code') or ''))}", str(said.get("code", ""))
        if status in (400, 404, 410, 422):
            raise NotSent(words, cause=GONE.get(code, NoticeCause.REFUSED), for_good=True)
        raise NotSent(words, away=True)  # 401, 403, 429, 5xx: nothing about this person

    def _exchange(self, notice: Notice) -> tuple[int, dict[str, Any]]:
        parts, end = urlsplit(f"{self.address}/messages"), time.monotonic() + SECONDS
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            connection.connect()
            wire = connection.sock
            connection.request("POST", parts.path, self._body(notice), self._headers(notice))
            _hurry(wire, end)
            answer = connection.getresponse()
            return answer.status, _read(answer, wire, end)
        finally:
            connection.close()

    def _headers(self, notice: Notice) -> dict[str, str]:
        told = {"Content-Type": "application/json", "Idempotency-Key": reference(notice)}
        return told | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})

    def _body(self, notice: Notice) -> bytes:
        told: dict[str, Any] = {"id": reference(notice), "to": notice.address, "text": notice.body}
        if notice.params:
            told |= {"template": notice.params["template"], "params": notice.params["values"]}
        return orjson.dumps(told)


def _read(answer: http.client.HTTPResponse, wire: socket.socket, end: float) -> dict[str, Any]:
    """The answer's object, however slowly it drips; what is no object says nothing more than its status."""
    found = b""
    while piece := answer.read1(4096):
        found += piece
        if len(found) > LARGEST_ANSWER:
            raise ValueError("câu trả lời quá dài")
        _hurry(wire, end)
    try:
        said = orjson.loads(found or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _hurry(wire: socket.socket, end: float) -> None:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("quá lâu")
    wire.settimeout(left)
