"""Loại việc kẹt của chính phòng này: messages that came in and are not in a dossier, messages that did not get out."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.exchange.inbound import causes, understanding
from thongsuot.exchange.models import InMessage
from thongsuot.exchange.stuck import outgoing
from thongsuot.exchange.stuck_kinds import StuckKind, register

IN, OUT = "in", "out"
_IN = """
SELECT m.id, m.province_id, m.system_id AS system, m.unit_id, m.their_code AS code,
  CASE WHEN m.cause = '' THEN 'not_read_yet' ELSE m.cause END AS cause, m.received_at AS since, m.attempts::int AS attempts,
  m.next_try_at, m.kind AS part, m.detail
FROM exchange_inmessage m WHERE m.state IN ('new', 'waiting', 'stuck')
"""
_OUT = """
SELECT m.id, m.province_id, m.system_id AS system, m.unit_id, m.dossier_code AS code, m.cause, m.made_at AS since,
  m.attempts, m.next_try_at, m.kind AS part, m.last_answer AS detail
FROM exchange_outmessage m WHERE m.cause <> ''
"""


def register_own() -> None:
    """Đăng ký hai loại của phòng này."""
    register(
        StuckKind(
            key=IN,
            label=_("Tin đến"),
            source=_IN,
            words=causes.words,
            do=causes.what_to_do,
            again=_read_again,
            solve=_solve_in,
            part_label=lambda part: str(InMessage.Kind(part).label),
            page=lambda row_id: reverse("exchange:stuck_one", args=[IN, row_id]),
        )
    )
    register(
        StuckKind(
            key=OUT,
            label=_("Tin đi"),
            source=_OUT,
            words=outgoing.words,
            do=outgoing.what_to_do,
            again=outgoing.send_again,
            solve=outgoing.solve,
            part_label=outgoing.part_label,
            page=lambda row_id: reverse("exchange:stuck_one", args=[OUT, row_id]),
        )
    )


def _read_again(row_id: int, by: Principal, at: datetime) -> bool:
    return understanding.read_again(row_id, at=at, by=by)


def _solve_in(row_id: int, note: str, by: Principal, at: datetime) -> bool:
    return understanding.solve_outside(row_id, note=note, at=at, by=by)
