"""Xuất danh sách và sổ theo dõi ra Excel: small tables at once, large ones in the background, never by Python per cell.

Whoever exports takes personal data out of the platform: each export is journalled with its filters and its number of rows.
"""

import io
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files, journal, sheets
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.dossiers import registers
from thongsuot.dossiers.models import Export
from thongsuot.dossiers.permissions import working_units
from thongsuot.dossiers.selectors import exporting, register
from thongsuot.dossiers.selectors.lists import Wanted

AT_ONCE = 2_000
MOST = 500_000
KEPT = timedelta(days=7)
NAMES = {
    Export.Kind.LIST: "danh-sach-ho-so",
    Export.Kind.REGISTER: "so-theo-doi",
    Export.Kind.REGISTER_PDF: "so-theo-doi",
}
SUBJECT = "export"


def wanted_of(params: dict[str, Any]) -> Wanted:
    """The list's conditions as they were kept."""
    return Wanted(
        unit_ids=tuple(params.get("units", ())),
        statuses=tuple(params.get("statuses", ())),
        text=params.get("text", ""),
        any_order=params.get("any_order", False),
    )


def params_of(period: register.Period) -> dict[str, Any]:
    """The register's period as it is kept."""
    return {"unit": period.unit_id, "first": period.first.isoformat(), "last": period.last.isoformat()}


def period_of(params: dict[str, Any], principal: Principal) -> register.Period:
    """The register's period as it was kept, for whoever may still open it; NotFound else."""
    first, last = (date.fromisoformat(params[key]) for key in ("first", "last"))
    return register.period_for(principal, params["unit"], first, last)


@in_vietnamese()
def write(
    out: IO[bytes],
    *,
    kind: str,
    title: str,
    params: dict[str, Any],
    principal: Principal,
    at: datetime,
    most: int,
    told: Callable[[int], None] = lambda rows: None,
) -> int:
    """Ghi tệp; returns the number of rows, one more than `most` when there are more. Rights are asked here, now."""
    if kind == Export.Kind.LIST:
        source = exporting.list_source(principal, wanted_of(params), wide=params.get("wide", True))
    else:
        source = exporting.register_source(period_of(params, principal))
    with (
        sheets.Sheet(out, source.columns, title=title, choices=source.choices, made_at=at) as sheet,
        connection.cursor() as cursor,
    ):
        return sheets.copy_rows(cursor, sheet, source.packed, source.rows, source.params, most=most + 1, told=told)


def small(*, kind: str, title: str, params: dict[str, Any], principal: Principal, at: datetime) -> bytes | None:
    """The file at once when it is small, and journalled; None when it is not."""
    with tempfile.TemporaryFile() as out:
        rows = write(out, kind=kind, title=title, params=params, principal=principal, at=at, most=AT_ONCE)
        if rows > AT_ONCE:
            return None
        out.seek(0)
        content = out.read()
    _done(kind=kind, title=title, params=params, principal=principal, at=at, rows=rows)
    return content


def printed(*, title: str, params: dict[str, Any], principal: Principal, at: datetime) -> bytes:
    """Bản in của sổ, at once and journalled like a file: it carries the same names away."""
    out = io.BytesIO()
    rows = registers.write_pdf(out, period_of(params, principal), at)
    _done(kind=Export.Kind.REGISTER_PDF, title=title, params=params, principal=principal, at=at, rows=rows)
    return out.getvalue()


@transaction.atomic
def _done(*, kind: str, title: str, params: dict[str, Any], principal: Principal, at: datetime, rows: int) -> None:
    export = Export.objects.create(
        user_id=principal.user_id, kind=kind, title=title, params=params, asked_at=at, finished_at=at, rows=rows
    )
    _journal(export, principal, at)


@transaction.atomic
def ask(*, kind: str, title: str, params: dict[str, Any], principal: Principal, at: datetime) -> Export:
    """Đặt việc xuất tệp; the file is made in the background. Asking the same again while it waits gives the same one."""
    waiting = Export.objects.filter(user_id=principal.user_id, kind=kind, params=params, finished_at=None)
    if found := waiting.filter(asked_at__gt=at - timedelta(hours=1)).first():
        return found
    export = Export.objects.create(user_id=principal.user_id, kind=kind, title=title, params=params, asked_at=at)
    from thongsuot.dossiers.jobs import make_export  # jobs call this module, so it cannot be imported above

    make_export.defer(export_id=export.pk)
    return export


def make(export_id: int, *, at: datetime) -> None:
    """Làm tệp đã đặt. Run again after a crash it makes the file anew; made once, it does nothing."""
    export = Export.objects.filter(pk=export_id, finished_at=None).first()
    if export is None:
        return
    Export.objects.filter(pk=export.pk).update(started_at=at, rows=0)
    principal = principal_of(export.user_id, at)
    try:
        if principal is None:
            raise NotFound()
        _make(export, principal, at)
    except Refused as refused:
        Export.objects.filter(pk=export.pk).update(finished_at=at, refusal=str(refused.detail))
    except Exception:  # the job fails where operators see it, and who waits is told
        fault = _("Hệ thống gặp lỗi khi làm tệp này. Hãy xuất lại; nếu vẫn lỗi, hãy báo quản trị.")
        Export.objects.filter(pk=export.pk).update(finished_at=at, refusal=fault)
        raise


def _make(export: Export, principal: Principal, at: datetime) -> None:
    with tempfile.TemporaryFile() as out, _teller(export.pk) as told:
        if export.kind == Export.Kind.REGISTER_PDF:
            rows = registers.write_pdf(out, period_of(export.params, principal), at)
            kind, suffix = files.PDF, "pdf"
        else:
            rows = write(
                out,
                kind=export.kind,
                title=export.title,
                params=export.params,
                principal=principal,
                at=at,
                most=MOST - 1,
                told=told,
            )
            kind, suffix = files.XLSX, "xlsx"
        name = f"{NAMES[Export.Kind(export.kind)]}-{timezone.localtime(at):%Y%m%d-%H%M}.{suffix}"
        with transaction.atomic():
            export.file = files.store_made(out, name, principal.user_id, kind=kind, at=at)
            export.rows, export.finished_at = rows, at
            export.save(update_fields=["file", "rows", "finished_at"])
            _journal(export, principal, at)


class _teller:  # noqa: N801  (used as a function)
    """Tells on a connection of its own how many rows are written: the job's own one is busy carrying them."""

    def __init__(self, export_id: int) -> None:
        self.export_id, self.other = export_id, connections.create_connection("default")

    def __enter__(self) -> Callable[[int], None]:
        return self.tell

    def tell(self, rows: int) -> None:
        with self.other.cursor() as cursor:
            cursor.execute("UPDATE dossiers_export SET rows = %s WHERE id = %s", [rows, self.export_id])

    def __exit__(self, *_error: object) -> None:
        self.other.close()


def _journal(export: Export, principal: Principal, at: datetime) -> None:
    provinces = principal.provinces_with()
    journal.append(
        [
            journal.Entry(
                min(provinces) if provinces else 0,
                SUBJECT,
                export.pk,
                "exported",
                at,
                actor_id=principal.user_id,
                data={"kind": str(export.kind), "title": export.title, "params": export.params, "rows": export.rows},
            )
        ]
    )


def own(uid: UUID, principal: Principal) -> Export:
    """An export of this person; NotFound for anybody else's."""
    export = Export.objects.select_related("file").filter(uid=uid, user_id=principal.user_id).first()
    if export is None:
        raise NotFound()
    return export


def require_still(export: Export, principal: Principal) -> None:
    """Refuse a file whose owner has meanwhile left the unit it is about (or all units): it holds what others filed."""
    if export.kind == Export.Kind.LIST:
        if not working_units(principal):
            raise NotFound()
    else:
        period_of(export.params, principal)


def recent(principal: Principal, limit: int = 20) -> list[Export]:
    """Tệp đã xuất của tôi, newest first."""
    return list(Export.objects.filter(user_id=principal.user_id).order_by("-asked_at")[:limit])


@transaction.atomic
def forget_old(at: datetime) -> int:
    """Bỏ tệp quá bảy ngày: the journal remembers that there was one; the bytes go with the next collection."""
    old = Export.objects.filter(asked_at__lt=at - KEPT)
    loose = list(old.exclude(file=None).values_list("file_id", flat=True))
    count, _by_model = old.delete()
    files.release(loose)
    return count


def too_many() -> str:
    """What is said when not everything found its place."""
    return _("Nhiều hơn %(most)d dòng: tệp chỉ có %(most)d dòng đầu. Hãy thu hẹp điều kiện để có đủ.") % {"most": MOST}
