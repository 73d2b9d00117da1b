"""Sản phẩm của bước: what a step adds to the result that the declaration cannot know (a number, an amount, a book).

Answers that the result's template knows are checked by their kind; ID numbers among them are stored encrypted.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.dossiers import papers
from thongsuot.dossiers.form_secrets import SEALED, open_one, seal_one
from thongsuot.dossiers.models import DossierStep
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.procedures.selectors import Version

MOST_ANSWERS, MOST_ROWS, LONGEST = 60, 200, 500
MOST_MONEY, MOST_DIGITS = 10**12, 20
Answers = dict[str, Any]


def template_fields(version: Version) -> dict[str, papers.ResultField]:
    """Các ô của mẫu kết quả by key; empty for a procedure without template."""
    if version.result_template not in papers.RESULT_TEMPLATES:
        return {}
    return {field.key: field for field in papers.result_fields(version.result_template)}


def checked(version: Version, data: Any) -> Answers:
    """Answers of a step, cleaned; every wrong one is named. Keys unknown to the template are kept as plain words."""
    if not isinstance(data, Mapping) or len(data) > MOST_ANSWERS:
        raise _refused({"data": _("Sản phẩm của bước là một đối tượng gồm tối đa %(n)d mục.") % {"n": MOST_ANSWERS}})
    known, answers, wrong = template_fields(version), {}, {}
    for key, value in data.items():
        try:
            answers[clean_line(str(key), limit=60)] = _one(known.get(key), str(key), value)
        except Invalid as refused:
            wrong[f"data.{key}"] = refused.errors[0]["message"] if refused.errors else str(refused.detail)
        except ValueError as problem:
            wrong[f"data.{key}"] = str(problem)
    if wrong:
        raise _refused(wrong)
    return answers


def _refused(wrong: Mapping[str, str]) -> Invalid:
    errors = [{"field": field, "message": message} for field, message in wrong.items()]
    return Invalid(errors[0]["message"], errors=errors)


def _one(field: papers.ResultField | None, key: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    kind = field.kind if field else "text"
    if kind == "rows":
        return _rows(value)
    if isinstance(value, (list, dict)):
        raise ValueError(_("Mục này chỉ nhận một giá trị."))
    text = clean_line(str(value), limit=LONGEST)
    if kind in ("money", "number"):
        return _whole_number(text)
    if kind == "date":
        return _day(text)
    problem = problem_of_id_number("".join(text.split())) if is_secret(key) and text else ""
    if problem:
        raise ValueError(problem)
    return "".join(text.split()) if is_secret(key) else text


def _rows(value: Any) -> list[list[str]]:
    flat = isinstance(value, list) and len(value) <= MOST_ROWS and all(isinstance(row, list) for row in value)
    if not flat or any(isinstance(cell, (list, dict)) for row in value for cell in row):
        raise ValueError(_("Mục này là danh sách các dòng, mỗi dòng là danh sách các ô chữ."))
    return [[clean_line(str(cell), limit=LONGEST) for cell in row] for row in value]


def _whole_number(text: str) -> int:
    digits = text.replace(".", "").replace(" ", "").replace("\u00a0", "").removesuffix("đ")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS and int(digits) <= MOST_MONEY):
        raise ValueError(_("Hãy ghi một số nguyên, ví dụ 550000."))
    return int(digits)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(_("Ngày ghi theo dạng năm-tháng-ngày, ví dụ 2025-07-10.")) from None


def is_secret(key: str) -> bool:
    """Whether answers of this name are ID numbers."""
    return key.endswith("id_number")


def sealed(answers: Answers, uid: UUID) -> Answers:
    """As they are stored."""
    return {k: seal_one(v, uid) if is_secret(k) and isinstance(v, str) else v for k, v in answers.items()}


def of_dossier(loaded: Loaded) -> Answers:
    """What the steps added so far, later ones winning; ID numbers open, so for the paper only."""
    rows = DossierStep.objects.filter(
        province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk, state=DossierStep.State.DONE
    ).order_by("id")
    merged: Answers = {}
    for product in rows.values_list("product", flat=True):
        data = (product or {}).get("data")
        merged |= data if isinstance(data, dict) else {}
    return {k: open_one(v, loaded.dossier.uid) if _is_sealed(v) else v for k, v in merged.items()}


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(SEALED)
