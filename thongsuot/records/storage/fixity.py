"""Kiểm nguyên vẹn: every copy is read and hashed again each month; a flipped bit is found, journalled and put right."""

import logging
from datetime import datetime

from django.db import transaction

from thongsuot.records import journalling
from thongsuot.records.models import ObjectCopy
from thongsuot.records.storage.copying import CHECK_EVERY, FIRST_RETRY, State, claim, copy_one
from thongsuot.records.storage.stores import Missing, StoreFault, configured, digest_of

log = logging.getLogger(__name__)


def check_some(at: datetime, limit: int = 200) -> dict[str, int]:
    """Kiểm những bản đến lượt; returns how many were good, repaired, lost, not answered."""
    found = {"good": 0, "repaired": 0, "lost": 0, "silent": 0}
    for copy in claim((State.GOOD,), at=at, limit=limit, object__erase_at=None):
        found[check_one(copy, at=at)] += 1
    return found


def check_one(copy: ObjectCopy, *, at: datetime) -> str:
    """Kiểm một bản, and repair it from a good one at once."""
    try:
        digest, _size = digest_of(configured()[copy.store].read(copy.object.sha256))
    except Missing:
        return _damaged(copy, State.MISSING, "kho không có bản này", at)
    except StoreFault as fault:
        log.warning("kiểm bản %s ở kho %s: %s", copy.pk, copy.store, fault)
        ObjectCopy.objects.filter(pk=copy.pk).update(fault=str(fault)[:200], next_at=at + FIRST_RETRY * 30)
        return "silent"
    if digest != copy.object.sha256:
        return _damaged(copy, State.BAD, f"đọc ra {digest[:16]}…", at)
    ObjectCopy.objects.filter(pk=copy.pk).update(checked_at=at, next_at=at + CHECK_EVERY, fault="")
    return "good"


def _damaged(copy: ObjectCopy, state: str, fault: str, at: datetime) -> str:
    with transaction.atomic():
        copy.state, copy.fault = state, fault
        copy.save(update_fields=["state", "fault"])
        journalling.write(copy.object, "copy_damaged", by_id=None, at=at, store=copy.store, fault=fault)
    if copy_one(copy, at=at):
        return "repaired"
    return "lost"
