"""Khoản nộp chờ cổng thanh toán xác nhận, in the list of stuck work; payments stands below and does not know the list.

Money has one truth: the gateway's last word, or what is recorded on the dossier. So a payment is asked about again from
here, but never declared solved with a note.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Invalid
from thongsuot.exchange.stuck_kinds import StuckKind, register
from thongsuot.payments.models import Intent

KEY, SUBJECT, SYSTEM = "payment", "payment_intent", "payment-gateway"
# What was asked about at least once and is not final; a try of this minute waits for nobody yet.
_SOURCE = f"""
SELECT m.id, m.province_id, '{SYSTEM}'::text AS system, m.revenue_unit_id AS unit_id, m.dossier_code AS code,
  CASE WHEN m.trouble = '' THEN 'waiting' ELSE m.trouble END AS cause, m.started_at AS since, m.tries AS attempts,
  m.next_ask_at AS next_try_at, m.method AS part, m.reference AS detail
FROM payments_intent m WHERE m.next_ask_at IS NOT NULL AND (m.tries > 0 OR m.trouble <> '')
"""  # noqa: S608  (a constant of ours)
_WORDS = {
    "waiting": gettext_lazy("Cổng thanh toán chưa có kết quả cuối cùng"),
    "init": gettext_lazy("Chưa gửi được yêu cầu sang cổng thanh toán"),
    "confirm": gettext_lazy("Cổng thanh toán không trả lời khi hỏi kết quả"),
}


def register_money() -> None:
    """Đăng ký loại này."""
    register(
        StuckKind(
            key=KEY,
            label=gettext_lazy("Nộp tiền"),
            source=_SOURCE,
            words=words,
            do=what_to_do,
            again=ask_again,
            solve=refuse_note,
            part_label=lambda part: str(Intent.Method(part).label),
            page=lambda row_id: reverse("exchange:stuck_one", args=[KEY, row_id]),
        )
    )


def words(code: str) -> str:
    """Nguyên nhân bằng lời; the gateway's own troubles are told by their kind."""
    return str(_WORDS.get(code.partition("_")[0], _WORDS["waiting"]))


def what_to_do(code: str) -> str:
    """Làm gì tiếp."""
    return _(
        "Hệ thống tự hỏi lại tới khi cổng trả lời. Người dân đã trả tiền mặt hoặc chuyển khoản thì ghi nhận ở trang hồ sơ."
    )


def ask_again(row_id: int, by: Principal, at: datetime) -> bool:
    """Hỏi lại ngay: the job of payments asks at its next turn."""
    intent = Intent.objects.filter(pk=row_id, next_ask_at__isnull=False).first()
    if intent is None or not Intent.objects.filter(pk=row_id, next_ask_at__isnull=False).update(next_ask_at=at):
        return False
    journal.append(
        [
            journal.Entry(
                province_id=intent.province_id,
                subject_kind=SUBJECT,
                subject_id=row_id,
                verb="asked_again",
                at=at,
                actor_id=by.user_id,
                unit_id=intent.revenue_unit_id,
                data={"reference": intent.reference, "code": intent.dossier_code, "cause": intent.trouble},
            )
        ]
    )
    return True


def refuse_note(row_id: int, note: str, by: Principal, at: datetime) -> bool:
    """Không khép khoản tiền bằng ghi chú."""
    message = _("Khoản tiền không khép bằng ghi chú: ghi nhận đã nộp ở trang hồ sơ, hoặc chờ cổng trả lời.")
    raise Invalid(message, code="money_needs_record", errors=[{"field": "note", "message": message}])
