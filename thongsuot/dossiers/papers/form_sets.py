"""Bộ mẫu theo ngày: the same paper has another number in another circular, so a form is named by set and number.

TT 01/2018/TT-VPCP had six forms (05 control slip, 06 register); TT 03/2025/TT-VPCP (15/9/2025) has seven (05 stop notice,
06 control slip, 07 register). Numbers of the list of names; the layouts are of provinces: unverified.
"""

from dataclasses import dataclass
from datetime import date

CONTROL_SLIP, REGISTER = "control_slip", "register"


@dataclass(frozen=True, slots=True)
class FormSet:
    """Một bộ mẫu: since when, by which circular, under which numbers."""

    valid_from: date
    basis: str
    numbers: dict[str, str]


SETS = (
    FormSet(date(2018, 6, 1), "TT 01/2018/TT-VPCP", {CONTROL_SLIP: "05", REGISTER: "06"}),
    FormSet(date(2025, 9, 15), "TT 03/2025/TT-VPCP", {CONTROL_SLIP: "06", REGISTER: "07"}),
)


def form_set_on(on: date) -> FormSet:
    """The set in force that day; the oldest one before all of them."""
    return next((found for found in reversed(SETS) if found.valid_from <= on), SETS[0])


def form_number(form: str, on: date) -> str:
    """Số mẫu trong ngày đó."""
    return form_set_on(on).numbers[form]


def form_note(form: str, on: date) -> str:
    """`Mẫu số 07 · TT 03/2025/TT-VPCP, bố cục: chưa xác minh`, as it stands on the paper."""
    return f"Mẫu số {form_number(form, on)} · {form_set_on(on).basis}, bố cục theo mẫu tỉnh: chưa xác minh"
