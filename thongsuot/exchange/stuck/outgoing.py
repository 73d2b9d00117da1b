"""Tin đi trong danh sách việc kẹt: their causes in words, sent again, solved outside."""

from datetime import datetime

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.exchange.causes import CAUSES
from thongsuot.exchange.models import OutMessage
from thongsuot.exchange.services import by_hand

SUBJECT = "out_message"


def words(code: str) -> str:
    """Nguyên nhân bằng lời."""
    return str(CAUSES[code].words) if code in CAUSES else code


def what_to_do(code: str) -> str:
    """Làm gì tiếp."""
    return str(CAUSES[code].remedy) if code in CAUSES else ""


def part_label(part: str) -> str:
    """Loại tin đi."""
    return str(OutMessage.Kind(part).label)


def send_again(row_id: int, by: Principal, at: datetime) -> bool:
    """Gửi lại; what has been confirmed meanwhile, or is being sent, is left alone."""
    message = OutMessage.objects.filter(pk=row_id).first()
    if message is None or not by_hand.retry([row_id], at=at):
        return False
    journal.append(
        [
            journal.Entry(
                province_id=message.province_id,
                subject_kind=SUBJECT,
                subject_id=row_id,
                verb="sent_again",
                at=at,
                actor_id=by.user_id,
                unit_id=message.unit_id,
                data={"system": message.system_id, "code": message.dossier_code, "cause": message.cause},
            )
        ]
    )
    return True


def solve(row_id: int, note: str, by: Principal, at: datetime) -> bool:
    """Đánh dấu đã xử lý bên ngoài, in the journal of its dossier."""
    if not OutMessage.objects.filter(pk=row_id).exists():
        return False
    by_hand.solve_outside(row_id, principal=by, at=at, note=note)
    return True
