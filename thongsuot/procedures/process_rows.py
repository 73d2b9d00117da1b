"""Bảng quy trình trên trang: what the editor shows for each step, and steps read back from what was posted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.common.text import clean_line
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.eform import sections
from thongsuot.procedures.process import RECEPTION, Step
from thongsuot.procedures.words import DEPARTMENTS, MINUTES_A_DAY, MINUTES_AN_HOUR, ORGANS, ROLES

STEP_ROLES = (Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR, Role.COUNTER_CLERK, Role.DEPARTMENT_OFFICIAL)
UNITS = {"minute": 1, "hour": MINUTES_AN_HOUR, "day": MINUTES_A_DAY}
LONGEST_MINUTES = 480 * 366
COMPARED = {"equals", "in", "at_least", "present"}


@dataclass(frozen=True)
class Condition:
    """Điều kiện như trên trang: a field, a comparison, a value; `raw` holds what does not fit these boxes."""

    field: str = ""
    comparison: str = "equals"
    value: str = ""
    raw: str = ""


def condition_boxes(condition: Mapping[str, Any] | None) -> Condition:
    """Điền các ô từ một điều kiện."""
    if condition is None:
        return Condition()
    inner = condition.get("not")
    if isinstance(inner, Mapping):
        boxes = condition_boxes(inner)
        if boxes.comparison in ("equals", "in") and boxes.field:
            return replace(boxes, comparison=f"not_{boxes.comparison}")
    field = condition.get("field")
    if isinstance(field, str) and len(condition) == 2:
        if "equals" in condition and isinstance(condition["equals"], str | bool):
            return Condition(field, "equals", _text(condition["equals"]))
        if "in" in condition and all(isinstance(value, str) for value in condition["in"]):
            return Condition(field, "in", ", ".join(condition["in"]))
        if "at_least" in condition:
            return Condition(field, "at_least", str(condition["at_least"]))
        if "present" in condition:
            return Condition(field, "present" if condition["present"] else "absent", "")
    return Condition(raw=json.dumps(condition, ensure_ascii=False))


def _text(value: str | bool) -> str:
    return {True: "có", False: "không"}.get(value, str(value)) if isinstance(value, bool) else value


def condition_from(boxes: Condition) -> tuple[dict[str, Any] | None, str]:
    """Đọc điều kiện từ các ô; with a fault in words, "" when there is none."""
    if boxes.raw:
        return _raw_condition(boxes.raw)
    if not boxes.field:
        return None, ""
    if boxes.comparison.startswith("not_"):
        inner, fault = condition_from(replace(boxes, comparison=boxes.comparison.removeprefix("not_")))
        return {"not": inner} if inner else None, fault
    value = boxes.value.strip()
    if boxes.comparison in ("present", "absent"):
        return {"field": boxes.field, "present": boxes.comparison == "present"}, ""
    if not value:
        return None, _("Điều kiện còn thiếu giá trị.")
    if boxes.comparison == "in":
        return {"field": boxes.field, "in": [part.strip() for part in value.split(",") if part.strip()]}, ""
    if boxes.comparison == "at_least":
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            return None, _("Sau “từ … trở lên” phải là một số.")
        return {"field": boxes.field, "at_least": int(value)}, ""
    return {"field": boxes.field, "equals": {"có": True, "không": False}.get(value, value)}, ""


def _raw_condition(raw: str) -> tuple[dict[str, Any] | None, str]:
    try:
        condition = json.loads(raw)
        sound = _is_condition(condition)
    except (ValueError, RecursionError):
        sound = False
    return (condition, "") if sound else (None, _("Không đọc được điều kiện viết tay."))


def _is_condition(value: Any) -> bool:
    """Whether `process.holds` understands it."""
    if not isinstance(value, Mapping):
        return False
    for joined in ("all", "any"):
        if joined in value:
            parts = value[joined]
            return len(value) == 1 and isinstance(parts, list) and bool(parts) and all(map(_is_condition, parts))
    if "not" in value:
        return len(value) == 1 and _is_condition(value["not"])
    compared = set(value) - {"field"}
    if not isinstance(value.get("field"), str) or len(compared) != 1 or not compared <= COMPARED:
        return False
    least = value.get("at_least", 0)
    return isinstance(value.get("in", []), list) and isinstance(least, int | float) and not isinstance(least, bool)


def duration_boxes(minutes: int | None) -> tuple[str, str]:
    """Thời gian như trên trang: số và đơn vị."""
    if minutes is None:
        return "", "hour"
    if minutes % (MINUTES_AN_HOUR // 4):
        unit = "minute"  # 14 minutes are no short number of hours
    else:
        unit = "day" if minutes >= MINUTES_A_DAY and minutes % (MINUTES_A_DAY // 4) == 0 else "hour"
    return f"{minutes / UNITS[unit]:g}".replace(".", ","), unit


def minutes_from(number: str, unit: str) -> tuple[int | None, str]:
    """Đọc thời gian: phút làm việc; empty = not set. With a fault in words."""
    text = number.strip().replace(" ", "").replace(",", ".")
    if not text:
        return None, ""
    try:
        minutes = Decimal(text) * UNITS.get(unit, MINUTES_AN_HOUR)
        whole = int(minutes)
    except (ArithmeticError, ValueError):  # no number, not finite, or too great for any use
        return None, _("Thời gian phải là một số, ví dụ 4 hoặc 0,5.")
    if minutes != whole or not 0 <= whole <= LONGEST_MINUTES:
        return None, _("Thời gian phải chẵn phút và không quá một năm.")
    return whole, ""


def steps_from(posted: Mapping[str, Any], lists: Any, steps: Sequence[Step]) -> tuple[list[Step], list[dict[str, str]]]:
    """Các bước sau khi sửa trên trang: `posted` gives single values, `lists` those ticked; faults name their field."""
    faults: list[dict[str, str]] = []
    known = {step.key for step in steps}
    return [_step_from(posted, lists, step, known, faults) for step in steps], faults


def _step_from(
    posted: Mapping[str, Any], lists: Any, step: Step, known: set[str], faults: list[dict[str, str]]
) -> Step:
    def given(name: str, limit: int = 200) -> str:
        return clean_line(str(posted.get(f"{step.key}-{name}", "")), field=f"{step.key}-{name}", limit=limit)

    if f"{step.key}-name" not in posted:
        return step
    minutes, wrong_time = minutes_from(given("time", 20), given("unit"))
    boxes = Condition(given("field"), given("comparison"), given("value"), given("raw", 2000))
    condition, wrong_condition = condition_from(boxes)
    for field, message in (("time", wrong_time), ("field", wrong_condition)):
        if message:
            faults.append({"field": f"{step.key}-{field}", "message": f"{given('name') or step.key}: {message}"})
    role = given("role")
    return replace(
        step,
        name=given("name"),
        product=given("product"),
        role=role if role in {str(r) for r in STEP_ROLES} else step.role,
        organ_kind=given("organ") if given("organ") in ORGANS else "",
        agency=given("agency", 60),
        department=given("department") if given("department") in DEPARTMENTS else "",
        minutes=step.minutes if wrong_time else minutes,
        after=tuple(key for key in lists(f"{step.key}-after") if key in known and key != step.key),
        condition=step.condition if wrong_condition else condition,
        return_to=given("return") if given("return") in known else "",
        four_eyes_with=given("eyes") if given("eyes") in known | {RECEPTION} else "",
        signs=bool(posted.get(f"{step.key}-signs")),
    )


def choices(version: Version) -> dict[str, list[tuple[str, str]]]:
    """What the select boxes of the editor offer."""
    fields = [(field.path, f"{part.title}: {field.label}") for part in sections(version) for field in part.fields]
    return {
        "roles": [(str(role), str(ROLES.get(role, Role(role).label))) for role in STEP_ROLES],
        "organs": [("", _("— cả đơn vị —")), *((key, str(words)) for key, words in ORGANS.items())],
        "eyes": [("", _("— không yêu cầu —")), (RECEPTION, _("Người tiếp nhận ở quầy"))],
        "departments": [("", _("— làm ở xã —")), *((key, str(words)) for key, words in DEPARTMENTS.items())],
        "fields": [("", _("— luôn làm —")), *fields],
        "comparisons": [
            ("equals", _("là")),
            ("in", _("là một trong (cách nhau dấu phẩy)")),
            ("not_equals", _("không là")),
            ("not_in", _("không thuộc (cách nhau dấu phẩy)")),
            ("at_least", _("từ … trở lên")),
            ("present", _("có điền")),
            ("absent", _("không điền")),
        ],
        "units": [("minute", _("phút")), ("hour", _("giờ")), ("day", _("ngày"))],
    }
