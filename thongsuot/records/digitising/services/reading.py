"""Đọc chữ các trang: claimed for a while, read outside any transaction, written in a short one.

A page whose reader was killed is claimed again when its lease is over; one that brought its readers down is read alone,
and given up after MOST_TRIES, so that it never stops the others.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed, Refused
from thongsuot.common.files.kinds import PDF, WEBP
from thongsuot.common.text import bare, fold_marks
from thongsuot.records.digitising import journalling, ocr, vietnamese
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.models import Batch, Page

if TYPE_CHECKING:
    from thongsuot.records.digitising.faces import Face

AT_ONCE = 6  # pages in one run of the reader: its start costs a second
LEASE = timedelta(minutes=30)
MOST_TRIES = 3
LONGEST_TEXT = 200_000
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Done:
    """Một trang đã xem: its face, and what was read unless it is empty or a separator."""

    page: Page
    face: "Face"
    reduced: bool
    read: ocr.Read | None


def to_read(at: datetime) -> QuerySet[Page]:
    """Trang đang chờ đọc, or whose reader has gone."""
    return Page.objects.filter(Q(state=Page.State.WAITING) | Q(state=Page.State.READING, claimed_until__lt=at))


def take_up(lane: int) -> int:
    """Nhận lại những trang làn này bỏ dở: one worker at a time runs a lane, so whoever had them is gone. Returns how many.

    Nobody waits for the lease then. Should the other only have been asleep, its claim is no longer that of the page.
    """
    left = Page.objects.filter(state=Page.State.READING, lane=lane)
    return left.update(state=Page.State.WAITING, claim=None, claimed_until=None, lane=None)


def read_some(*, batch_id: int, clock: Clock, lane: int | None = None) -> int:
    """Đọc một nhóm trang của mẻ; how many pages were claimed (0: nothing to do). Never raises for what is wrong with a page."""
    claim = uuid4()
    pages = _claim(batch_id, claim, clock(), lane)
    if not pages:
        return 0
    began = time.monotonic()
    try:
        with TemporaryDirectory(prefix="so-hoa-") as folder:
            done = _work(pages, Path(folder))
            _finish(done, claim, (time.monotonic() - began) / len(pages), clock())
    except ocr.NotRead as fault:
        _not_read(pages, claim, str(fault))
    return len(pages)


@transaction.atomic
def _claim(batch_id: int, claim: UUID, at: datetime, lane: int | None = None) -> list[Page]:
    """Take the next pages of one scan; those that failed before are taken alone."""
    batch = Batch.objects.only("pk", "province_id").get(pk=batch_id)
    mine = to_read(at).filter(province_id=batch.province_id, batch_id=batch_id)
    _give_up(mine)
    rows = list(
        mine.filter(tries__lt=MOST_TRIES)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("position")[:AT_ONCE]
    )
    if not rows:
        return []
    first = rows[0]
    alone = first.alone or first.tries > 0
    taken = [first] if alone else [row for row in rows if row.scan_id == first.scan_id and not (row.alone or row.tries)]
    Page.objects.filter(province_id=first.province_id, pk__in=[row.pk for row in taken]).update(
        state=Page.State.READING, claim=claim, claimed_until=at + LEASE, lane=lane, tries=F("tries") + 1
    )
    return list(
        Page.objects.filter(province_id=first.province_id, pk__in=[row.pk for row in taken])
        .select_related("scan__file")
        .order_by("position")
    )


def _give_up(mine: QuerySet[Page]) -> None:
    stuck = mine.filter(tries__gte=MOST_TRIES)
    stuck.update(
        state=Page.State.FAILED,
        claim=None,
        claimed_until=None,
        lane=None,
        problem=_("Đã thử %(tries)d lần, lần nào chương trình đọc cũng dừng giữa chừng.") % {"tries": MOST_TRIES},
    )


def _work(pages: Sequence[Page], folder: Path) -> list[Done]:
    """Look at the pages and read those that have something on them. Raises NotRead."""
    from thongsuot.records.digitising import faces, pdfs

    source = folder / "goc.pdf"
    reduced = source_of(pages, source, folder)
    try:
        seen = list(faces.faces(source))
    except Exception as fault:  # pdfium says many things of a broken page
        raise ocr.NotRead(_("Không vẽ được trang: tệp có thể bị hỏng.")) from fault
    wanted = [n for n, face in enumerate(seen) if not face.empty and face.mark is None]
    read: dict[int, ocr.Read] = {}
    if wanted:
        part = source
        if len(wanted) < len(seen):
            part = folder / "can-doc.pdf"
            pdfs.cut(source, [n + 1 for n in wanted], part)
        read = dict(zip(wanted, ocr.read(part, len(wanted), folder), strict=True))
    return [Done(page, seen[n], reduced[n], read.get(n)) for n, page in enumerate(pages)]


def source_of(pages: Sequence[Page], source: Path, folder: Path) -> list[bool]:
    """One PDF of pages of one scan, as they came; which of them were reduced. Raises NotRead."""
    import pikepdf

    from thongsuot.records.digitising import drawings, images, pdfs

    original = pages[0].scan.file
    assert original is not None, "pages exist only of scans that were taken"
    path = files.path_of(original.sha256)
    try:
        if original.media_type == PDF.media_type:
            pdfs.cut(path, [page.number for page in pages], source)
            return drawings.reduce_large(source, folder)
        parts = [folder / f"anh-{page.number}.pdf" for page in pages]
        reduced = [images.to_page(path, page.number, part) for page, part in zip(pages, parts, strict=True)]
        pdfs.join(parts, source)
        return reduced
    except (pikepdf.PdfError, OSError, ValueError, EOFError, SyntaxError, Refused, StopIteration) as fault:
        raise ocr.NotRead(_("Không lấy được trang từ tệp gốc: tệp có thể bị hỏng.")) from fault


@transaction.atomic
def _finish(done: Sequence[Done], claim: UUID, seconds: float, at: datetime) -> None:
    """Write what was read, unless the lease ran out and somebody else has the pages."""
    own = set(
        Page.objects.select_for_update(of=("self",))
        .filter(province_id=done[0].page.province_id, pk__in=[one.page.pk for one in done], claim=claim)
        .values_list("pk", flat=True)
    )
    for one in done:
        if one.page.pk in own:
            _write(one, seconds, at)


def _write(one: Done, seconds: float, at: datetime) -> None:
    page, face = one.page, one.face
    owner = page.scan.taken_by_id or 0
    text = one.read.text[:LONGEST_TEXT] if one.read else ""
    unread = Page.State.SEPARATOR if face.mark else Page.State.EMPTY
    state = Page.State.READ if one.read else unread
    name = f"{Path(page.scan.name).stem}-{page.number}"
    picture = files.store_made(BytesIO(face.picture), f"{name}.webp", owner, kind=WEBP, at=at)
    made = files.store_made(BytesIO(one.read.pdf), f"{name}.pdf", owner, kind=PDF, at=at) if one.read else None
    Page.objects.filter(province_id=page.province_id, pk=page.pk).update(
        state=state,
        claim=None,
        claimed_until=None,
        lane=None,
        problem="",
        mark=face.mark.text() if face.mark else "",
        width=face.width,
        height=face.height,
        reduced=one.reduced,
        doubtful=bool(text) and vietnamese.doubtful(text),
        picture=picture,
        made=made,
        text=text,
        marked=SearchVector(Value(fold_marks(text)), config="simple"),
        bare=SearchVector(Value(bare(text)), config="simple"),
        seconds=seconds,
        read_at=at,
    )


def _not_read(pages: Sequence[Page], claim: UUID, why: str) -> None:
    """Each is read alone next; who fails alone a second time is given up with the reason."""
    own = Page.objects.filter(province_id=pages[0].province_id, pk__in=[page.pk for page in pages], claim=claim)
    free = {"claim": None, "claimed_until": None, "lane": None, "problem": why[:300], "alone": True}
    last = len(pages) == 1 and pages[0].tries >= 2
    with transaction.atomic():
        own.update(state=Page.State.FAILED if last else Page.State.WAITING, **free)


@transaction.atomic
def again(*, uid: UUID | str, by: Principal, at: datetime) -> int:
    """Đọc lại những trang không đọc được; returns how many."""
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if batch.state == Batch.State.DONE:
        raise MoveNotAllowed(_("Mẻ đã đưa vào lưu trữ."))
    failed = Page.objects.filter(province_id=batch.province_id, batch=batch, state=Page.State.FAILED)
    count = failed.update(state=Page.State.WAITING, tries=0, alone=True, problem="")
    if count:
        journalling.write(batch, "pages_read_again", by_id=by.user_id, at=at, count=count)
    return count
