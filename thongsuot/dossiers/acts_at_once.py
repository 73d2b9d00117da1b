"""Từ biểu mẫu đến việc trả kết quả ngay (see `acts`): not a verb of its own but all that are left, with one press."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.dossiers import services
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.dossiers.typed import Typed

AT_ONCE = "finish-at-once"


@transaction.atomic
def _at_once(
    post: Typed, uploads: MultiValueDict[str, UploadedFile], *, code: str, principal: Principal, at: datetime
) -> None:
    number = post.get("number")
    brought = [files.store(u, u.name or "tep", principal.user_id).uid for u in uploads.getlist(f"{AT_ONCE}-result")]
    services.finish_at_once(
        code=code,
        principal=principal,
        at=at,
        given=[GivenResult(file_id=str(uid), number=number) for uid in brought] or [GivenResult(number=number)],
        taken_by=post.get("taken_by"),
        id_checked=post.get("id_checked") == "1",
    )


ACTS = {AT_ONCE: _at_once}
DONE = {AT_ONCE: _("Đã ký và trả kết quả ngay. Hồ sơ khép lại.")}
