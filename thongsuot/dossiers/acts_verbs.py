"""Từ biểu mẫu đến động từ, for money, opinions, stops, extension and correction (see `acts`)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.dossiers import services
from thongsuot.dossiers.payments import Item
from thongsuot.dossiers.typed import Typed

Files = MultiValueDict[str, UploadedFile]
ITEM_ROWS = ("1", "2")


def _request_payment(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    rows = [n for n in ITEM_ROWS if post.get(f"text-{n}") or post.get(f"amount-{n}")]
    services.request_payment(
        code=code,
        principal=principal,
        at=at,
        items=[Item(post.get(f"kind-{n}") or "FEE", post.get(f"text-{n}"), post.money(f"amount-{n}")) for n in rows],
        reason=post.get("reason"),
        note=post.get("note"),
    )


def _record_payment(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    paid_at = post.moment("paid")
    services.record_payment(
        code=code,
        principal=principal,
        at=at,
        amount=post.money("amount"),
        method=post.get("method"),
        reference=post.get("reference"),
        paid_at=paid_at,
        payer=post.get("payer"),
    )


def _consult(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.consult(
        code=code,
        principal=principal,
        at=at,
        to=post.get("to"),
        question=post.get("question"),
        due_at=post.moment("due"),
    )


def _number(post: Typed) -> int | None:
    given = post.get("number")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None


@transaction.atomic
def _answer(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    brought = [str(files.store(u, u.name or "tep", principal.user_id).uid) for u in uploads.getlist("opinion")]
    services.answer_consultation(
        code=code, principal=principal, at=at, answer=post.get("answer"), file_ids=brought, number=_number(post)
    )


def _withdraw_question(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.withdraw_consultation(
        code=code, principal=principal, at=at, reason=post.get("reason"), number=_number(post)
    )


def _stop(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    reason = post.get("reason_code") or post.get("reason")
    services.stop(code=code, principal=principal, at=at, reason=reason, basis=post.get("basis"))


def _resume(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.resume(code=code, principal=principal, at=at, note=post.get("note"))


def _extend(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.extend(code=code, principal=principal, at=at, reason=post.get("reason"), new_due_at=post.moment("new_due"))


def _correct(post: Typed, uploads: Files, *, code: str, principal: Principal, at: datetime) -> None:
    services.correct_result(code=code, principal=principal, at=at, reason=post.get("reason"))


def box_of(field: str) -> str:
    """Ô nào trên trang mang lỗi của trường này: moments are typed as day and time, items in numbered rows."""
    if field in ("paid_at", "due_at", "new_due_at"):
        return field.removesuffix("_at") + "_date"
    if field == "items":
        return "text-1"
    row = re.fullmatch(r"items\[(\d)\]\.(text|amount)", field)
    return f"{row[2]}-{int(row[1]) + 1}" if row else field


ACTS: dict[str, Callable[..., Any]] = {
    "request-payment": _request_payment,
    "record-payment": _record_payment,
    "consult": _consult,
    "answer-consultation": _answer,
    "withdraw-consultation": _withdraw_question,
    "stop": _stop,
    "resume": _resume,
    "extend": _extend,
    "correct-result": _correct,
}
DONE = {
    "request-payment": _("Đã yêu cầu nộp tiền; hồ sơ chờ tới khi ghi nhận đã nộp."),
    "record-payment": _("Đã ghi nhận khoản nộp; hồ sơ đi tiếp."),
    "consult": _("Đã gửi câu hỏi; đơn vị được hỏi thấy hồ sơ và có việc trong danh sách."),
    "answer-consultation": _("Đã trả lời. Đơn vị giải quyết thấy ngay."),
    "withdraw-consultation": _("Đã rút câu hỏi."),
    "stop": _("Đã tạm dừng giải quyết; người nộp thấy lý do."),
    "resume": _("Đã tiếp tục giải quyết."),
    "extend": _("Đã hẹn lại. In văn bản xin lỗi (mẫu 04) cho người nộp."),
    "correct-result": _("Đã mở lại hồ sơ để sửa kết quả; bước ký chờ làm lại."),
}
