"""Tiền, ý kiến, diễn biến nhìn từ ngoài: for API and pages alike, in the words of who reads."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.journal import Recorded
from thongsuot.dossiers import payments
from thongsuot.dossiers.models import Dossier, Payment
from thongsuot.dossiers.moments import moment
from thongsuot.dossiers.questions import Question
from thongsuot.dossiers.timing import local_day
from thongsuot.org.selectors import unit_info
from thongsuot.ui.formats import vi_datetime, vi_money


def _unit(unit_id: int, at: datetime) -> dict[str, str]:
    unit = unit_info(unit_id, local_day(at))
    return {"code": unit.code, "full_name": unit.full_name}


def payment_out(dossier: Dossier, number: int, payment: Payment) -> dict[str, Any]:
    """One request as `PaymentOut`."""
    paid = payment.recorded_at is not None
    return {
        "number": number,
        "state": "paid" if paid else "cancelled" if payment.cancelled_at else "asked",
        "reference_code": payments.reference_of(dossier.code, payment.requested_at),
        "amount": payment.amount,
        "items": payment.items,
        "by_fee_rules": not payment.reason,
        "reason": payment.reason or None,
        "note": payment.note or None,
        "revenue_unit": _unit(payment.revenue_unit_id, payment.requested_at),
        "requested_at": moment(payment.requested_at),
        "method": payment.method or None,
        "reference": payment.reference or None,
        "payer": payment.payer or None,
        "paid_at": moment(payment.paid_at),
        "recorded_at": moment(payment.recorded_at),
    }


def payments_out(dossier: Dossier) -> list[dict[str, Any]]:
    """All requests of a dossier, oldest first; one statement."""
    return [payment_out(dossier, number, p) for number, p in enumerate(payments.of_dossier(dossier), 1)]


def question_out(question: Question, at: datetime) -> dict[str, Any]:
    """One question as `ConsultationOut`."""
    ended = "answered" if question.answered_at else "withdrawn"
    return {
        "number": question.number,
        "state": "asked" if question.is_open else ended,
        "unit": _unit(question.organ_id or question.unit_id, question.asked_at),
        "step": question.step or None,
        "question": question.question,
        "asked_at": moment(question.asked_at),
        "asked_by": question.asked_by,
        "due_at": moment(question.due_at),
        "late": question.is_late(at),
        "answer": question.answer or None,
        "files": [{"id": f["uid"], **{k: f[k] for k in ("name", "sha256", "size")}} for f in question.files],
        "answered_at": moment(question.answered_at),
        "answered_by": question.answered_by,
        "closed_reason": question.closed_reason or None,
    }


def extension_words(dossier: Dossier) -> dict[str, str] | None:
    """Lần hẹn lại bằng lời."""
    told = dossier.clock.get("extension")
    if told is None:
        return None
    moments = {k: vi_datetime(datetime.fromisoformat(told[k])) for k in ("due_before", "due_after")}
    return {"reason": told["reason"], **moments}


def detail_of(entry: Recorded, *, official: bool) -> list[str]:
    """Một việc nói thêm điều gì: amount, change of the due day and why, whom was asked; parts of one line."""
    data = entry.data
    parts = [_amount_words(data), due_words(data)]
    if official and entry.verb == "consulted":
        parts.append(
            _("Hỏi %(unit)s, trả lời trước %(due)s")
            % {"unit": data["asked_name"], "due": vi_datetime(datetime.fromisoformat(data["answer_due_at"]))}
        )
    if official and data.get("late"):
        parts.append(_("trả lời muộn"))
    if official and data.get("told_late"):
        parts.append(_("báo muộn hơn 1 ngày làm việc trước hạn"))
    if official and data.get("withdrawn_because"):
        parts.append(data["withdrawn_because"])
    if entry.verb == "stopped":
        parts.append(_("Căn cứ: %(basis)s") % {"basis": data["basis"]})
    if entry.verb == "transferred" and "to" in data:
        parts.append(_transfer_words(data, entry.at))
    return [part[:1].upper() + part[1:] for part in parts if part]


def _transfer_words(data: dict[str, Any], at: datetime) -> str:
    """From where to where, by which paper; what stays the same is what the citizen wants to know."""
    said = {
        "old": _unit(data["from"], at)["full_name"],
        "new": _unit(data["to"], at)["full_name"],
        "basis": data.get("legal_basis", ""),
    }
    if data.get("rolled_back"):
        return _("Chuyển lại từ %(old)s về %(new)s như trước sắp xếp; mã và hạn giữ nguyên") % said
    return _("Chuyển từ %(old)s sang %(new)s do sắp xếp đơn vị hành chính, theo %(basis)s; mã và hạn giữ nguyên") % said


def _amount_words(data: dict[str, Any]) -> str:
    if "amount" not in data:
        return ""
    items = "; ".join(f"{item['text']}: {vi_money(item['amount'])}" for item in data.get("items", ()))
    return vi_money(data["amount"]) + (f" ({items})" if items else "")


def due_words(data: dict[str, Any]) -> str:
    """Ngày hẹn đổi từ lúc nào sang lúc nào; empty for what moved nothing."""
    if not data.get("due_before") or not data.get("due_at"):
        return ""
    before, after = (vi_datetime(datetime.fromisoformat(data[key])) for key in ("due_before", "due_at"))
    return _("Ngày hẹn đổi từ %(before)s sang %(after)s") % {"before": before, "after": after}
