"""Việc được đánh giá: which official did which act of a dossier, when; read when the citizen opens the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.common.errors import MoveNotAllowed, NotFound, Refused
from thongsuot.dossiers import act_tokens
from thongsuot.dossiers.act_tokens import Act
from thongsuot.dossiers.models import Dossier
from thongsuot.procedures.selectors import version_by_id
from thongsuot.ratings import scales
from thongsuot.ratings.models import Rating

_DOERS = """
SELECT (SELECT jsonb_agg(jsonb_build_array(s.key, s.ended_by_id) ORDER BY s.ended_at DESC, s.id DESC)
    FROM dossiers_dossierstep s
    WHERE s.province_id = %(p)s AND s.dossier_id = %(d)s AND s.state = 'done' AND s.ended_by_id IS NOT NULL)::text,
  (SELECT e.actor_id FROM common_journalentry e WHERE e.province_id = %(p)s AND e.subject_kind = 'dossier'
    AND e.subject_id = %(d)s AND e.verb = 'result_returned' ORDER BY e.seq DESC LIMIT 1)
"""


class AlreadyRated(Refused):
    """Đã đánh giá rồi: one act, one rating, never changed."""

    code, status = "already_rated", 409


@dataclass(frozen=True, slots=True)
class RatedAct:
    """Một việc của một cán bộ, as the page names it."""

    dossier: Dossier
    act: Act
    happened_at: datetime
    unit_id: int
    official_id: int | None
    official_name: str

    @property
    def procedure(self) -> str:
        """Short name of the procedure."""
        version = version_by_id(self.dossier.version_id)
        return version.short_name if version else ""


def happened(dossier: Dossier, act: Act) -> datetime | None:
    """When the act was done; None while it is not."""
    moments = {
        Act.RECEPTION: dossier.received_at,
        Act.PROCESSING: dossier.finished_at,
        Act.HANDOVER: dossier.returned_at,
    }
    return moments[act]


def may_be_rated(dossier: Dossier, act: Act, at: datetime) -> bool:
    """Whether the act is done and not too long ago."""
    moment = happened(dossier, act)
    return moment is not None and moment <= at <= moment + timedelta(days=scales.open_days())


def named_by(token: str) -> tuple[Dossier, Act]:
    """The dossier and act of a token; NotFound for a made-up one."""
    named = act_tokens.read(token)
    dossier = Dossier.objects.filter(uid=named.dossier_uid).defer("form", "applicant_cipher").first() if named else None
    if named is None or dossier is None:
        raise NotFound(_("Mã đánh giá không đúng. Hãy quét lại mã QR trên giấy hẹn, hoặc mở từ trang hồ sơ của bạn."))
    return dossier, named.act


def rated_act(dossier: Dossier, act: Act) -> RatedAct:
    """Who did it; MoveNotAllowed while nobody has."""
    moment = happened(dossier, act)
    if moment is None:
        raise MoveNotAllowed(
            _("Việc này chưa xong nên chưa đánh giá được. Hãy mở lại mã này khi việc đã xong."), reason="not_yet"
        )
    official_id = _doer(dossier, act)
    name = User.objects.filter(pk=official_id).values_list("full_name", flat=True).first() if official_id else ""
    unit = dossier.competent_unit_id if act == Act.PROCESSING else dossier.receiving_unit_id
    return RatedAct(dossier, act, moment, unit, official_id, name or "")


def _doer(dossier: Dossier, act: Act) -> int | None:
    """Reception: who received. Hand-over: who returned it. Processing: who did the last step that is not the signing."""
    if act == Act.RECEPTION:
        return dossier.received_by_id
    with connection.cursor() as cursor:
        cursor.execute(_DOERS, {"p": dossier.province_id, "d": dossier.pk})
        steps, returner = cursor.fetchone()
    if act == Act.HANDOVER:
        return returner
    return _processor(dossier, steps)


def _processor(dossier: Dossier, steps: str | None) -> int | None:
    done: list[Any] = orjson.loads(steps) if steps else []
    version = version_by_id(dossier.version_id)
    signing = {rule.key for rule in version.process.steps if rule.signs} if version else set()
    return next((by for key, by in done if key not in signing), done[0][1] if done else None)


def given(dossier: Dossier, act: Act) -> Rating | None:
    """The rating of this act, if it was given."""
    return Rating.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk, act=act).first()
