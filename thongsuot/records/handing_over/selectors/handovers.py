"""Một đợt bàn giao có gì, bảng của xã và của tỉnh. Fixed numbers of statements."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from thongsuot.org.selectors import versions_of
from thongsuot.records.models import Handover, HandoverBox, HandoverException, HandoverFile, HandoverItem


@dataclass(frozen=True, slots=True)
class Totals:
    """Cộng của một đợt: boxes, files, documents, sheets, digitised files, exceptions."""

    boxes: int = 0
    files: int = 0
    documents: int = 0
    sheets: int = 0
    digitised: int = 0
    exceptions: int = 0

    @property
    def share(self) -> int:
        """Phần trăm hồ sơ đã số hoá, rounded down: 100 means all."""
        return 100 * self.digitised // self.files if self.files else 0


def totals(handover: Handover) -> Totals:
    """Một câu lệnh."""
    return _totals_of(_counted(Handover.objects.filter(pk=handover.pk)).get())


def _counted(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    files = HandoverFile.objects.filter(handover=OuterRef("pk")).order_by().values("handover")

    def of_files(what: object) -> Coalesce:
        return Coalesce(Subquery(files.annotate(n=what).values("n")), 0)

    def count(model: type) -> Coalesce:
        rows = model.objects.filter(handover=OuterRef("pk")).order_by().values("handover")  # type: ignore[attr-defined]
        return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)

    return rows.annotate(
        n_boxes=count(HandoverBox),
        n_files=of_files(Count("pk")),
        n_documents=of_files(Sum("documents")),
        n_sheets=of_files(Sum("sheets")),
        n_digitised=of_files(Count("pk", filter=Q(digitised=True))),
        n_exceptions=count(HandoverException),
    )


def _totals_of(row: Handover) -> Totals:
    names = ("boxes", "files", "documents", "sheets", "digitised", "exceptions")
    return Totals(*(getattr(row, f"n_{name}") for name in names))


@dataclass(frozen=True, slots=True)
class Line:
    """Một đợt trên bảng."""

    handover: Handover
    old: str
    new: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class Commune:
    """Một xã nhận trên bảng của tỉnh."""

    name: str
    lines: list[Line]
    totals: Totals
    accepted: int


def lines_of(rows: QuerySet[Handover]) -> list[Line]:
    """Đợt bàn giao thành dòng của bảng, all of them: sums of a province are made of them. One statement."""
    found = _counted(rows).order_by("-opened_at", "-id")
    return [
        Line(row, versions_of(row.old_id)[-1].full_name, versions_of(row.new_id)[-1].full_name, _totals_of(row))
        for row in found
    ]


def by_commune(lines: Iterable[Line]) -> list[Commune]:
    """Bảng của tỉnh: sums for each commune that takes over, least finished first."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.new, []).append(line)
    made = [
        Commune(
            name,
            group,
            Totals(*(sum(getattr(one.totals, key) for one in group) for key in Totals.__slots__)),
            sum(one.handover.state == Handover.State.ACCEPTED for one in group),
        )
        for name, group in groups.items()
    ]
    return sorted(made, key=lambda one: (one.accepted / len(one.lines), one.name))


def content_hash(handover: Handover) -> str:
    """SHA-256 of what is signed: every box, file, document with its hash, and every exception, in order. Four statements."""
    boxes = list(handover.boxes.order_by("pk").values_list("number", "title", "place", "note"))
    files = list(
        handover.files.order_by("box__pk", "number").values_list(
            "box__number", "number", "title", "years", "retention", "documents", "sheets", "digitised", "note"
        )
    )
    items = list(
        HandoverItem.objects.filter(file__handover=handover)
        .order_by("file__box__pk", "file__number", "number")
        .values_list("file__box__number", "file__number", "number", "title", "pages", "sha256")
    )
    exceptions = list(handover.exceptions.order_by("pk").values_list("kind", "box__number", "file__number", "what"))
    plain = json.dumps([boxes, files, items, exceptions], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
