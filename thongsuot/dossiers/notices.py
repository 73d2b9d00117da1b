"""Báo cho người dân: which entries of the journal are told to the applicant, and in which words.

Read from the feed of the journal, so that every change is told, whichever door it came through. A verb without words of
its own is told by the state it led to; what changed nothing for the citizen is not told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection
from django.utils import timezone

from thongsuot.common import feeds, stamps
from thongsuot.common.feeds import News
from thongsuot.common.language import in_vietnamese
from thongsuot.common.notices import Message, NoticeLine, of_subject, post
from thongsuot.dossiers import payments
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.models import Channel, Status
from thongsuot.dossiers.papers.forms import tracking_address
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.selectors import unit_info
from thongsuot.ui.formats import vi_money

FEED = "citizen_notices"
WORDS = Path(__file__).parent / "reference" / "notices.yaml"
_PEOPLE = """
SELECT d.province_id, d.id, d.code, d.channel, d.applicant_name, v.name, d.receiving_unit_id, d.competent_unit_id, d.due_at,
       coalesce(
         nullif(d.applicant ->> 'email', ''),
         (SELECT email FROM accounts_user WHERE id = d.applicant_user_id),
         (SELECT max(email) FROM accounts_user WHERE d.applicant_user_id IS NULL AND id_number_hash = d.applicant_hash
             AND kind = 'citizen' AND is_active), '')
  FROM unnest(%s::bigint[], %s::bigint[]) AS n(province_id, id)
  JOIN dossiers_dossier d ON d.province_id = n.province_id AND d.id = n.id
  JOIN procedures_procedureversion v ON v.id = d.version_id
"""
AT_THE_COMPETENT_UNIT = {"transferred", "stopped", "resumed", "extended", "result_corrected"}


def register() -> None:
    """Đăng ký nguồn tin."""
    feeds.register(FEED, SUBJECT)


@in_vietnamese()
def tell_citizens(at: datetime, *, limit: int = 200) -> int:
    """Đọc tin mới của nhật ký, xếp thông báo vào hàng gửi; returns how many entries were read."""
    with stamps.of_one_request(), feeds.take(FEED, limit) as news:
        told = [one for one in news if _event(one)]
        subjects = _subjects(told)
        post([message for one in told for message in _messages(one, subjects)], at=at)
        return len(news)


def told(loaded: Loaded) -> list[NoticeLine]:
    """Những gì đã báo cho người dân về hồ sơ này, newest first; the caller has checked who asks."""
    return of_subject(loaded.dossier.province_id, SUBJECT, loaded.dossier.pk)


def _event(news: News) -> str | None:
    """Under which name this entry is told; None when it is not."""
    words = words_on(timezone.localdate(news.entry.at))["events"]
    if news.entry.verb in words:
        return news.entry.verb
    status = news.entry.data.get("status")  # work that changes hands says nothing about the state
    return "status_changed" if status and status != news.status_before else None


@cache
def _periods() -> list[Mapping[str, Any]]:
    with WORDS.open(encoding="utf-8") as file:
        return sorted(yaml.safe_load(file), key=lambda period: period["valid_from"], reverse=True)


def words_on(day: date) -> Mapping[str, Any]:
    """Lời báo có hiệu lực ngày đó; before the first period its words hold."""
    periods = _periods()
    return next((period for period in periods if period["valid_from"] <= day), periods[-1])


def _subjects(news: Sequence[News]) -> dict[tuple[int, int], Mapping[str, Any]]:
    """What the messages say about their dossiers; one statement."""
    if not news:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [[n.province_id for n in news], [n.subject_id for n in news]])
        names = ("code", "channel", "name", "procedure", "receiving", "competent", "due_at", "email")
        return {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in cursor.fetchall()}


def _messages(news: News, subjects: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[Message]:
    about = subjects.get((news.province_id, news.subject_id))
    event = _event(news)
    if about is None or not about["email"] or event is None:
        return []
    if event == "submitted" and about["channel"] == Channel.DIRECT:
        return []  # the clerk receives in the same act; "received" says it all
    words = words_on(timezone.localdate(news.entry.at))
    values = _values(news, about)
    text = words["events"][event]
    parts = (words["greeting"], text["body"], words["closing"])
    return [
        Message(
            province_id=news.province_id,
            subject_kind=SUBJECT,
            subject_id=news.subject_id,
            entry_id=news.entry.id,
            event=news.entry.verb,
            address=about["email"],
            subject=_filled(text["subject"], values),
            body="\n\n".join(_filled(part, values) for part in parts) + "\n",
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
        "link": tracking_address(about["code"]),
    }


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return text.format_map(values).strip()
