"""Nhật ký vận hành không lộ dữ liệu cá nhân: identity numbers, phones, addresses, secrets are masked in every line.

Masking stands in the formatter, so it also reaches tracebacks and what libraries log.
"""

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MASK = "•••"
_NAMES_OF_WHAT_IS_HIDDEN = (
    "password|passwd|pwd|mat_khau|matkhau|secret|token|api_?key|authorization|sessionid|csrftoken|csrfmiddlewaretoken|"
    "otp|totp|cookie|id_number|private_key"
)
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\",;]+"), rf"\1 {MASK}"),
    # name=value, "name": "value", name: value …
    (
        re.compile(
            rf"""(?i)(["']?[\w-]*(?:{_NAMES_OF_WHAT_IS_HIDDEN})[\w-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&)}}\]]+)"""
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)(postgres(?:ql)?://[^:/@\s]+):[^@\s]+@"), rf"\1:{MASK}@"),
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), f"{MASK}@{MASK}"),
    (re.compile(r"(?<![\d.])(?:\+84|84|0)(?:[ .-]?\d){9,10}(?!\d)"), MASK),
    (re.compile(r"(?<![\d.-])\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)"), MASK),
    (re.compile(r"(?<![\d.-])\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)"), MASK),
)


def masked(text: str) -> str:
    """The text without identity numbers (9 or 12 digits), phones, e-mail addresses, tokens and passwords."""
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class MaskingFormatter(logging.Formatter):
    """For people at a console."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line with its traceback, masked."""
        return masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its traceback, masked."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
            "process": record.process,
        }
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def logging_settings(folder: Path | None, *, level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: masked lines on standard error, and JSON lines in `folder` if one is given."""
    handlers: dict[str, Any] = {"console": {"class": "logging.StreamHandler", "formatter": "masked"}}
    if folder:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handlers["file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(folder / "thongsuot.jsonl"),
            "formatter": "json",
            "encoding": "utf-8",
            "delay": True,
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "masked": {
                "()": "thongsuot.common.logs.MaskingFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
            "json": {"()": "thongsuot.common.logs.JsonFormatter"},
        },
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": level},
        "loggers": {
            "django": {"handlers": list(handlers), "level": level, "propagate": False},
            # Refused calls are answers, not faults: only what is ours to mend is written down.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},  # greets at every start of a command
        },
    }
