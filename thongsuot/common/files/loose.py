"""Dọn tệp lẻ: uploads nobody attached, and bytes whose row was never committed."""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q

from thongsuot.common.files.store import path_of
from thongsuot.common.models import StoredFile

KEPT = timedelta(days=2)
KEPT_FOR_OWNER = timedelta(days=62)  # longer than anybody's draft lives: its papers must not go before it
_SHA256 = 64
_BATCH = 1_000


def collect(at: datetime) -> tuple[int, int]:
    """Remove nobody's loose rows and orphaned bytes after two days, somebody's after two months; (rows, files) removed."""
    nobodys = Q(owner_id=None, created_at__lt=at - KEPT)
    old = StoredFile.objects.filter(nobodys | Q(created_at__lt=at - KEPT_FOR_OWNER), attached_at=None)
    rows, _by_model = old.delete()
    too_young = at.timestamp() - KEPT.total_seconds()
    removed = sum(_discard(sha256, too_young) for sha256 in _orphans(too_young))
    _drop_drafts(too_young)
    return rows, removed


def _orphans(too_young: float) -> Iterator[str]:
    """Old files of the store that no row names."""
    batch: list[str] = []
    for path in _old_files(too_young):
        batch.append(path.name)
        if len(batch) == _BATCH:
            yield from _without_row(batch)
            batch = []
    yield from _without_row(batch)


def _old_files(too_young: float) -> Iterator[Path]:
    for path in Path(settings.FILES_ROOT).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if len(path.name) == _SHA256 and path.stat().st_mtime < too_young:
            yield path


def _without_row(names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lying.sha256 FROM unnest(%s::text[]) AS lying (sha256)"
            " WHERE NOT EXISTS (SELECT FROM common_storedfile f WHERE f.sha256 = lying.sha256)",
            [names],
        )
        return [row[0] for row in cursor.fetchall()]


def _discard(sha256: str, too_young: float) -> bool:
    """Remove one file unless somebody stored the same bytes meanwhile: what was moved away tells its age truly."""
    place = path_of(sha256)
    aside = Path(settings.FILES_ROOT) / "tmp" / f"{sha256}.{time.monotonic_ns()}"
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.rename(place, aside)
    except FileNotFoundError:
        return False
    stays = aside.stat().st_mtime >= too_young
    if stays and not place.exists():
        os.rename(aside, place)
    aside.unlink(missing_ok=True)
    return not stays


def _drop_drafts(too_young: float) -> None:
    """Drafts of uploads that a crash interrupted."""
    for path in (Path(settings.FILES_ROOT) / "tmp").glob("*"):
        if path.stat().st_mtime < too_young:
            path.unlink(missing_ok=True)
