"""Mục lục, biên bản: from a hand-in or a disposal to PDF."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.records.models import Disposal, DisposalLine, HandIn, HandInLine, RecordFile
from thongsuot.records.packages.metadata import retention_of

TYPST = Path(__file__).resolve().parent / "typst"
HAND_IN, DISPOSAL = TYPST / "hand_in.typ", TYPST / "disposal.typ"
Names = tuple[str, str]


def hand_in_pdf(hand: HandIn, *, at: datetime, signers: Names | None = None) -> bytes:
    """Mục lục hồ sơ nộp lưu và biên bản giao nhận (Nghị định 30/2020/NĐ-CP, Phụ lục V).

    Two copies to be signed by hand, or (`signers`) the one electronic original that both sides sign digitally.
    """
    return render(HAND_IN, hand_in_data(hand, at=at, signers=signers), made_at=at)


@in_vietnamese()
def hand_in_data(hand: HandIn, *, at: datetime, signers: Names | None = None) -> dict[str, Any]:
    """Các ô của biên bản giao nhận."""
    lines = list(HandInLine.objects.filter(hand_in=hand).select_related("file").order_by("ordinal"))
    taken = [line for line in lines if line.answer == HandInLine.Answer.ACCEPTED]
    giver, keeper = _unit(hand.unit_id, hand.offered_at), _unit(hand.fonds.keeper_id, at)
    return {
        **_heading(keeper, at, _("Biên bản giao nhận hồ sơ, tài liệu"), str(hand)),
        "copies": [_("Bản điện tử, hai bên cùng giữ")]
        if signers
        else [_("Bản 1: bên giao giữ"), _("Bản 2: bên nhận giữ")],
        "said": _("Biên bản lập thành một bản điện tử, hai bên ký số và cùng giữ.")
        if signers
        else _("Biên bản lập thành hai bản, mỗi bên giữ một bản."),
        "giver": giver.full_name,
        "keeper": _("Lưu trữ %(unit)s") % {"unit": keeper.full_name},
        "giver_name": signers[0] if signers else _name(hand.offered_by_id),
        "keeper_name": signers[1] if signers else _name(hand.closed_by_id),
        "fonds": hand.fonds.name,
        "period": _period([line.file for line in taken or lines]),
        "files": str(len(taken)),
        "returned": [[line.file.title, line.reason] for line in lines if line.answer == HandInLine.Answer.RETURNED],
        "documents": str(sum(line.file.documents for line in taken)),
        "pages": str(sum(line.file.pages for line in taken)),
        "rows": [_row(n, line.file) for n, line in enumerate(taken, 1)],
        "waiting": sum(line.answer == HandInLine.Answer.WAITING for line in lines),
        "note": hand.note,
    }


def disposal_pdf(disposal: Disposal, *, at: datetime) -> bytes:
    """Danh mục tài liệu hết giá trị; when it is done, biên bản huỷ."""
    return render(DISPOSAL, disposal_data(disposal, at=at), made_at=at)


@in_vietnamese()
def disposal_data(disposal: Disposal, *, at: datetime) -> dict[str, Any]:
    """Các ô của danh mục hay biên bản huỷ."""
    lines = list(DisposalLine.objects.filter(disposal=disposal).select_related("file").order_by("file__number"))
    keeper = _unit(disposal.fonds.keeper_id, at)
    done = disposal.state == Disposal.State.DONE
    approved = disposal.state == Disposal.State.APPROVED
    proposed = (
        _("Danh mục tài liệu hết giá trị được huỷ") if approved else _("Danh mục tài liệu hết giá trị đề nghị huỷ")
    )
    title = _("Biên bản huỷ tài liệu hết giá trị") if done else proposed
    return {
        **_heading(keeper, at, title, str(disposal)),
        "fonds": disposal.fonds.name,
        "reason": disposal.reason,
        "council": [[one["name"], one["post"], one["opinion"]] for one in disposal.council],
        "council_minutes": disposal.council_minutes,
        "decision": disposal.decision,
        "way": disposal.way,
        "witness": disposal.witness,
        "done": done,
        "rows": [_row(n, line.file) for n, line in enumerate([one for one in lines if not one.keep], 1)],
        "kept": [line.file.code for line in lines if line.keep],
        "proposed_by": _name(disposal.proposed_by_id),
        "approved_by": _name(disposal.approved_by_id),
        "done_by": _name(disposal.done_by_id),
    }


def _heading(unit: UnitInfo, at: datetime, title: str, number: str) -> dict[str, Any]:
    day = timezone.localdate(at)
    place = _("%(place)s, ngày %(day)02d tháng %(month)02d năm %(year)d")
    return {
        "title": title,
        "keywords": [number],
        "number": number,
        "agency": {"lines": [_("Ủy ban nhân dân"), unit.full_name]},
        "place_date": place % {"place": unit.name, "day": day.day, "month": day.month, "year": day.year},
    }


def _row(number: int, file: RecordFile) -> list[str]:
    days = " – ".join(f"{day:%d/%m/%Y}" for day in (file.began_on, file.ended_on) if day)
    return [str(number), file.code, file.title, days, retention_of(file), str(file.pages), file.note[:200]]


def _period(files: list[RecordFile]) -> str:
    days = [day for file in files for day in (file.began_on, file.ended_on) if day]
    return f"{min(days):%d/%m/%Y} – {max(days):%d/%m/%Y}" if days else ""


def _unit(unit_id: int, at: datetime) -> UnitInfo:
    return unit_info(unit_id, timezone.localdate(at))


def _name(user_id: int | None) -> str:
    return str(User.objects.only("full_name", "username").get(pk=user_id)) if user_id else ""
