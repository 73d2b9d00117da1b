"""Câu hỏi ý kiến của một hồ sơ: what was asked of whom, what is still open, and what it does to the clock.

Open ones stand on the dossier too (`clock["asked"]`: as what the asked unit holds it, and the organ), so that lists,
rights and `finish` need not look further. A procedure whose policy for consultations stops the clock gets the time of
each stretch with an open question back (`clock["consulting_since"]`); by default nothing stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common.clock import PausePolicy
from thongsuot.dossiers import timing, work
from thongsuot.dossiers.permissions import asked_of
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.states import ANSWERERS
from thongsuot.dossiers.store import Also

OF_DOSSIER = """
SELECT c.id, c.unit_id, c.organ_id, c.step, c.question, c.due_at, c.asked_at, a.full_name, c.answer, c.files::text, c.answered_at,
  b.full_name, c.closed_at, c.closed_reason, c.task_id, coalesce(w.unit_id, c.unit_id),
  CASE WHEN w.task_id IS NULL THEN c.organ_id ELSE w.organ_id END
FROM dossiers_consultation c JOIN accounts_user a ON a.id = c.asked_by_id LEFT JOIN accounts_user b ON b.id = c.answered_by_id
LEFT JOIN tasks_openwork w ON w.province_id = c.province_id AND w.task_id = c.task_id
WHERE c.province_id = %s AND c.dossier_id = %s ORDER BY c.id
"""
MOVE = """
WITH moved AS (SELECT * FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[]) AS x(id, due_at)),
c AS (
  UPDATE dossiers_consultation q SET due_at = moved.due_at FROM moved
  WHERE q.province_id = %(province)s AND q.id = moved.id RETURNING q.unit_id, q.due_at)
UPDATE dossiers_holding h SET due_at = (SELECT min(c.due_at) FROM c WHERE c.unit_id = h.unit_id)
WHERE h.province_id = %(province)s AND h.dossier_id = %(dossier)s AND h.involvement = 'consulted'
  AND h.unit_id IN (SELECT unit_id FROM c)
"""
CLOSE_ALL = """
UPDATE dossiers_consultation SET closed_at = %(q_closed_at)s, closed_reason = %(q_reason)s
WHERE province_id = %(province)s AND dossier_id = %(id)s AND answered_at IS NULL AND closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Một câu hỏi; `number` counts from 1 within the dossier, `unit_now` and `organ_now` are who may answer at present."""

    number: int
    id: int
    unit_id: int
    organ_id: int | None
    step: str
    question: str
    due_at: datetime
    asked_at: datetime
    asked_by: str
    answer: str
    files: list[dict[str, Any]]
    answered_at: datetime | None
    answered_by: str | None
    closed_at: datetime | None
    closed_reason: str
    task_id: int
    unit_now: int
    organ_now: int | None

    @property
    def is_open(self) -> bool:
        """Còn chờ trả lời."""
        return self.answered_at is None and self.closed_at is None

    def is_late(self, at: datetime) -> bool:
        """Answered after its due moment, or still open behind it."""
        return (self.answered_at or self.closed_at or at) > self.due_at

    def is_for(self, principal: Principal, *more_roles: str) -> bool:
        """Whether a post of this person may answer it: role in the asked unit, and in its organ when one was asked."""
        return any(
            post.role in (*ANSWERERS, *more_roles) and (self.organ_now is None or post.organ_id == self.organ_now)
            for post in principal.posts_in(self.unit_now)
        )


def of_dossier(loaded: Loaded) -> list[Question]:
    """Mọi câu hỏi của hồ sơ, oldest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(OF_DOSSIER, [loaded.dossier.province_id, loaded.dossier.pk])
        rows = cursor.fetchall()
    return [Question(number, *row[:9], orjson.loads(row[9]), *row[10:]) for number, row in enumerate(rows, 1)]


def policy_of(loaded: Loaded) -> str:
    """Cách tính thời gian chờ ý kiến của thủ tục."""
    return str(loaded.version.pause_policies.get("consult", PausePolicy.NO_STOP))


def begin(loaded: Loaded, at: datetime) -> None:
    """The first open question of a stretch begins it, where the procedure's clock stops for opinions."""
    if policy_of(loaded) != PausePolicy.NO_STOP:
        loaded.dossier.clock.setdefault("consulting_since", at.isoformat())


def settle(loaded: Loaded, at: datetime) -> dict[int, datetime | None]:
    """The stretch ends (last answer, or another pause begins): due moments of dossier and steps move, not yet written."""
    dossier = loaded.dossier
    since = dossier.clock.pop("consulting_since", None)
    if since is None:
        return {}
    began = datetime.fromisoformat(since)
    over = timing.Pause(policy_of(loaded), "consult", began, max(at, began))
    dossier.due_at = timing.after_pause(dossier, over)
    return work.dues_after_pause(loaded, over)


def after_pause(loaded: Loaded, over: timing.Pause) -> dict[int, datetime | None]:
    """Whoever was asked could not answer while the dossier paused: that working time is added to the open questions."""
    dossier = loaded.dossier
    if not asked_of(dossier):
        return {}
    begin(loaded, over.resumed_at)
    waiting = [q for q in of_dossier(loaded) if q.is_open]
    dues = [timing.moved_by(dossier, q.due_at, over) for q in waiting]
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE,
            {"ids": [q.id for q in waiting], "dues": dues, "province": dossier.province_id, "dossier": dossier.pk},
        )
    return dict(zip((q.task_id for q in waiting), dues, strict=True))


def closed_with(loaded: Loaded, at: datetime, reason: str) -> Sequence[Also]:
    """All open questions end because the dossier does; goes with the statement that saves it."""
    if not asked_of(loaded.dossier):
        return ()
    loaded.dossier.clock = {k: v for k, v in loaded.dossier.clock.items() if k not in ("asked", "consulting_since")}
    return (Also(CLOSE_ALL, {"q_closed_at": at, "q_reason": reason}),)
