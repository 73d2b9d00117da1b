"""What dossiers listen to: a step's task taken from the list starts the processing of its dossier."""

from thongsuot.accounts.events import IdentityProven, on_identity_proven
from thongsuot.dossiers.selectors.one import lock_dossier
from thongsuot.dossiers.services.evidence import reconcile
from thongsuot.dossiers.services.helping import OBJECTION
from thongsuot.dossiers.services.processing import take_over
from thongsuot.dossiers.work import CONSULT, PAYMENT, STEP
from thongsuot.tasks.events import TaskTaken, before_taking, on_taken


@on_taken(STEP)
def on_step_taken(event: TaskTaken) -> None:
    """RECEIVED → PROCESSING when somebody takes, or is given, the first step from the list."""
    take_over(dossier_id=event.subject_id, step_task_id=event.task_id, by_id=event.by_id, at=event.at)


@before_taking(STEP)
@before_taking(PAYMENT)
@before_taking(CONSULT)
@before_taking(OBJECTION)
def lock_first(dossier_id: int) -> None:
    """The dossier is locked before its task, so that a claim and a verb never wait for each other in a circle."""
    lock_dossier(dossier_id)


@on_identity_proven
def on_person_known(event: IdentityProven) -> None:
    """Papers seen at the counter are checked when their owner signs in with an electronic identity."""
    reconcile(event)
