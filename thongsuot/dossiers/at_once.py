"""Làm ngay: whose hands an immediate procedure still needs, while the person waits at the counter.

A procedure whose result is given at once needs no receipt unless it is asked for, but is recorded like any other
(NĐ 61/2018 Điều 17.4). Nobody gets a right by being quick: each step, the signature and the handing out need the same
roles and the same four eyes as ever. Who holds them all does everything with one press.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import asked_of
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.timing import local_day
from thongsuot.org.selectors import organ_id_of
from thongsuot.procedures.selectors import Step
from thongsuot.tasks.selectors import colleagues

OPEN = (Status.RECEIVED, Status.PROCESSING)


@dataclass(frozen=True, slots=True)
class Hand:
    """Một việc còn lại: what, by which role where, whether this person may do it."""

    what: str
    role: str
    unit_id: int
    organ_id: int | None
    may: bool
    signs: bool = False

    @property
    def role_words(self) -> str:
        """Vai trò bằng lời."""
        return str(Role(self.role).label)

    def people(self, at: datetime) -> list[str]:
        """Tên những người giữ vai trò đó now, so that the clerk knows whom to call."""
        return [c.full_name for c in colleagues(self.unit_id, self.role, at, organ_id=self.organ_id)]


def hands(loaded: Loaded, principal: Principal, at: datetime) -> list[Hand]:
    """Những việc còn lại theo thứ tự, the handing out last."""
    done = loaded.done_keys()
    left = [step for step in loaded.version.process.steps if step.key not in done]
    found = [_hand(loaded, step, {s.key for s in left}, principal, at) for step in left]
    gives = Role.COUNTER_CLERK in principal.roles_in(loaded.counter_id)
    return [*found, Hand(_("Trả kết quả"), Role.COUNTER_CLERK, loaded.counter_id, None, gives)]


def is_open(loaded: Loaded) -> bool:
    """Whether it is an immediate procedure on its way, with nothing that has to be waited for."""
    return loaded.version.immediate and loaded.dossier.status in OPEN and not asked_of(loaded.dossier)


def may_finish(loaded: Loaded, principal: Principal, at: datetime) -> bool:
    """Whether this one person may do all that is left."""
    return is_open(loaded) and all(hand.may for hand in hands(loaded, principal, at))


def _hand(loaded: Loaded, step: Step, left: set[str], principal: Principal, at: datetime) -> Hand:
    unit_id = loaded.competent_id
    row = next((s for s in loaded.open_steps() if s.key == step.key), None)
    organ_id = organ_id_of(unit_id, step.organ_kind, local_day(at)) if step.organ_kind else None
    if row is not None:
        unit_id, organ_id = row.unit_id, row.organ_id
        may = row.held_by(principal) or row.may_be_taken_by(principal)
    else:
        may = any(p.role == step.role and organ_id in (None, p.organ_id) for p in principal.posts_in(unit_id))
    if step.signs:
        may = (may or Role.CHAIR in principal.roles_in(loaded.competent_id)) and not loaded.did_what_is_signed(
            principal
        )
    other_eyes = step.four_eyes_with in left or loaded.did(step.four_eyes_with, principal)
    return Hand(step.name, step.role, unit_id, organ_id, may and not other_eyes, step.signs)
