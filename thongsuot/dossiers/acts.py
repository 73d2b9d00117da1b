"""Từ biểu mẫu trên trang đến động từ: what each button of the dossier page sends, as the service takes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.dossiers import acts_at_once, acts_verbs, services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.dossiers.typed import Typed

__all__ = ["ACTS", "DONE", "Typed"]

Files = MultiValueDict[str, UploadedFile]
Act = Callable[..., Any]


def _text(post: Typed, name: str) -> str:
    return post.get(name)


def _uploaded(uploads: list[Any], principal: Principal, field: str) -> tuple[str, ...]:
    """Store what came with this field of the form; returns the upload ids. A refusal stands at the field."""
    try:
        return tuple(str(files.store(u, u.name or "tep", principal.user_id).uid) for u in uploads)
    except Refused as refused:
        refused.errors = [{**error, "field": field} for error in refused.errors]
        raise


def _receive(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.receive(code=code, principal=principal, at=at, note=_text(post, "note"))


def _refuse(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.refuse(
        code=code,
        principal=principal,
        at=at,
        reason=_text(post, "reason"),
        legal_basis=_text(post, "legal_basis"),
        remedy=_text(post, "remedy"),
    )


def _request_supplement(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.request_supplement(
        code=code,
        principal=principal,
        at=at,
        items=[line for line in _text(post, "items").splitlines() if line.strip()],
        reason=_text(post, "reason"),
        contact=_text(post, "contact"),
    )


@transaction.atomic
def _supplement(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    components = []
    for component in dict.fromkeys(post.all("component")):
        brought = _uploaded(uploads.getlist(f"file-{component}"), principal, f"file-{component}")
        components.append(FiledComponent(component, "FILED", originals=1, file_ids=brought))
    services.supplement(code=code, principal=principal, at=at, components=components)


def _assign(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.assign(code=code, principal=principal, at=at, to=_text(post, "to"), note=_text(post, "note"))


def _complete_step(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.complete_step(
        code=code,
        principal=principal,
        at=at,
        step=_text(post, "step"),
        decision=_text(post, "decision") or "pass",
        note=_text(post, "note") or post.post.get("finish-note", "").strip(),
        result={"data": post.group("data-")},
    )


@transaction.atomic
def _finish(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    number = _text(post, "number")
    brought = _uploaded(uploads.getlist("result"), principal, "result")
    given = [GivenResult(file_id=f, number=number) for f in brought] or [GivenResult(number=number)]
    services.finish(
        code=code,
        principal=principal,
        at=at,
        outcome=_text(post, "outcome"),
        given=given,
        note=_text(post, "note"),
    )


def _return_result(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.return_result(
        code=code,
        principal=principal,
        at=at,
        method=_text(post, "method") or "COUNTER",
        taken_by=_text(post, "taken_by"),
        id_checked=_text(post, "id_checked") == "1",
    )


def _withdraw(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.withdraw(code=code, principal=principal, at=at, reason=_text(post, "reason"))


ACTS: dict[str, Act] = {
    "receive": _receive,
    "refuse": _refuse,
    "request-supplement": _request_supplement,
    "supplement": _supplement,
    "assign": _assign,
    "complete-step": _complete_step,
    "finish": _finish,
    "return-result": _return_result,
    "withdraw": _withdraw,
    **acts_verbs.ACTS,
    **acts_at_once.ACTS,
}
DONE = {
    "receive": _("Đã tiếp nhận. In giấy hẹn cho người nộp."),
    "refuse": _("Đã từ chối tiếp nhận. In phiếu từ chối (mẫu 03) cho người nộp."),
    "request-supplement": _("Đã yêu cầu bổ sung. In phiếu yêu cầu (mẫu 02) cho người nộp."),
    "supplement": _("Đã nhận giấy tờ bổ sung; hồ sơ trở lại nơi đang xử lý."),
    "assign": _("Đã phân công."),
    "complete-step": _("Đã xong bước."),
    "finish": _("Đã kết thúc xử lý; kết quả chờ trả ở quầy."),
    "return-result": _("Đã trả kết quả. Hồ sơ khép lại."),
    "withdraw": _("Đã rút hồ sơ theo yêu cầu của người nộp. In thông báo dừng giải quyết (mẫu 05)."),
    **acts_verbs.DONE,
    **acts_at_once.DONE,
}
