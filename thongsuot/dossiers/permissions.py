"""Ai thấy hồ sơ nào, ai được làm gì. Every list, page and API operation of dossiers starts here.

Own unit, or a unit the dossier was received by or is worked on by: visible. A predecessor's closed dossiers: read by
the successor's same roles. Another unit: nothing, as if it did not exist. Administrators never read contents; an
auditor reads metadata, contents only with a journalled reason.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post, Role
from thongsuot.accounts.permissions import leaders_view
from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.dossiers.models import CLOSED, Dossier, Holding, Status
from thongsuot.dossiers.split_heirs import split_heir
from thongsuot.dossiers.states import VERBS, Verb
from thongsuot.org.selectors import as_item, heirs, in_force, predecessor_ids, unit_info

WORKING_ROLES = (Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR)


class Sight(Enum):
    """Mức được xem: nothing, metadata only (auditor), own as a citizen, everything as an official who works on it."""

    NONE = 0
    METADATA = 1
    CITIZEN = 2
    OFFICIAL = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit that is involved with an open dossier."""

    unit_id: int
    involvement: str


def working_units(principal: Principal) -> frozenset[int]:
    """Units whose dossiers this person sees: where he works, and below where he leads; departments by what was sent."""
    own = principal.units_with(*WORKING_ROLES, Role.DEPARTMENT_OFFICIAL)
    return own | leaders_view(principal, now())


def former_units(principal: Principal) -> frozenset[int]:
    """Predecessors (of any generation) of the units in which this person works: their closed dossiers may be read."""
    return _predecessors(principal.units_with(*WORKING_ROLES) | leaders_view(principal, now()))


@stamps.cached("org")
def _predecessors(unit_ids: frozenset[int]) -> frozenset[int]:
    return frozenset().union(*(predecessor_ids(unit_id) for unit_id in unit_ids))


def owns(principal: Principal, dossier: Dossier) -> bool:
    """Own dossiers of a citizen: filed by, filed for (same account or same ID number)."""
    if principal.user_id in (dossier.applicant_user_id, dossier.submitted_by_id) or principal.speaks_for == dossier.pk:
        return True
    return dossier.applicant_hash is not None and bytes(dossier.applicant_hash) == principal.id_number_hash


def sight(principal: Principal, dossier: Dossier, holders: list[Holder]) -> Sight:
    """How much of this dossier the person may see."""
    mine = working_units(principal)
    if mine & {h.unit_id for h in holders}:
        return Sight.OFFICIAL
    both = {dossier.receiving_unit_id, dossier.competent_unit_id}
    if (principal.units_with(*WORKING_ROLES) | leaders_view(principal, now())) & both:
        return Sight.OFFICIAL
    former = former_units(principal)
    if dossier.status in CLOSED and both & former:
        return Sight.OFFICIAL
    if former & {h.unit_id for h in holders if not in_force(h.unit_id, timezone.localdate(now()))}:
        return Sight.OFFICIAL  # on its way to us: it may be read, and nobody works on it for the moment
    if (principal.kind == "citizen" or principal.speaks_for) and owns(principal, dossier):
        return Sight.CITIZEN
    if principal.has(Role.INTEGRATION) and dossier.submitted_by_id == principal.user_id:
        return Sight.CITIZEN
    if dossier.province_id in principal.provinces_seen(Role.AUDITOR):
        return Sight.METADATA
    return Sight.OFFICIAL if mine and _was_sent(mine, dossier) else Sight.NONE


SENT = """
SELECT EXISTS (SELECT 1 FROM dossiers_consultation WHERE province_id = %(p)s AND dossier_id = %(d)s AND unit_id = ANY(%(units)s))
    OR EXISTS (SELECT 1 FROM dossiers_dossierstep s JOIN tasks_task t ON t.province_id = s.province_id AND t.id = s.task_id
      WHERE s.province_id = %(p)s AND s.dossier_id = %(d)s AND t.unit_id = ANY(%(units)s))
"""


def _was_sent(units: frozenset[int], dossier: Dossier) -> bool:
    """Whether one of these units was ever asked, or did a step: it goes on reading what was sent to it."""
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"p": dossier.province_id, "d": dossier.pk, "units": sorted(units)})
        return bool(cursor.fetchone()[0])


def asked_of(dossier: Dossier) -> list[tuple[str, int | None]]:
    """Câu hỏi ý kiến đang mở: as what the asked unit holds the dossier, and the organ if only one was asked."""
    return [(involvement, organ_id) for involvement, organ_id in dossier.clock.get("asked", ())]


def _is_asked(principal: Principal, verb: Verb, dossier: Dossier, holders: list[Holder]) -> bool:
    """Whether an open question waits for this person: by role in the asked unit, and in the organ when one is named.

    An organ that ended has a successor the dossier does not know; the question's task does, and is asked before the act.
    """
    asked, day = asked_of(dossier), timezone.localdate(now())
    return any(
        post.role in verb.roles and (organ_id is None or post.organ_id == organ_id or not in_force(organ_id, day))
        for holder in holders
        for post in principal.posts_in(holder.unit_id)
        for involvement, organ_id in asked
        if holder.involvement in _held_since(involvement, holders)
    )


def _held_since(involvement: str, holders: list[Holder]) -> tuple[str, ...]:
    """As what a unit that was asked may hold the dossier by now: an asked department may have got a step of its own, and
    an asked commune may have become one with the unit that asked it."""
    if involvement != Holding.Involvement.CONSULTED:
        return (involvement,)
    since = (involvement, str(Holding.Involvement.LINKED))
    if any(holder.involvement in since for holder in holders):
        return since
    return (*since, str(Holding.Involvement.COMPETENT), str(Holding.Involvement.RECEIVING))


def acting_units(holders: list[Holder], at_unit: str) -> set[int]:
    """Units whose officials may do a verb: receiving, competent, those that decide, any that works on it, or asked."""
    receiving = {h.unit_id for h in holders if h.involvement == Holding.Involvement.RECEIVING}
    competent = {h.unit_id for h in holders if h.involvement == Holding.Involvement.COMPETENT}
    if at_unit == "receiving":
        return receiving or competent
    if at_unit == "competent":
        return competent
    if at_unit == "asked":
        return {h.unit_id for h in holders if h.involvement == Holding.Involvement.CONSULTED}
    linked = {h.unit_id for h in holders if h.involvement == Holding.Involvement.LINKED}
    return competent | linked if at_unit == "deciding" else receiving | competent | linked


def holders_before(dossier: Dossier) -> list[Holder]:
    """Who held a closed dossier while it was open, or has become what that unit was: whose hand a verb would need."""
    competent = _carried_on(dossier.competent_unit_id, dossier.pk)
    receiving = _carried_on(dossier.receiving_unit_id, dossier.pk)
    holders = [Holder(competent, Holding.Involvement.COMPETENT)]
    if receiving != competent:
        holders.append(Holder(receiving, Holding.Involvement.RECEIVING))
    return holders


def _carried_on(unit_id: int, dossier_id: int) -> int:
    """The unit itself, or what it has become; of a split unit the one somebody chose for this dossier, never a guess."""
    day, seen = timezone.localdate(now()), {unit_id}
    while not in_force(unit_id, day) and (following := heirs(unit_id, day)):
        ids = {heir.unit_id for heir in following}
        chosen = ids.pop() if len(ids) == 1 else split_heir(dossier_id, unit_id, ids)
        if chosen is None or chosen in seen:
            break
        unit_id = chosen
        seen.add(unit_id)
    return unit_id


def has_hand(principal: Principal, verb: Verb, dossier: Dossier, holders: list[Holder]) -> bool:
    """Whether role and unit (or ownership) allow the verb, whatever the state."""
    if verb.citizen and principal.kind == "citizen" and owns(principal, dossier):
        return True
    if principal.speaks_for == dossier.pk and (verb.citizen or verb.by_system):
        return True
    if verb.at_unit == "asked" and _is_asked(principal, verb, dossier, holders):
        return True
    units = acting_units(holders, verb.at_unit)
    if verb.at_unit != "asked" and any(principal.roles_in(unit) & verb.roles for unit in units):
        return True
    return bool(verb.stand_in) and any(
        verb.stand_in in principal.roles_in(unit) and not _held(unit, verb.roles) for unit in units
    )


def _held(unit_id: int, roles: frozenset[str]) -> bool:
    """Whether anybody holds one of these roles in the unit now."""
    return Post.objects.filter(unit_id=unit_id, role__in=roles, valid__contains=now(), user__is_active=True).exists()


def require(principal: Principal, verb_name: str, dossier: Dossier, holders: list[Holder]) -> Verb:
    """Refuse a verb in the right order: not visible → NotFound, not my hand → Forbidden, not now → MoveNotAllowed."""
    verb = VERBS[verb_name]
    seen = sight(principal, dossier, holders)
    if seen is Sight.NONE:
        raise NotFound()
    refuse_on_its_way(dossier, holders)
    if not has_hand(principal, verb, dossier, holders or holders_before(dossier)):
        raise Forbidden()
    if dossier.status not in verb.starts:
        raise MoveNotAllowed(_not_now(verb, dossier), reason="state", status_now=dossier.status)
    return verb


def refuse_on_its_way(dossier: Dossier, holders: list[Holder]) -> None:
    """A unit that holds the dossier has been dissolved and its work is being carried over: everything waits for that."""
    day = timezone.localdate(now())
    for holder in holders:
        if in_force(holder.unit_id, day) or not (following := heirs(holder.unit_id, day)):
            continue
        raise MoveNotAllowed(
            _(
                "Hồ sơ %(code)s của %(old)s đang được chuyển sang %(new)s do sắp xếp đơn vị hành chính nên tạm chưa thao"
                " tác được. Mã hồ sơ và hạn giữ nguyên, không phải nộp lại. Hãy tải lại trang sau ít phút."
            )
            % {
                "code": dossier.code,
                "old": unit_info(holder.unit_id, day).full_name,
                "new": " / ".join(heir.full_name for heir in following),
            },
            code="being_transferred",
            unit=holder.unit_id,
            successors=[as_item(heir) for heir in following],
        )


def _not_now(verb: Verb, dossier: Dossier) -> str:
    return _("Hồ sơ đang ở trạng thái “%(now)s” nên không thể “%(verb)s”. Hồ sơ vẫn giữ nguyên.") % {
        "now": Status(dossier.status).label,
        "verb": verb.label,
    }


def possible(principal: Principal, dossier: Dossier, holders: list[Holder]) -> list[str]:
    """Verbs this person may do on this dossier now, in the order of the table; what the page offers as next step."""
    return [
        verb.name
        for verb in VERBS.values()
        if dossier.status in verb.starts
        and not _spent(verb.name, dossier)
        and has_hand(principal, verb, dossier, holders or holders_before(dossier))
    ]


def _spent(verb_name: str, dossier: Dossier) -> bool:
    """What this dossier can no longer have, or has nothing for: once-only acts, questions that nobody asked."""
    return {
        "request-supplement": bool(dossier.supplement_count),
        "extend": bool(dossier.extension_count) or dossier.due_at is None,
        "withdraw": "corrected_at" in dossier.clock,
        "withdraw-consultation": not asked_of(dossier),
        "answer-consultation": not asked_of(dossier),
    }.get(verb_name, False)
