"""Số định danh cá nhân: twelve digits that say province of birth registration, century and sex, year of birth.

Encrypted with the owner's uid as additional data (a cipher moved to another row does not open), found again by a
keyed hash, shown masked. The nine-digit numbers of the old identity cards are no longer valid since 01/01/2025.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.common import crypto
from thongsuot.common.errors import Invalid

CODE = "id_number_invalid"
MASK = "••••"
# Codes of provinces in identity numbers (Thông tư 59/2021/TT-BCA, Phụ lục I); people keep them after mergers.
PROVINCE_CODES = frozenset(
    f"{code:03}"
    for code in range(1, 97)
    if code
    not in {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69}
    | {71, 73, 76, 78, 81, 85, 88, 90}
)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What the digits say."""

    digits: str

    @property
    def birth_year(self) -> int:
        """Year of birth: the fourth digit counts centuries from 1900, two digits (men, women) each."""
        return 1900 + 100 * (int(self.digits[3]) // 2) + int(self.digits[4:6])

    @property
    def is_female(self) -> bool:
        """Odd fourth digit: woman."""
        return int(self.digits[3]) % 2 == 1


def clean(text: str) -> str:
    """The digits alone; people write spaces and dots between groups."""
    return re.sub(r"[\s.\-]", "", text)


def problem_of_id_number(text: str, *, birth_date: date | None = None, today: date | None = None) -> str | None:
    """What is wrong with an identity number, in words for the person who typed it; None when it is plausible."""
    digits = clean(text)
    if not re.fullmatch(r"[0-9]+", digits):
        return _("Số định danh chỉ gồm chữ số.")
    if len(digits) == 9:
        return _("Số CMND 9 số không còn dùng từ 01/01/2025. Hãy nhập số định danh 12 số trên thẻ căn cước.")
    if len(digits) != 12:
        return _("Số định danh phải có 12 chữ số (bạn đã nhập %(count)d).") % {"count": len(digits)}
    if digits[:3] not in PROVINCE_CODES:
        return _("Ba số đầu %(code)s không phải mã tỉnh nào. Hãy xem lại số trên thẻ.") % {"code": digits[:3]}
    number = IdNumber(digits)
    if today and number.birth_year > today.year:
        return _("Số định danh này ứng với năm sinh %(year)d, chưa tới. Hãy xem lại số thứ tư đến thứ sáu.") % {
            "year": number.birth_year
        }
    if birth_date and number.birth_year != birth_date.year:
        return _("Số định danh này ứng với năm sinh %(year)d, khác ngày sinh đã nhập.") % {"year": number.birth_year}
    return None


def checked(text: str, *, birth_date: date | None = None, today: date, field: str = "id_number") -> str:
    """The digits, or a refusal with the field's error."""
    problem = problem_of_id_number(text, birth_date=birth_date, today=today)
    if problem:
        raise Invalid(problem, code=CODE, errors=[{"field": field, "message": problem}])
    return clean(text)


def mask_id(digits: str) -> str:
    """`042199001234` → `0421••••1234`; short or unusual values show at most their last two characters."""
    if len(digits) >= 12:
        return f"{digits[:4]}{MASK}{digits[-4:]}"
    return MASK + digits[-2:] if len(digits) > 4 else MASK


def aad_of(uid: UUID) -> bytes:
    """Additional data that ties a cipher to its owner's row."""
    return b"accounts.user:" + uid.bytes


def keep(user: User, digits: str) -> None:
    """Put the number on the account, encrypted and findable; the caller saves."""
    user.id_number_cipher = crypto.encrypt(digits, aad_of(user.uid))
    user.id_number_hash = crypto.lookup_hash(digits)


def reveal(user: User) -> str:
    """The plain number; callers journal why."""
    return crypto.decrypt(bytes(user.id_number_cipher), aad_of(user.uid)) if user.id_number_cipher else ""
