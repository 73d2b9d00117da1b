"""What dossiers listen to: a step's task taken from the list starts the processing of its dossier."""

from thongsuot.dossiers.services.processing import take_over
from thongsuot.dossiers.work import STEP
from thongsuot.tasks.events import TaskTaken, on_taken


@on_taken(STEP)
def on_step_taken(event: TaskTaken) -> None:
    """RECEIVED → PROCESSING when somebody takes, or is given, the first step from the list."""
    take_over(dossier_id=event.subject_id, step_task_id=event.task_id, by_id=event.by_id, at=event.at)
