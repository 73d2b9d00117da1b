"""API đồng hồ pháp lý (contracts: `GET /clock/due`).

Public: anybody may check a due moment. The rule of the door is put on in `config.api`, because accounts lies above.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import WithJsonSchema

from thongsuot.common.api import Line, Moment
from thongsuot.common.clock import DurationUnit
from thongsuot.org import due_days

Door = Callable[[Callable[..., Any]], Callable[..., Any]]
Quantity = Annotated[
    Decimal,
    Field(gt=0, le=due_days.LONGEST, decimal_places=2),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": due_days.LONGEST, "multipleOf": 0.01}),
]


class DueQuestion(Schema):
    """Hỏi hạn."""

    received_at: Moment = Field(description="Thời điểm nhận hồ sơ, có múi giờ")
    duration_unit: DurationUnit = Field(description="Đơn vị thời hạn")
    quantity: Quantity | None = Field(
        None, description="Số lượng: giờ và ngày làm việc có thể lẻ (0.25 ngày = 2 giờ); SAME_DAY thì bỏ trống hoặc 1"
    )
    org_unit: Line = Field("", description="Mã đơn vị có hiệu lực trong ngày nhận; bỏ trống = lịch chung cả nước")


class DayOut(Schema):
    """Một ngày trong phép tính."""

    date: date
    counted: bool
    reason: str = Field(
        description="Mã lý do: received_day, counted, weekend, holiday:<tên>, substitute, swapped_off, swapped_work…",
        examples=["holiday:Quốc khánh"],
    )


class DueOut(Schema):
    """Hạn và giải thích từng ngày."""

    due_at: Moment
    counting_from: Moment = Field(description="Thời điểm bắt đầu tính")
    days: list[DayOut]


def router(door: Door) -> Router:
    """The operations of the clock behind the given door."""
    clock = Router(tags=["Đồng hồ pháp lý"])
    clock.get("/due", response=DueOut, summary="Tính hạn, giải thích từng ngày")(door(get_due))
    return clock


def get_due(request: HttpRequest, question: Query[DueQuestion]) -> Any:
    """The due moment by the calendar of the unit's province; 422 `calendar_unknown` for a year without a calendar."""
    duration = due_days.duration_from(question.quantity, question.duration_unit)
    found = due_days.answer(question.received_at, duration, question.org_unit).due
    return {
        "due_at": found.due_at,
        "counting_from": found.counting_from,
        "days": [{"date": day.date, "counted": day.counted, "reason": str(day.reason)} for day in found.days],
    }
