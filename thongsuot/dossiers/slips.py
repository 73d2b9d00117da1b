"""Phiếu kiểm soát quá trình giải quyết hồ sơ: from hand to hand, when, and whether each was on time.

Read from the steps of the dossier; signatures stay blank for who signs on paper.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.common import qr
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers, questions
from thongsuot.dossiers.papers import form_sets, forms, wording
from thongsuot.dossiers.receipts import matter_of, unit_then
from thongsuot.dossiers.selectors.one import Loaded, StepRow
from thongsuot.org.selectors import unit_info

TEMPLATE = Path(__file__).resolve().parent / "papers" / "typst" / "control-slip.typ"


@dataclass(frozen=True, slots=True)
class Hand:
    """Một lần chuyển giao: from whom to whom, when, by when it was due back, how it came out."""

    giver: str
    taker: str
    handed_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    step: str
    note: str = ""

    def outcome(self, at: datetime) -> str:
        """Trước hạn, đúng hạn, quá hạn; open ones by the clock of now."""
        if self.due_at is None:
            return ""
        if self.ended_at is None:
            return _("đang làm, quá hạn") if at > self.due_at else _("đang làm")
        if self.ended_at > self.due_at:
            return _("quá hạn")
        early = timezone.localdate(self.ended_at) < timezone.localdate(self.due_at)
        return _("trước hạn") if early else _("đúng hạn")


def hands_of(loaded: Loaded) -> list[Hand]:
    """Các lần chuyển giao, in order: counter → each step → counter."""
    dossier = loaded.dossier
    counter = _("Bộ phận một cửa, %(unit)s") % {
        "unit": unit_then(dossier.receiving_unit_id, dossier.submitted_at).full_name
    }
    hands: list[Hand] = []
    giver = counter
    for step in sorted(loaded.steps, key=lambda row: row.started_at):
        taker = _place_of(step)
        hands.append(
            Hand(
                giver,
                taker,
                datetime.fromisoformat(step.started_at),
                datetime.fromisoformat(step.due_at) if step.due_at else None,
                datetime.fromisoformat(step.ended_at) if step.ended_at else None,
                loaded.version.process.step(step.key).name,
                _note_of(step),
            )
        )
        giver = taker
    if dossier.finished_at:
        hands.append(Hand(giver, counter, dossier.finished_at, dossier.due_at, dossier.returned_at, _("Trả kết quả")))
    return hands


def _place_of(step: StepRow) -> str:
    day = timezone.localdate(datetime.fromisoformat(step.started_at))
    place = unit_info(step.organ_id or step.unit_id, day).full_name
    who = step.assignee_name or (str(Role(step.role).label) if step.role else "")
    return f"{who}, {place}" if who else place


def _asked(loaded: Loaded) -> list[str]:
    """Cơ quan phối hợp: whoever was ever asked, as it was called then; an answer does not take it off the slip."""
    asked = ((q.organ_id or q.unit_id, timezone.localdate(q.asked_at)) for q in questions.of_dossier(loaded))
    return list(dict.fromkeys(unit_info(unit_id, day).full_name for unit_id, day in asked))


def _note_of(step: StepRow) -> str:
    if step.state == "sent_back":
        return _("trả lại: %(note)s") % {"note": step.note} if step.note else _("trả lại")
    return _("huỷ") if step.state == "cancelled" else step.note


@in_vietnamese()
def control_slip_pdf(loaded: Loaded, at: datetime) -> bytes:
    """Phiếu kiểm soát (mẫu 05 hoặc 06, by the day of submission) as PDF."""
    dossier = loaded.dossier
    matter = matter_of(loaded, at=at)
    note = form_sets.form_note(form_sets.CONTROL_SLIP, timezone.localdate(dossier.submitted_at))
    address = papers.tracking_address(matter.code)
    data: dict[str, Any] = {
        "title": _("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        "keywords": [matter.code, note],
        "form_set": note,
        "agency": forms.agency(matter.agency),
        "place_date": wording.place_and_day(matter.agency.place, timezone.localdate(at)),
        "code": matter.code,
        "qr": qr.svg(address, quiet=0),
        "address": address,
        "applicant": matter.applicant.name,
        "procedure": matter.procedure.name,
        "received_at": wording.moment(dossier.received_at),
        "due_at": wording.moment(dossier.due_at),
        "lead": unit_info(loaded.competent_id, timezone.localdate(at)).full_name,
        "consulted": ", ".join(_asked(loaded)),
        "rows": [
            [
                hand.giver,
                hand.taker,
                hand.step,
                wording.moment(hand.handed_at),
                wording.moment(hand.due_at),
                wording.moment(hand.ended_at),
                hand.outcome(at),
                hand.note,
            ]
            for hand in hands_of(loaded)
        ],
    }
    return render(TEMPLATE, data, made_at=at)
