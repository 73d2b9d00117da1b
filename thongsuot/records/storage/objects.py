"""Đối tượng và bản cần có: what a kept file names gets a copy in every configured store."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from thongsuot.common.models import StoredFile
from thongsuot.records.models import ObjectCopy, RecordFile, RecordItem, RecordState, StoreObject
from thongsuot.records.storage.stores import configured


def want_copies(files: Sequence[RecordFile], *, at: datetime) -> int:
    """Ghi đối tượng và bản chờ chép for the documents of these files, in the caller's transaction; returns new objects."""
    if not files:
        return 0
    province_id = files[0].province_id
    ends = {file.pk: file.expires_on for file in files}
    items = RecordItem.objects.filter(province_id=province_id, file_id__in=ends).exclude(sha256="")
    until: dict[str, list[date | None]] = {}
    for file_id, sha256 in items.values_list("file_id", "sha256"):
        until.setdefault(sha256, []).append(ends[file_id])
    return add_objects(province_id, {sha256: _latest(days) for sha256, days in until.items()}, at=at)


def add_objects(province_id: int, until: dict[str, date | None], *, at: datetime) -> int:
    """Objects by hash with the day until which they must be kept (None: for good); known ones are only kept longer."""
    known = {
        one.sha256: one
        for one in StoreObject.objects.select_for_update()
        .filter(province_id=province_id, sha256__in=until)
        .order_by("id")
    }
    for sha256, known_one in known.items():
        longer = _latest([known_one.retain_until, until[sha256]])
        if longer != known_one.retain_until or known_one.erase_at:
            known_one.retain_until, known_one.erase_at = longer, None
            known_one.save(update_fields=["retain_until", "erase_at"])
    sizes = dict(StoredFile.objects.filter(sha256__in=set(until) - set(known)).values_list("sha256", "size"))
    fresh = [
        StoreObject(province_id=province_id, sha256=sha256, size=size, added_at=at, retain_until=until[sha256])
        for sha256, size in sorted(sizes.items())
    ]
    StoreObject.objects.bulk_create(fresh, ignore_conflicts=True)
    made = StoreObject.objects.filter(province_id=province_id, sha256__in=until)
    _want(made, at)
    return len(fresh)


def _want(objects: Iterable[StoreObject], at: datetime) -> None:
    rows = [
        ObjectCopy(province_id=one.province_id, object=one, store=name, next_at=at)
        for one in objects
        for name in configured()
    ]
    ObjectCopy.objects.bulk_create(rows, ignore_conflicts=True)
    # A copy that was erased before is wanted again when a kept file names the bytes.
    ObjectCopy.objects.filter(object__in=[row.object for row in rows], state=ObjectCopy.State.ERASED).update(
        state=ObjectCopy.State.WANTED, next_at=at, fault=""
    )


def still_named(province_id: int, hashes: Iterable[str]) -> set[str]:
    """Which of these bytes a file that is not disposed of still names."""
    alive = RecordItem.objects.filter(province_id=province_id, sha256__in=list(hashes)).exclude(
        file__state=RecordState.DISPOSED
    )
    return set(alive.values_list("sha256", flat=True))


def _latest(days: Iterable[date | None]) -> date | None:
    """For good when one says so, else the last day."""
    found = list(days)
    return None if None in found else max(day for day in found if day)
