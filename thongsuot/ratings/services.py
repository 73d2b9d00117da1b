"""Đánh giá và trả lời: a rating is given once by whoever holds the paper's token; its unit's leader answers a bad one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common import clock, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_text
from thongsuot.dossiers.models import Dossier
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import unit_info
from thongsuot.ratings import acts, scales, traces
from thongsuot.ratings.models import SUBJECT, Rating, RatingAnswer, RatingTrace
from thongsuot.ratings.permissions import leads
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

ANSWER = "rating.answer"
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """Ý kiến của người dân: levels by item (the whole is required), words, and whether to be named."""

    levels: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    named: bool = False
    at_kiosk: bool = False


@transaction.atomic
def give(*, token: str, opinion: Opinion, trace: traces.Trace, at: datetime, by_id: int | None = None) -> Rating:
    """Gửi đánh giá. Raises NotFound (token), MoveNotAllowed (too early, too late), AlreadyRated, Invalid, Forbidden.

    `by_id`: who is signed in, if anybody; an official never rates a dossier that is his own.
    """
    dossier, act = acts.named_by(token)
    what = acts.rated_act(dossier, act)
    if not acts.may_be_rated(dossier, act, at):
        raise MoveNotAllowed(
            _("Đã quá %(days)d ngày sau việc này nên không nhận đánh giá nữa.") % {"days": scales.open_days()},
            reason="too_late",
        )
    _refuse_own(dossier, what.official_id, by_id)
    scale = scales.scale_on(timezone.localdate(at), _province_code(dossier.province_id, at))
    levels = _levels(scale, opinion.levels)
    comment = clean_text(opinion.comment, field="comment", limit=LONGEST)
    doubt = traces.doubt_about(trace, what.unit_id, at, at_kiosk=opinion.at_kiosk)
    rating = Rating(
        province_id=dossier.province_id,
        dossier_id=dossier.pk,
        act=act,
        unit_id=what.unit_id,
        official_id=what.official_id,
        scale=scale.code,
        level=levels[scales.OVERALL],
        levels=levels,
        unhappy=levels[scales.OVERALL] in scale.unhappy,
        comment=comment,
        named=opinion.named,
        at_kiosk=opinion.at_kiosk,
        doubt=doubt,
        counted=not doubt,
        rated_at=at,
        month=timezone.localdate(at).replace(day=1),
    )
    _keep(rating, trace, at)
    return rating


def _keep(rating: Rating, trace: traces.Trace, at: datetime) -> None:
    """Write the rating, its trace, its journal entry and, for bad words, the leader's task."""
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError as twice:
        raise acts.AlreadyRated(
            _("Việc này đã được đánh giá. Mỗi việc chỉ đánh giá một lần và không sửa được.")
        ) from twice
    RatingTrace.objects.create(
        rating_id=rating.pk, unit_id=rating.unit_id, device=trace.device, network=trace.network, made_at=at
    )
    if rating.unhappy and rating.comment:
        _ask_the_leader(rating, at)
    told = {"act": rating.act, "counted": rating.counted, **({"doubt": rating.doubt} if rating.doubt else {})}
    _note(rating, "rated", at, None, told)


def _refuse_own(dossier: Dossier, official_id: int | None, by_id: int | None) -> None:
    """An official does not rate his own work: not signed in as himself, not for a dossier whose owner he is."""
    if official_id is None:
        return
    numbers = User.objects.filter(pk=official_id).values_list("id_number_hash", flat=True).first()
    owner = (
        dossier.applicant_hash is not None and numbers is not None and bytes(numbers) == bytes(dossier.applicant_hash)
    )
    if owner or official_id in (by_id, dossier.applicant_user_id):
        raise Forbidden(_("Cán bộ không đánh giá việc do chính mình làm."), code="own_act")


def _levels(scale: scales.Scale, typed: Mapping[str, int]) -> dict[str, int]:
    values = {value for value, _label in scale.levels}
    wrong = [key for key, level in typed.items() if key not in dict(scale.items) or level not in values]
    if scales.OVERALL not in typed or wrong:
        message = _("Hãy chọn một mức cho “Nhìn chung”.") if not wrong else _("Mức đánh giá này không có trong thang.")
        raise Invalid(message, errors=[{"field": (wrong or [scales.OVERALL])[0], "message": message}])
    return dict(typed)


def _province_code(province_id: int, at: datetime) -> str:
    return unit_info(province_id, timezone.localdate(at)).code


@in_vietnamese()
def _ask_the_leader(rating: Rating, at: datetime) -> None:
    """Việc trả lời: named by the rating, not by the dossier, so that the list of work tells nobody whose it is."""
    unit = unit_info(rating.unit_id, timezone.localdate(at))
    calendar = calendar_for(rating.province_id, timezone.localdate(at))
    days = clock.Duration(scales.answer_working_days(), clock.DurationUnit.WORKING_DAY)
    due_at = clock.due(calendar, at, days).due_at
    short = str(rating.uid)[:8].upper()
    spec = TaskSpec(
        province_id=rating.province_id,
        unit_id=rating.unit_id,
        role=Role.UNIT_LEADER,
        kind=ANSWER,
        what=_("Trả lời ý kiến chưa hài lòng"),
        result=_("Câu trả lời người dân đọc được ở trang đánh giá"),
        accountable=_("Lãnh đạo %(unit)s") % {"unit": unit.full_name},
        subject_kind=SUBJECT,
        subject_id=rating.pk,
        subject_code=f"ĐG-{short}",
        subject_title=_("Ý kiến về %(act)s") % {"act": rating.get_act_display().lower()},
        page=reverse("ratings:answer", args=[rating.uid]),
        due_at=due_at,
    )
    [task_id] = tasks.open_tasks([spec], at=at)
    RatingAnswer.objects.create(rating_id=rating.pk, province_id=rating.province_id, task_id=task_id, due_at=due_at)


@transaction.atomic
def answer(*, uid: str, text: str, principal: Principal, at: datetime) -> RatingAnswer:
    """Trả lời: once, by a leader of the unit; the citizen reads it where he rated. Raises NotFound, MoveNotAllowed."""
    rating = rating_to_answer(principal, uid)
    row = RatingAnswer.objects.select_for_update().get(rating_id=rating.pk)
    if row.answered_at is not None:
        raise MoveNotAllowed(_("Ý kiến này đã được trả lời."), reason="answered")
    text = clean_text(text, field="text", limit=LONGEST)
    if not text:
        message = _("Cần ghi câu trả lời cho người dân.")
        raise Invalid(message, errors=[{"field": "text", "message": message}])
    row.text, row.answered_at, row.answered_by_id = text, at, principal.user_id
    row.save(update_fields=["text", "answered_at", "answered_by"])
    if row.task_id:
        tasks.close_tasks([row.task_id], province_id=row.province_id, by_id=principal.user_id, at=at)
    _note(rating, "rating_answered", at, principal.user_id, {"late": at > row.due_at})
    return row


def rating_to_answer(principal: Principal, uid: str) -> Rating:
    """A rating that waits for, or has, an answer of a leader; NotFound for anybody else."""
    rating = Rating.objects.filter(uid=uid).first()
    if rating is None or not leads(principal, rating.unit_id) or not _asked(rating):
        raise NotFound()
    return rating


def _asked(rating: Rating) -> bool:
    return RatingAnswer.objects.filter(rating_id=rating.pk).exists()


def _note(rating: Rating, verb: str, at: datetime, actor_id: int | None, data: dict) -> None:
    journal.note(
        [
            journal.Entry(
                province_id=rating.province_id,
                subject_kind=SUBJECT,
                subject_id=rating.pk,
                verb=verb,
                at=at,
                actor_id=actor_id,
                unit_id=rating.unit_id,
                data=data,
            )
        ]
    )
