"""Processes that hypothesis makes up by the editor's own acts: always sound at the start, of any shape afterwards."""

from hypothesis import strategies as st

from thongsuot.procedures import process_edit
from thongsuot.procedures.process import Step

SIGN = Step("sign", "Ký", "chair", "Kết quả", signs=True)
ACTS = st.lists(st.tuples(st.sampled_from(["add", "beside", "remove", "up", "down"]), st.integers(0, 30)), max_size=12)


def edited(acts):
    """A table after these acts of the editor, begun with the one step that signs."""
    steps = [SIGN]
    for act, number in acts:
        step = steps[number % len(steps)]
        if act == "add":
            steps = process_edit.add_after(steps, step.key)
        elif act == "beside" and not step.signs:
            steps = process_edit.add_beside(steps, step.key)
        elif act == "remove" and not step.signs:
            steps = process_edit.remove(steps, step.key)
        elif act in ("up", "down"):
            steps = process_edit.move(steps, step.key, -1 if act == "up" else 1)
    return steps
