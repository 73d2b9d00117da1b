"""Bút toán của hồ sơ: the one shape of journal entry that dossiers write."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.dossiers import backdating
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.states import VERBS

SUBJECT = "dossier"
# What leaders do as leaders, whoever's step stands open; entries that name a step go by the role of that step.
LEADERS_ACTS = frozenset({"assigned", "stopped", "resumed", "extended", "result_corrected"})
# What several roles may do: a delegate acts for his leader only where no post of his own carries it.
BY_ROLES_OF = {
    "consulted": VERBS["consult"],
    "consultation_answered": VERBS["answer-consultation"],
    "consultation_withdrawn": VERBS["withdraw-consultation"],
}


def entry(
    dossier: Dossier, verb: str, *, principal: Principal | None, at: datetime, unit_id: int, **data: Any
) -> journal.Entry:
    """One fact about this dossier; the state it leads to always stands in it."""
    return journal.Entry(
        province_id=dossier.province_id,
        subject_kind=SUBJECT,
        subject_id=dossier.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=unit_id,
        data={
            "status": str(dossier.status),
            **{k: v for k, v in data.items() if v not in (None, "", [], {})},
            **backdating.said(),
        },
    )


def write(
    loaded: Loaded, verb: str, *, principal: Principal | None, at: datetime, unit_id: int | None = None, **data: Any
) -> None:
    """Write one entry, under the unit that resolves the dossier now; when it cannot be written the verb is undone."""
    backdating.refuse_before_the_past(loaded.dossier, loaded.steps, at)
    unit = unit_id or loaded.competent_id
    data |= {"on_behalf": _on_behalf(loaded, verb, principal, unit, data.get("step"))}
    journal.note([entry(loaded.dossier, verb, principal=principal, at=at, unit_id=unit, **data)])


def _on_behalf(loaded: Loaded, verb: str, principal: Principal | None, unit_id: int, step: str | None) -> Any:
    """For whom a delegate acted: whose role the step or the verb needed; nothing when his own post carried it."""
    if principal is None or all(post.on_behalf is None for post in principal.posts):
        return None
    roles: set[str] = set()
    if verb in LEADERS_ACTS:
        roles = {Role.UNIT_LEADER, Role.CHAIR}
    elif verb in BY_ROLES_OF:
        roles = {*BY_ROLES_OF[verb].roles, BY_ROLES_OF[verb].stand_in}
    elif verb == "finished":
        roles = {Role.CHAIR} | {rule.role for rule in loaded.version.process.steps if rule.signs}
    elif step:
        roles = {s.role for s in loaded.steps if s.key == step}
    found = principal.on_behalf_in(unit_id, roles)
    return found.as_facts() if found else None


def append_as(fact: journal.Entry, actor_id: int) -> None:
    """Write an entry of the platform's own doing that a person set off."""
    journal.note([replace(fact, actor_id=actor_id)])


def due_change(before: datetime | None, after: datetime | None) -> dict[str, Any]:
    """Ngày hẹn đổi từ đâu đến đâu, as an entry keeps it; the earlier one only when it changed."""
    told: dict[str, Any] = {"due_at": after.isoformat()} if after else {}
    if before and after and before != after:
        told["due_before"] = before.isoformat()
    return told
