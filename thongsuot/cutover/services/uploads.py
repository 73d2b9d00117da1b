"""Nạp từ tệp, hai lượt: first the differences, nothing written; then, for the same file, the filling."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line
from thongsuot.cutover.content import Content, from_table
from thongsuot.cutover.models import Plan, PlanUpload
from thongsuot.cutover.services.diffs import Diff
from thongsuot.cutover.services.editing import draft_of
from thongsuot.cutover.services.filling import fill


@transaction.atomic
def keep(*, code: str, name: str, content: bytes, whole: bool, by: Principal | None, at: datetime) -> PlanUpload:
    """Giữ tệp để xem khác biệt; the one before is dropped. Invalid when it is no file of ours at all."""
    from thongsuot.cutover import workbook

    plan = draft_of(code, by)
    if not content:
        raise Invalid(errors=[{"field": "file", "message": _("Tệp rỗng. Hãy chọn lại tệp.")}])
    if len(content) > workbook.LARGEST:
        raise Invalid(errors=[{"field": "file", "message": _("Tệp lớn hơn 5 MB.")}])
    read(content, plan)
    PlanUpload.objects.filter(plan=plan).delete()
    return PlanUpload.objects.create(
        plan=plan,
        name=clean_line(name, limit=1_000)[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        whole=whole,
        at=at,
        by_id=by.user_id if by else None,
    )


def use(*, code: str, sha256: str, by: Principal | None, at: datetime) -> Diff:
    """Nạp tệp đang chờ; NotFound when it is no longer the file whose differences were shown."""
    with transaction.atomic():
        plan = draft_of(code, by)
        upload = PlanUpload.objects.filter(plan=plan, sha256=sha256).first()
        if upload is None:
            raise NotFound(_("Tệp này không còn chờ nạp. Hãy gửi lại tệp."))
        diff = fill(
            code=code,
            content=read(bytes(upload.content), plan),
            whole=upload.whole,
            verb="plan_imported",
            words=_("Nạp tệp %(name)s") % {"name": upload.name},
            by=by,
            at=at,
            file_sha256=upload.sha256,
        )
        upload.delete()
    return diff


def drop(*, code: str, by: Principal | None) -> None:
    """Bỏ tệp đang chờ."""
    with transaction.atomic():
        PlanUpload.objects.filter(plan=draft_of(code, by)).delete()


def read(content: bytes, plan: Plan) -> Content:
    """Bảng CSV hay tệp Excel, by what the file is, not by its name."""
    from thongsuot.cutover import workbook

    return workbook.read(content, plan) if content[:2] == b"PK" else from_table(content, plan)
