"""Thời hạn bảo quản: the schedule, and when a file's time is over.

A period counts from the year in which the work ended (Quy định 163/QĐ-VTLTNN, Điều 2): ten years of work that ended in
2025 are over with the last day of 2035. Permanent records never end.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.records.models import RetentionRule

SCHEDULE = Path(__file__).resolve().parent / "reference" / "retention.yaml"
UNSORTED = "VV"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """Các mục đi kèm, as written in reference/retention.yaml."""
    return tuple(yaml.safe_load(SCHEDULE.read_text(encoding="utf-8")))


@transaction.atomic
def load() -> int:
    """Nạp bảng đi kèm; what an office changed under another day stays. Idempotent; returns how many were new."""
    rows = [
        RetentionRule(
            code=line["code"],
            valid_from=line["from"],
            title=line["title"],
            field=line["field"],
            years=line["years"],
            basis=line["basis"],
            certainty=line["certainty"],
            note=line.get("note", ""),
        )
        for line in shipped()
    ]
    before = RetentionRule.objects.count()
    RetentionRule.objects.bulk_create(rows, ignore_conflicts=True)
    return RetentionRule.objects.count() - before


def rules_on(day: date) -> list[RetentionRule]:
    """Bảng có hiệu lực ngày đó, by field and title."""
    running = RetentionRule.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day)
    newest = running.order_by("code", "-valid_from").distinct("code")
    return sorted(newest, key=lambda rule: (rule.field, rule.title))


def words_on(day: date) -> dict[str, str]:
    """Mỗi mục của bảng bằng lời, by its code: "Hồ sơ công việc: 10 năm". One statement."""
    forever, years = _("vĩnh viễn"), _("%(n)d năm")
    return {
        rule.code: f"{rule.title}: {forever if rule.years is None else years % {'n': rule.years}}"
        for rule in rules_on(day)
    }


def rule_on(code: str, day: date) -> RetentionRule:
    """Một mục; raises Invalid `retention_unknown` for a code that was not in the schedule on that day."""
    running = RetentionRule.objects.filter(code=code, valid_from__lte=day).exclude(valid_to__lte=day)
    found = running.order_by("-valid_from").first()
    if found is None:
        message = _("Bảng thời hạn bảo quản không có mục “%(code)s”. Hãy chọn một mục trong bảng.") % {"code": code}
        raise Invalid(code="retention_unknown", errors=[{"field": "rule", "message": message}])
    return found


def expires_on(ended_on: date, years: int | None) -> date | None:
    """Ngày cuối của thời hạn bảo quản; None = vĩnh viễn."""
    return None if years is None else date(ended_on.year + years, 12, 31)
