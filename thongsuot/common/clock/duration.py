"""Thời hạn: a quantity with its unit, as a procedure publishes it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class DurationUnit(StrEnum):
    """Đơn vị thời hạn; the values are those of the API and of the catalogue."""

    HOUR = "HOUR"
    SAME_DAY = "SAME_DAY"
    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    MONTH = "MONTH"


LONGEST = 10_000
WHOLE_ONLY = frozenset({DurationUnit.DAY, DurationUnit.MONTH})


class DurationInvalid(ValueError):
    """Thời hạn không có nghĩa; `reason` is positive, too_long, whole or same_day."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"not a duration: {reason}")


@dataclass(frozen=True, slots=True)
class Duration:
    """Thời hạn, ví dụ 1,5 ngày làm việc. Hours and working days may be broken, days and months are whole."""

    quantity: Decimal
    unit: DurationUnit

    def __post_init__(self) -> None:
        if not isinstance(self.quantity, Decimal):
            object.__setattr__(self, "quantity", Decimal(str(self.quantity)))
        object.__setattr__(self, "unit", DurationUnit(self.unit))
        quantity = self.quantity
        if self.unit is DurationUnit.SAME_DAY:
            if quantity not in (0, 1):
                raise DurationInvalid("same_day")
        elif not quantity.is_finite() or quantity <= 0:
            raise DurationInvalid("positive")
        elif quantity > LONGEST:
            raise DurationInvalid("too_long")
        elif self.unit in WHOLE_ONLY and quantity != quantity.to_integral_value():
            raise DurationInvalid("whole")
