"""Tập tờ thay đổi của cả tỉnh: asked for by an administrator, made by a job, commune after commune."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import NotFound, Refused
from thongsuot.cutover.models import LeafletBook
from thongsuot.cutover.papers import leaflets_pdf
from thongsuot.cutover.selectors.leaflet import formed_in, leaflets

STEP = 10  # communes between two words about how far it is
GIVEN_UP = timedelta(minutes=30)


def provinces_of(principal: Principal) -> list[int]:
    """Tỉnh mà người này được làm tập tờ."""
    return sorted(principal.provinces_with(Role.PROVINCE_ADMIN))


@transaction.atomic
def ask(*, province_id: int, principal: Principal, at: datetime) -> LeafletBook:
    """Đặt làm tập tờ; while one is being made the same one is given. NotFound outside the person's province."""
    if province_id not in provinces_of(principal):
        raise NotFound()
    waiting = LeafletBook.objects.select_for_update().filter(province_id=province_id, finished_at=None).first()
    if waiting and waiting.asked_at > at - GIVEN_UP:
        return waiting
    if waiting:
        _finish(waiting.pk, at, refusal=_("Việc làm tập tờ bị ngắt. Hãy đặt lại."))
    total = len(formed_in(province_id, timezone.localdate(at)))
    book = LeafletBook.objects.create(province_id=province_id, asked_by_id=principal.user_id, asked_at=at, total=total)
    from thongsuot.cutover.jobs_people import make_leaflet_book  # jobs call this module

    make_leaflet_book.defer(book_id=book.pk)
    return book


def make(book_id: int, *, at: datetime) -> None:
    """Làm tập tờ đã đặt. Run again after a crash it begins anew; made once, it does nothing."""
    book = LeafletBook.objects.filter(pk=book_id, finished_at=None).first()
    if book is None:
        return
    try:
        _make(book, at)
    except Refused as refused:
        _finish(book.pk, at, refusal=str(refused.detail))
    except Exception:  # the job fails where operators see it, and who waits is told
        _finish(
            book.pk, at, refusal=_("Hệ thống gặp lỗi khi làm tập tờ này. Hãy đặt lại; nếu vẫn lỗi, hãy báo quản trị.")
        )
        raise


def _make(book: LeafletBook, at: datetime) -> None:
    day = timezone.localdate(at)
    units = formed_in(book.province_id, day)
    if not units:
        raise NotFound(_("Tỉnh này chưa có xã nào hình thành từ một lần sắp xếp trong dữ liệu."))
    made = []
    for n, leaflet in enumerate(leaflets(units, day), 1):
        made.append(leaflet)
        if n % STEP == 0:
            LeafletBook.objects.filter(pk=book.pk).update(done=n, total=len(units))
    content = leaflets_pdf(made)
    name = f"thay-doi-{timezone.localtime(at):%Y%m%d-%H%M}.pdf"
    with transaction.atomic():
        locked = LeafletBook.objects.select_for_update().get(pk=book.pk)
        if locked.finished_at is not None:
            return
        locked.file = files.store_made(io.BytesIO(content), name, book.asked_by_id, kind=files.PDF, at=at)
        locked.done = locked.total = len(made)
        locked.finished_at = at
        locked.save(update_fields=["file", "done", "total", "finished_at"])
        data = {"communes": len(made), "sha256": locked.file.sha256}
        journal.note(
            [journal.Entry(book.province_id, "leaflet_book", book.pk, "leaflets_made", at, book.asked_by_id, data=data)]
        )


def _finish(book_id: int, at: datetime, *, refusal: str) -> None:
    LeafletBook.objects.filter(pk=book_id, finished_at=None).update(finished_at=at, refusal=refusal)


def book_of(uid: UUID, principal: Principal) -> LeafletBook:
    """Tập tờ của tỉnh mình; NotFound else."""
    found = LeafletBook.objects.select_related("file", "province").filter(
        uid=uid, province_id__in=provinces_of(principal)
    )
    if book := found.first():
        return book
    raise NotFound()


def recent(province_id: int, limit: int = 5) -> list[LeafletBook]:
    """Tập tờ gần đây của tỉnh, newest first."""
    return list(LeafletBook.objects.filter(province_id=province_id).order_by("-asked_at")[:limit])
