"""Chép bản còn thiếu và xoá bản đã có quyết định huỷ: claimed for a while, done outside any transaction, then written down.

Two workers never hold the same copy: claiming moves `next_at` into the future; a worker that dies gives it back by time.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from thongsuot.common.files import path_of
from thongsuot.records import journalling
from thongsuot.records.models import ObjectCopy, StoreObject
from thongsuot.records.storage.objects import still_named
from thongsuot.records.storage.stores import CHUNK, Missing, Store, StoreFault, WrongBytes, configured

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=30)
CHECK_EVERY = timedelta(days=30)
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(hours=6)
State = ObjectCopy.State
TO_COPY = (State.WANTED, State.BAD, State.MISSING)


def claim(states: Sequence[str], *, at: datetime, limit: int, **more: object) -> list[ObjectCopy]:
    """Nhận những bản đến lượt, oldest first, for the time of the lease."""
    with transaction.atomic():
        rows = ObjectCopy.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state__in=states, next_at__lte=at, store__in=configured(), **more
        )
        found = list(rows.select_related("object").order_by("next_at", "id")[:limit])
        ObjectCopy.objects.filter(pk__in=[copy.pk for copy in found]).update(next_at=at + LEASE)
    return found


def copy_some(at: datetime, limit: int = 200) -> int:
    """Chép những bản còn thiếu; returns how many are good now."""
    return sum(copy_one(copy, at=at) for copy in claim(TO_COPY, at=at, limit=limit, object__erase_at=None))


def copy_one(copy: ObjectCopy, *, at: datetime) -> bool:
    """Một bản: from the file store of the office or any other good copy. What went wrong stands on it."""
    stores, thing = configured(), copy.object
    damaged = copy.state in (State.BAD, State.MISSING, State.LOST)
    fault = ""
    for source in sources(thing, stores, without=copy.store):
        try:
            stores[copy.store].put(thing.sha256, source, thing.size, retain_until=thing.retain_until)
        except (WrongBytes, Missing) as wrong:
            fault = str(wrong)
            continue
        except StoreFault as fault_of_store:
            _postpone(copy, str(fault_of_store), at)
            return False
        _written(copy, at, repaired=damaged)
        return True
    _no_source(copy, fault, at)
    return False


def sources(thing: StoreObject, stores: dict[str, Store], *, without: str = "") -> Iterator[Iterator[bytes]]:
    """Nơi có thể lấy nội dung: the office's own file store, then the good copies, one after the other."""
    if path_of(thing.sha256).exists():
        yield _live(thing.sha256)
    good = ObjectCopy.objects.filter(object=thing, province_id=thing.province_id, state=State.GOOD)
    for name in good.exclude(store=without).order_by("id").values_list("store", flat=True):
        if name in stores:
            yield stores[name].read(thing.sha256)


def _live(sha256: str) -> Iterator[bytes]:
    with path_of(sha256).open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


@transaction.atomic
def _written(copy: ObjectCopy, at: datetime, *, repaired: bool) -> None:
    copy.state, copy.checked_at, copy.next_at = State.GOOD, at, at + CHECK_EVERY
    copy.fault, copy.tries = "", 0
    copy.stored_at = copy.stored_at or at
    if repaired:
        copy.repaired_at = at
        journalling.write(copy.object, "copy_repaired", by_id=None, at=at, store=copy.store)
    copy.save(update_fields=["state", "stored_at", "checked_at", "next_at", "fault", "tries", "repaired_at"])


def _postpone(copy: ObjectCopy, fault: str, at: datetime) -> None:
    wait = min(FIRST_RETRY * 2 ** min(copy.tries, 10), LAST_RETRY)
    log.warning("bản %s ở kho %s: %s", copy.pk, copy.store, fault)
    ObjectCopy.objects.filter(pk=copy.pk).update(tries=copy.tries + 1, fault=fault[:200], next_at=at + wait)


@transaction.atomic
def _no_source(copy: ObjectCopy, fault: str, at: datetime) -> None:
    """Không còn bản tốt nào: red on the board and in the journal, once; asked again every six hours in case one returns."""
    if copy.state != State.LOST:
        journalling.write(copy.object, "object_lost", by_id=None, at=at, store=copy.store, fault=fault)
    ObjectCopy.objects.filter(pk=copy.pk).update(
        state=State.LOST, fault=(fault or "không còn nơi nào có nội dung")[:200], next_at=at + LAST_RETRY
    )


def look_for_lost(at: datetime, limit: int = 50) -> int:
    """Tìm lại những đối tượng đã mất: a store may have come back."""
    return sum(copy_one(copy, at=at) for copy in claim((State.LOST,), at=at, limit=limit))


def erase_some(at: datetime, limit: int = 200) -> int:
    """Xoá bản của những gì đã huỷ; a store whose lock is not over keeps it and says so. Returns how many are gone."""
    gone = 0
    states = (State.GOOD, State.BAD, State.MISSING, State.WANTED, State.LOST)
    for copy in claim(states, at=at, limit=limit, object__erase_at__lte=at):
        if still_named(copy.province_id, [copy.object.sha256]):
            continue
        try:
            configured()[copy.store].erase(copy.object.sha256)
        except StoreFault as fault:
            _postpone(copy, str(fault), at)
            continue
        with transaction.atomic():
            ObjectCopy.objects.filter(pk=copy.pk).update(state=State.ERASED, fault="")
            journalling.write(copy.object, "copy_erased", by_id=None, at=at, store=copy.store)
        gone += 1
    return gone
