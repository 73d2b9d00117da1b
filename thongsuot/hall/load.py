"""Nạp dữ liệu gốc của sảnh: groups that law or custom lets go first, and the demo hall of Mai Phụ."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from thongsuot.common.stamps import bump
from thongsuot.hall.models import Counter, PriorityGroup
from thongsuot.hall.selectors.setup import STAMP
from thongsuot.hall.services.setup import save_counter, save_service

PRIORITIES = Path(__file__).with_name("reference") / "priorities.yaml"
DEMO = Path(__file__).with_name("reference") / "demo.yaml"


@transaction.atomic
def load_priorities(file: Path = PRIORITIES) -> int:
    """Nạp nhóm ưu tiên; a group that the file names no more ends the day the file says, a changed one is rewritten."""
    given = yaml.safe_load(file.read_text(encoding="utf-8"))
    since: date = given["since"]
    for position, group in enumerate(given["groups"]):
        values: dict[str, Any] = {k: group[k] for k in ("name", "basis", "certainty")}
        period = DateRange(group.get("from", since), group.get("until"))
        PriorityGroup.objects.update_or_create(
            key=group["key"], valid__startswith=period.lower, defaults={**values, "position": position, "valid": period}
        )
    bump(STAMP)
    return len(given["groups"])


@transaction.atomic
def load_demo(unit_id: int, at: datetime, file: Path = DEMO) -> bool:
    """Lập sảnh dùng thử, once: a hall that somebody has set up is left alone."""
    if Counter.objects.filter(unit_id=unit_id).exists():
        return False
    given = yaml.safe_load(file.read_text(encoding="utf-8"))
    services = {}
    for one in given["services"]:
        made = save_service(
            unit_id=unit_id, letter=one["letter"], name=one["name"], fields=one["fields"], per_hour=one["per_hour"],
            principal=None, at=at,
        )  # fmt: skip
        services[one["letter"]] = made.pk
    for counter in given["counters"]:
        save_counter(
            unit_id=unit_id, number=counter["number"], name=counter["name"],
            service_ids=[services[letter] for letter in counter["services"]], principal=None, at=at,
        )  # fmt: skip
    return True
