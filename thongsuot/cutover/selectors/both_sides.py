"""Chỗ hai bên cùng sửa và hồ sơ trùng mã, as the page of a package shows them: one entry for a dossier with all its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.carrying import both_sides
from thongsuot.cutover.models import Difference, Package
from thongsuot.cutover.selectors.packages import MOST, WORDS
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.ui.formats import vi_datetime

# Columns whose names officials know; the others show as they are called in the package.
COLUMNS: dict[str, str | Promise] = {
    "status": _("Trạng thái"),
    "state": _("Tình trạng"),
    "outcome": _("Kết quả"),
    "due_at": _("Hạn trả"),
    "finished_at": _("Có kết quả lúc"),
    "returned_at": _("Trả kết quả lúc"),
    "closed_at": _("Đóng lúc"),
    "extension_count": _("Số lần hẹn lại"),
    "supplement_count": _("Số lần bổ sung"),
    "amount": _("Số tiền"),
    "note": _("Ghi chú"),
    "name": _("Tên"),
    "full_name": _("Họ tên"),
    "phone": _("Điện thoại"),
    "email": _("Thư điện tử"),
}
ROWS = 2000
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Line:
    """Một cột khác nhau."""

    name: str | Promise
    ours: str
    theirs: str


@dataclass(slots=True)
class Both:
    """Một hồ sơ (hay một dòng đứng riêng) hai bên cùng sửa."""

    pk: int
    title: str
    rows: int = 0
    gone: int = 0
    lines: list[Line] = field(default_factory=list)
    decision: str = ""
    decided: str = ""


@dataclass(frozen=True, slots=True)
class SameCode:
    """Hai hồ sơ một mã."""

    code: str
    given: str
    theirs: dict[str, Any]
    ours: dict[str, Any]


def both(package: Package) -> list[Both]:
    """Những gì một người phải chọn, undecided first; two statements."""
    found = list(both_sides.asked(package).order_by("decision", "pk")[:ROWS])
    dossiers = {row.facts["dossier"] for row in found if row.facts.get("dossier")}
    codes = dict(Dossier.objects.filter(pk__in=dossiers).values_list("pk", "code"))
    entries: dict[object, Both] = {}
    for row in found:
        dossier = row.facts.get("dossier")
        title = codes.get(dossier) or f"{WORDS.get(row.model, row.model)} {row.new or ''}".strip()
        one = entries.setdefault(dossier or (row.model, row.old), Both(row.pk, title))
        one.rows += 1
        one.gone += row.kind == Difference.Kind.NOT_HERE
        one.decision = row.decision
        one.decided = row.get_decision_display() if row.decision else ""
        if not dossier or row.model == both_sides.DOSSIER:
            one.lines = list(_lines(row.facts.get("ours") or {}, row.facts.get("theirs") or {}))
    return list(entries.values())[:MOST]


def _lines(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterable[Line]:
    for name in sorted(theirs):
        if ours.get(name) != theirs[name]:
            yield Line(COLUMNS.get(name, name), _said(name, ours.get(name)), _said(name, theirs[name]))


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name == "status" and value in Status.values:
        return str(Status(value).label)
    if name.endswith("_at") and isinstance(value, str):
        return str(vi_datetime(datetime.fromisoformat(value)))
    return str(value)[:LONGEST]


def same_codes(package: Package) -> list[SameCode]:
    """Hồ sơ mới tới trùng mã, with both as they were when the package was read."""
    rows = package.differences.filter(kind=Difference.Kind.CODE, decision=Difference.Decision.RECODED)
    return [
        SameCode(row.title, row.proposal, _side(row.facts["theirs"]), _side(row.facts["ours"]))
        for row in rows.order_by("title", "pk")[:MOST]
    ]


def _side(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "submitted_at": datetime.fromisoformat(facts["submitted_at"])}
