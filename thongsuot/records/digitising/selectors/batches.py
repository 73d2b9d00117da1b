"""Mẻ tới đâu: pages, speed, quality, work of each person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from thongsuot.accounts.models import User
from thongsuot.org.selectors import versions_of
from thongsuot.records.digitising.permissions import visible_batches
from thongsuot.records.models import Batch, Page, Scan, ScannedDocument

RECENT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Progress:
    """Trang của một mẻ theo trạng thái."""

    pages: int
    waiting: int
    read: int
    empty: int
    separators: int
    failed: int
    doubtful: int
    per_minute: float

    @property
    def seen(self) -> int:
        """Trang đã xem xong."""
        return self.pages - self.waiting


def progress(batch: Batch, at: datetime) -> Progress:
    """Một câu lệnh: counts, and pages a minute while it was read (of the last quarter of an hour while pages wait)."""
    state = Page.State
    row = Page.objects.filter(province_id=batch.province_id, batch=batch).aggregate(
        pages=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=[state.WAITING, state.READING])),
        read=Count("pk", filter=Q(state=state.READ)),
        empty=Count("pk", filter=Q(state=state.EMPTY)),
        separators=Count("pk", filter=Q(state=state.SEPARATOR)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        doubtful=Count("pk", filter=Q(doubtful=True)),
        recent=Count("pk", filter=Q(read_at__gt=at - RECENT)),
        done=Count("pk", filter=Q(read_at__isnull=False)),
        first=Min("read_at"),
        last=Max("read_at"),
        seconds=Sum("seconds"),
    )
    recent, done, first, last = (row.pop(key) for key in ("recent", "done", "first", "last"))
    seconds = row.pop("seconds") or 0.0
    if row["waiting"] and recent:
        per_minute = recent / (RECENT.total_seconds() / 60) if at - first > RECENT else _rate(recent, at - first)
    else:
        per_minute = _rate(done, last - first) if done and last > first else (done * 60 / seconds if seconds else 0.0)
    return Progress(**row, per_minute=round(per_minute, 1))


def _rate(count: int, time: timedelta) -> float:
    return count * 60 / time.total_seconds() if time.total_seconds() > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """Đưa vào lưu trữ tới đâu: files kept, under way, and held back with a reason."""

    kept: int
    under_way: int
    held_back: int

    @property
    def all(self) -> int:
        """Hồ sơ đã được bảo đưa vào lưu trữ."""
        return self.kept + self.under_way + self.held_back


def keeping(batch: Batch) -> Keeping:
    """Một câu lệnh."""
    left = Q(record_file_id=None)
    row = batch.files.aggregate(
        kept=Count("pk", filter=Q(record_file_id__isnull=False)),
        under_way=Count("pk", filter=left & Q(asked_at__isnull=False)),
        held_back=Count("pk", filter=left & Q(asked_at=None) & ~Q(problem="")),
    )
    return Keeping(**row)


@dataclass(frozen=True, slots=True)
class Quality:
    """Chất lượng mô tả: documents by state, the sample, share of fields that two people keyed differently."""

    documents: int
    waiting: int
    returned: int
    sampled: int
    to_check: int
    compared: int
    wrong: int

    @property
    def error_rate(self) -> float | None:
        """Phần trăm ô khác nhau; None before anything was compared."""
        return round(100 * self.wrong / self.compared, 1) if self.compared else None


def quality(batch: Batch) -> Quality:
    """Một câu lệnh."""
    state = ScannedDocument.State
    row = batch.documents.aggregate(
        all=Count("pk"),
        to_key=Count("pk", filter=Q(state=state.WAITING)),
        sent_back=Count("pk", filter=Q(state=state.RETURNED)),
        in_sample=Count("pk", filter=Q(sampled=True)),
        to_check=Count("pk", filter=Q(state=state.DESCRIBED, sampled=True)),
        fields=Sum("compared"),
        faults=Sum("wrong"),
    )
    return Quality(*(value or 0 for value in row.values()))


@dataclass(frozen=True, slots=True)
class Work:
    """Việc của một người trong mẻ."""

    name: str
    taken: int = 0
    described: int = 0
    wrong: int = 0
    compared: int = 0
    checked: int = 0


def work(batch: Batch) -> list[Work]:
    """Ai làm bao nhiêu: pages sent, documents described (and how many fields were wrong), checked. Four statements."""
    taken = dict(_per(Scan.objects.filter(batch=batch, refused=""), "taken_by", n=Sum("pages")))
    checked = dict(_per(batch.documents.filter(checked_by__isnull=False), "checked_by", n=Count("pk")))
    nothing: Mapping[str, Any] = {"n": 0, "w": 0, "c": 0}
    described: dict[int | None, Mapping[str, Any]] = {
        row["described_by"]: row
        for row in batch.documents.filter(described_by__isnull=False)
        .values("described_by")
        .annotate(n=Count("pk"), w=Sum("wrong"), c=Sum("compared"))
    }
    people = User.objects.in_bulk({*taken, *checked, *described} - {None})
    made = [
        Work(
            str(person),
            taken.get(pk, 0),
            described=row["n"],
            wrong=row["w"],
            compared=row["c"],
            checked=checked.get(pk, 0),
        )
        for pk, person, row in ((pk, person, described.get(pk, nothing)) for pk, person in people.items())
    ]
    return sorted(made, key=lambda one: (-one.described, -one.taken, one.name))


def _per(rows: QuerySet, column: str, **what: object) -> list[tuple[int, int]]:
    return list(rows.values(column).annotate(**what).values_list(column, "n"))


def batches(principal: object, at: datetime) -> list[Batch]:
    """Mẻ của các đơn vị mà người này làm việc, open ones first, with counts of pages and documents. One statement."""
    wait = Q(sheets__state__in=[Page.State.WAITING, Page.State.READING])
    rows = (
        visible_batches(principal)  # type: ignore[arg-type]
        .annotate(pages=Count("sheets"), waiting=Count("sheets", filter=wait))
        .order_by(F("done_at").desc(nulls_first=True), "-opened_at")[:200]
    )
    return [_named(row) for row in rows]


def _named(batch: Batch) -> Batch:
    batch.origin_name = versions_of(batch.origin_id)[-1].full_name  # type: ignore[attr-defined]
    return batch
