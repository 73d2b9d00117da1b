"""Trang chạy thử: questions that the process asks of a form, and what would happen then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import clock
from thongsuot.org.calendars import calendar_for
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.dry_run import DryRun, dry_run, fields_of
from thongsuot.procedures.eform import sections
from thongsuot.procedures.process import Process, problems
from thongsuot.procedures.selectors import duration_for
from thongsuot.procedures.words import channel_words, duration_words, who_words, working_time_words


def page_of(
    version: Version, process: Process, asked: Mapping[str, str], *, principal: Principal, at: datetime
) -> dict[str, Any]:
    """What the page shows: boxes with what was chosen, and the run."""
    received_at, wrong = _moment(asked.get("luc", ""), at)
    channel = asked.get("cach", "")
    if version.channel(channel) is None:
        channel = version.channels[0].channel if version.channels else ""
    case = asked.get("truong-hop", "") if version.case(asked.get("truong-hop", "")) else ""
    limit = duration_for(version, case, channel)
    questions = _questions(version, process, asked)
    faults = problems(process)
    run, no_calendar = None, ""
    if not faults and not wrong:
        province = next((post.province_id for post in principal.posts), None)
        try:
            run = dry_run(
                process,
                _form(questions),
                received_at=received_at,
                limit=limit,
                calendar=calendar_for(province, timezone.localdate(received_at)),
            )
        except clock.CalendarUnknown as unknown:
            no_calendar = _("Chưa có lịch của năm %(year)s nên không chạy thử qua năm đó được.") % {
                "year": unknown.year
            }
    return {
        "received_at": received_at,
        "wrong_moment": wrong,
        "channel": channel,
        "channels": [(time.channel, channel_words(time.channel)) for time in version.channels],
        "case": case,
        "cases": [("", _("— không chọn —")), *((c.code, c.name) for c in version.cases)],
        "limit": duration_words(*(limit or (None, ""))),
        "questions": questions,
        "faults": faults,
        "no_calendar": no_calendar,
        "run": run,
        "rows": _rows(run) if run else [],
        "slack": working_time_words(abs(run.slack_minutes)) if run and run.slack_minutes else "",
    }


def _moment(text: str, at: datetime) -> tuple[datetime, str]:
    """The moment chosen (a local one), else this minute."""
    here = timezone.localtime(at).replace(second=0, microsecond=0)
    if not text:
        return here, ""
    try:
        chosen = datetime.fromisoformat(text)
        return (timezone.localtime(chosen) if chosen.tzinfo else chosen.replace(tzinfo=here.tzinfo)), ""
    except (ValueError, OverflowError):
        return here, _("Lúc nhận phải là ngày và giờ, ví dụ 2026-11-24T09:00.")


def _questions(version: Version, process: Process, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The form's fields on which steps depend, each with its choices and the answer given."""
    known = {field.path: field for part in sections(version) for field in part.fields}
    found = []
    for path in fields_of(process):
        field = known.get(path)
        options = list(field.options) if field and field.options else []
        if field and field.kind in ("yes_no", "agreed"):
            options = [("có", _("Có")), ("không", _("Không"))]
        given = asked.get(f"o.{path}", "")
        found.append({"path": path, "label": field.label if field else path, "options": options, "given": given})
    return found


def _form(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Answers as the form would hold them."""
    form: dict[str, Any] = {}
    for question in questions:
        value: Any = {"có": True, "không": False}.get(question["given"], question["given"])
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
            value = int(value)
        if value == "":
            continue
        *above, last = question["path"].split(".")
        place = form
        for part in above:
            place = place.setdefault(part, {})
        place[last] = value
    return form


def _rows(run: DryRun) -> list[dict[str, Any]]:
    return [
        {
            "run": row,
            "who": who_words(row.step.role, row.step.organ_kind, row.step.agency),
            "time": working_time_words(row.step.minutes) or _("không quy định"),
        }
        for row in run.steps
    ]
