"""Phần của trang hồ sơ về tiền, ý kiến, tạm dừng, gia hạn: what its boxes and forms show."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common.journal import Recorded
from thongsuot.dossiers import payments, present, present_verbs, questions, stop_reasons
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.timing import local_day
from thongsuot.org.models import Level
from thongsuot.org.selectors import children
from thongsuot.ui.formats import vi_money


def context(
    loaded: Loaded, principal: Principal, entries: list[Recorded], verbs: list[str], at: datetime, *, whole: bool
) -> dict[str, Any]:
    """Read only what this dossier has: payments and questions that its journal knows of."""
    told = {e.verb for e in entries}
    asked = questions.of_dossier(loaded) if whole and "consulted" in told else []
    return {
        "payments": present_verbs.payments_out(loaded.dossier) if whole and "payment_requested" in told else [],
        "payment_asked": present.payment_asked(loaded) if whole else None,
        "questions": [(q, present_verbs.question_out(q, at)) for q in asked],
        "open_questions": [(str(q.number), _question_words(q, at)) for q in asked if q.is_open],
        "my_questions": [q for q in asked if q.is_open and q.is_for(principal, "chair")],
        "stopped_for": loaded.dossier.clock.get("stop"),
        "extension": present_verbs.extension_words(loaded.dossier),
        "fee_lines": fee_words(loaded) if "request-payment" in verbs else [],
        "fees_unknown": fees_unknown(loaded) if "request-payment" in verbs else False,
        "fees_to_pay": fees_to_pay(loaded) if "request-payment" in verbs else False,
        "stop_reasons": [(r.code, r.name) for r in stop_reasons.on(local_day(at))] if "stop" in verbs else [],
        "askable": askable(loaded, at) if "consult" in verbs else [],
        "this_moment": at,
    }


def _question_words(question: questions.Question, at: datetime) -> str:
    out = present_verbs.question_out(question, at)
    return f"{question.number}. {out['unit']['full_name']}: {question.question[:60]}"


def fee_words(loaded: Loaded) -> list[str]:
    """Các dòng phí của thủ tục; what nobody published is said."""
    lines = payments.lines_by_rule(loaded)
    return [f"{line.text}: {vi_money(line.amount) if line.amount is not None else line.note}" for line in lines]


def fees_unknown(loaded: Loaded) -> bool:
    """Whether the fee rules name a line without an amount."""
    return any(line.amount is None for line in payments.lines_by_rule(loaded))


def fees_to_pay(loaded: Loaded) -> bool:
    """Whether there is something to pay and all of it is known."""
    return not fees_unknown(loaded) and any(line.amount for line in payments.lines_by_rule(loaded))


def askable(loaded: Loaded, at: datetime) -> list[tuple[str, str]]:
    """Ai hỏi được: organs of the own commune first, then the province's departments, then its other communes."""
    day, own = local_day(at), loaded.competent_id
    below = children(loaded.dossier.province_id, day)
    groups = (
        children(own, day),
        [u for u in below if u.level == Level.ORGAN],
        [u for u in below if u.level == Level.COMMUNE and u.id != own],
    )
    return [(u.code, u.full_name) for group in groups for u in group if u.code]
