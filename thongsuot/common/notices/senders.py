"""Cách gửi: real mail by SMTP, or files in a folder where there is no mail server.

`THONGSUOT_SMTP_URL` (smtp://, smtps:// or smtp+starttls://, with user and password if needed) chooses mail; without it
messages become .eml files under `NOTICE_ROOT`, readable by any mail program.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from thongsuot.common.models import Notice

SECONDS = 20.0


class NotSent(Exception):
    """Chưa gửi được; `for_good` when trying again is useless (the address does not exist)."""

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.for_good = for_good


class Sender(Protocol):
    """Một cách gửi: a name for the table and one act, which returns the proof or raises NotSent."""

    channel: str

    def send(self, notice: Notice) -> str:
        """Send one message."""


def as_mail(notice: Notice) -> EmailMessage:
    """The message as mail; its id comes from the notice, so that a repeated sending is one mail to a mail program."""
    mail = EmailMessage()
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    mail["Subject"] = " ".join(notice.subject.split())
    mail["From"] = settings.NOTICE_FROM
    try:
        mail["To"] = notice.address
    except ValueError as wrong:
        raise NotSent(f"địa chỉ không dùng được: {wrong}", for_good=True) from wrong
    mail["Date"] = format_datetime(timezone.localtime(notice.made_at))
    mail["Message-ID"] = f"<thong-bao-{notice.province_id}-{notice.entry_id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(notice.body, cte="base64")
    return mail


class FileSender:
    """Ghi thành tệp .eml, for a machine without a mail server."""

    channel = "file"

    def send(self, notice: Notice) -> str:
        """Write the file, whole or not at all; writing it again changes nothing."""
        folder = Path(settings.NOTICE_ROOT) / f"{notice.made_at:%Y-%m-%d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{notice.entry_id}.eml"
        half = path.with_suffix(".part")
        half.write_bytes(as_mail(notice).as_bytes())
        half.replace(path)
        return path.name


class MailSender:
    """Gửi thư qua SMTP."""

    channel = "mail"

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        if self.parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not self.parts.hostname:
            raise ValueError("THONGSUOT_SMTP_URL phải có dạng smtp://[người:mật-khẩu@]máy[:cổng]")

    def send(self, notice: Notice) -> str:
        """Hand the message to the mail server; a 5xx about the address is final, everything else is tried again."""
        mail = as_mail(notice)
        try:
            with self._connect() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise NotSent(f"{code} {words.decode(errors='replace')}", for_good=500 <= code < 600) from refused
        except (smtplib.SMTPException, OSError) as problem:
            raise NotSent(f"{type(problem).__name__}: {problem}") from problem
        return mail["Message-ID"]

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
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def sender() -> Sender:
    """The way this installation sends."""
    return _sender(settings.SMTP_URL)


@cache
def _sender(url: str) -> Sender:
    return MailSender(url) if url else FileSender()
