"""Every verb of a dossier as anybody might try it, with words that are always right; for the state machine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.factories.procedures import ALLOWANCE
from thongsuot.common import clock
from thongsuot.common.errors import Invalid
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import Consultation
from thongsuot.dossiers.payments import Item
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.dossiers.timing import calendar_of
from thongsuot.tasks import services as tasks

Act = Callable[[Any, str], Any]
ASKABLE = {"42-STP": "hatinh_so", "18604": "tk_hotich", "18583-KT": "kinhte"}  # who answers for whom
FEE = 8_000
# What the specialist adds where the declaration cannot know it.
ADDED = {ALLOWANCE: {"amount": 550_000, "id_number": "042040000111"}}


def passes(life: Any, name: str, decision: str = "pass") -> None:
    """The oldest open step is done by this person."""
    loaded = dossier_by_id(life.dossier_id)
    open_steps = loaded.open_steps()
    services.complete_step(
        code=life.code,
        principal=life.who(name),
        at=life.at,
        step=open_steps[0].key if open_steps else "verify",
        decision=decision,
        note="Xem lại",
        result={"data": ADDED.get(loaded.version.code, {})},
    )


def returns(life: Any, name: str) -> None:
    """The oldest open step is sent back by this person."""
    passes(life, name, "return")


def finishes(life: Any, name: str) -> None:
    """Granted where the declaration is complete, else rejected."""
    act = {"code": life.code, "principal": life.who(name), "at": life.at}
    try:
        services.finish(**act, outcome="granted")
    except Invalid:
        services.finish(**act, outcome="rejected", note="Không đủ điều kiện")


def supplements(life: Any, name: str) -> None:
    """One more paper is shown."""
    brought = [FiledComponent(dossier_by_id(life.dossier_id).version.components[0].code, "SHOWN", originals=1)]
    services.supplement(code=life.code, principal=life.who(name), at=life.at, components=brought)


def consults(life: Any, name: str) -> None:
    """The first that is not being asked is asked."""
    open_now = life.model.asked
    to = next((code for code in ASKABLE if code not in open_now), next(iter(ASKABLE)))
    due_at = life.at + timedelta(hours=5)
    services.consult(
        code=life.code, principal=life.who(name), at=life.at, to=to, question="Có gì cần lưu ý?", due_at=due_at
    )
    life.model.asked.append(to)


def _oldest_question(life: Any, name: str = "") -> tuple[int, str] | None:
    """Number and addressee of the oldest open question (for this person)."""
    open_now = [c for c in life.model.asked if not name or ASKABLE[c] == name]
    if not open_now:
        return None
    rows = list(Consultation.objects.filter(dossier_id=life.dossier_id).order_by("id"))
    numbers = [n for n, q in enumerate(rows, 1) if q.answered_at is None and q.closed_at is None]
    return numbers[life.model.asked.index(open_now[0])], open_now[0]


def answers(life: Any, name: str) -> None:
    """Whoever was asked answers the oldest question of his."""
    found = _oldest_question(life, name)
    services.answer_consultation(
        code=life.code,
        principal=life.who(name),
        at=life.at,
        answer="Không",
        number=found[0] if found else None,
    )
    assert found is not None
    life.model.asked.remove(found[1])


def withdraws_question(life: Any, name: str) -> None:
    """The oldest open question is no longer needed."""
    found = _oldest_question(life)
    services.withdraw_consultation(
        code=life.code,
        principal=life.who(name),
        at=life.at,
        reason="Đã rõ",
        number=found[0] if found else None,
    )
    assert found is not None
    life.model.asked.remove(found[1])


def new_due(life: Any) -> Any:
    """One working day after whichever is later, the appointment or now."""
    dossier = dossier_by_id(life.dossier_id).dossier
    since = max(dossier.due_at or life.at, life.at)
    one_day = clock.Duration(1, clock.DurationUnit.WORKING_DAY)
    return clock.due(calendar_of(dossier.province_id, since), since, one_day).due_at


def extends(life: Any, name: str) -> None:
    """A new appointment."""
    services.extend(
        code=life.code, principal=life.who(name), at=life.at, reason="Thiếu người", new_due_at=new_due(life)
    )


def does(service: Callable[..., Any], **texts: Any) -> Act:
    """A verb with its words."""
    return lambda life, name: service(code=life.code, principal=life.who(name), at=life.at, **texts)


def from_list(service: Callable[..., Any], task_id: int) -> Act:
    """An act on a row of the task list."""
    return lambda life, name: service(task_id=task_id, principal=life.who(name), at=life.at)


def give_to_hotich(**common: Any) -> None:
    """A task is given to a person of the unit."""
    tasks.give(**common, to="maiphu.hotich")


def hand_back(**common: Any) -> None:
    """A task goes back to the pool."""
    tasks.hand_back(**common, reason="Đi công tác")


ACTS: dict[str, Act] = {
    "receive": does(services.receive),
    "refuse": does(services.refuse, reason="Không thuộc thẩm quyền", legal_basis="Điều 4", remedy="Nộp nơi cư trú"),
    "request-supplement": does(services.request_supplement, items=["Giấy chứng sinh"], reason="mờ", contact="Hoa"),
    "supplement": supplements,
    "request-payment": does(services.request_payment, items=[Item("FEE", "Lệ phí", FEE)], reason="Nghị quyết HĐND"),
    "record-payment": lambda life, name: services.record_payment(
        code=life.code,
        principal=life.who(name),
        at=life.at,
        amount=FEE,
        method="cash",
        paid_at=life.at,
        payer="Lan",
    ),
    "assign": lambda life, name: services.assign(
        code=life.code, principal=life.who(name), at=life.at, to="tk.hotich" if name[:2] == "tk" else "maiphu.hotich"
    ),
    "complete-step": passes,
    "consult": consults,
    "answer-consultation": answers,
    "withdraw-consultation": withdraws_question,
    "stop": does(services.stop, reason="COURT_ORDER"),
    "resume": does(services.resume),
    "extend": extends,
    "finish": finishes,
    "return-result": does(services.return_result, method="COUNTER", taken_by="Nguyễn Thị Lan"),
    "correct-result": does(services.correct_result, reason="Ghi sai ngày sinh"),
    "withdraw": does(services.withdraw),
}
