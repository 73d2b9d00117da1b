"""Bảng kho: what each store holds, whether the policy of copies is met, and what is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from thongsuot.records.models import ObjectCopy, RecordItem, StoreObject
from thongsuot.records.storage.copying import CHECK_EVERY
from thongsuot.records.storage.stores import configured

# QCVN 12:2026/BCA (TT 47/2026/TT-BCA): at least three copies on two separate media, one of them not rewritable.
COPIES, MEDIA, LOCKED = 3, 2, 1


@dataclass(frozen=True, slots=True)
class StoreLine:
    """Một kho trên bảng."""

    name: str
    medium: str
    locked: bool
    known: bool
    good: int = 0
    waiting: int = 0
    bad: int = 0
    lost: int = 0
    bytes: int = 0
    oldest_check: datetime | None = None
    last_repair: datetime | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Bảng kho của một tỉnh."""

    stores: list[StoreLine]
    objects: int
    bytes: int
    short: int  # objects with fewer good copies than the policy wants
    lost: int
    overdue: int
    unmet: list[str] = field(default_factory=list)  # which parts of the policy the configuration cannot meet
    lost_files: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        """`danger` when something is lost, `warning` when copies or stores are missing, else `success`."""
        if self.lost:
            return "danger"
        return "warning" if self.short or self.unmet or self.overdue else "success"


def board(province_ids: Iterable[int], at: datetime) -> Board:
    """Bảng kho; five statements however many objects there are."""
    provinces = list(province_ids)
    copies = ObjectCopy.objects.filter(province_id__in=provinces)
    known, stores = {row["store"]: row for row in _by_store(copies)}, configured()
    lines = [
        StoreLine(
            name=name,
            medium=stores[name].medium if name in stores else "",
            locked=stores[name].locked if name in stores else False,
            known=name in stores,
            **{key: value for key, value in known.get(name, {}).items() if key != "store"},
        )
        for name in sorted({*stores, *known})
    ]
    things = StoreObject.objects.filter(province_id__in=provinces, erase_at=None)
    totals = things.aggregate(n=Count("id"), size=Sum("size"))
    good = Count("copies", filter=Q(copies__state=ObjectCopy.State.GOOD))
    wanted = min(COPIES, len(stores)) or COPIES
    lost = list(things.filter(copies__state=ObjectCopy.State.LOST).distinct().values_list("sha256", flat=True)[:200])
    return Board(
        stores=lines,
        objects=totals["n"],
        bytes=totals["size"] or 0,
        short=things.annotate(good=good).filter(good__lt=wanted).count(),
        lost=len(lost),
        overdue=copies.filter(state=ObjectCopy.State.GOOD, checked_at__lt=at - CHECK_EVERY * 2).count(),
        unmet=_unmet(),
        lost_files=_files_of(provinces, lost),
    )


def _by_store(copies: QuerySet[ObjectCopy]) -> Any:
    states = ObjectCopy.State
    return copies.values("store").annotate(
        good=Count("id", filter=Q(state=states.GOOD)),
        waiting=Count("id", filter=Q(state=states.WANTED)),
        bad=Count("id", filter=Q(state__in=[states.BAD, states.MISSING])),
        lost=Count("id", filter=Q(state=states.LOST)),
        bytes=Sum("object__size", filter=Q(state=states.GOOD), default=0),
        oldest_check=Min("checked_at", filter=Q(state=states.GOOD)),
        last_repair=Max("repaired_at"),
        fault=Max("fault"),
    )


def _unmet() -> list[str]:
    stores = list(configured().values())
    media = {store.medium for store in stores}
    wrong = []
    if len(stores) < COPIES:
        wrong.append("copies")
    if len(media) < MEDIA:
        wrong.append("media")
    if sum(store.locked for store in stores) < LOCKED:
        wrong.append("locked")
    return wrong


def _files_of(provinces: list[int], hashes: list[str]) -> list[str]:
    rows = RecordItem.objects.filter(province_id__in=provinces, sha256__in=hashes).select_related("file")
    return sorted({f"{item.file.code} – {item.summary}" for item in rows[:100]})
