"""Làm hàng loạt: one verb for many dossiers, each in a transaction of its own, exactly as if done one by one.

A run is asked for under a key of the page, so that pressing twice is one run. Each row is written in the same transaction
as its act: a run that is interrupted goes on where it stopped, and nothing is done twice. A refusal stops only its row.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks
from thongsuot.dossiers.models import BulkRow, BulkRun
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.services import closing, intake, processing

logger = logging.getLogger(__name__)
MOST = 200
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """Một việc làm được hàng loạt: its words, who is offered it, what it needs to be given, and the act itself."""

    name: str
    label: Promise
    asks: Promise
    done: Promise
    roles: tuple[str, ...]
    needs: tuple[str, ...]
    act: Callable[[str, Principal, datetime, Given], Any]


def _receive(code: str, principal: Principal, at: datetime, given: Given) -> None:
    intake.receive(code=code, principal=principal, at=at, note=given.get("note", ""))


def _assign(code: str, principal: Principal, at: datetime, given: Given) -> None:
    processing.assign(code=code, principal=principal, at=at, to=given["to"], note=given.get("note", ""))


def _pass_step(code: str, principal: Principal, at: datetime, given: Given) -> None:
    loaded = dossier_for(principal, code, lock=True)
    mine = [
        step
        for step in loaded.open_steps()
        if not loaded.signs(step) and (step.held_by(principal) or step.may_be_taken_by(principal))
    ]
    if not mine:
        raise Forbidden(_("Không có bước nào của hồ sơ này đang chờ anh/chị."))
    if len(mine) > 1:
        raise MoveNotAllowed(_("Hồ sơ có nhiều bước đang chờ anh/chị: hãy mở hồ sơ và làm từng bước."), reason="many")
    note = given.get("note", "")
    processing.complete_step(code=code, principal=principal, at=at, step=mine[0].key, decision="pass", note=note)


def _finish(code: str, principal: Principal, at: datetime, given: Given) -> None:
    unfinished = dossier_for(principal, code, lock=True).unfinished()
    if unfinished:  # the chair may pass over steps, but looks at that dossier first
        raise MoveNotAllowed(
            _("Còn bước chưa xong: %(steps)s. Hãy mở hồ sơ để xem trước khi ký.") % {"steps": ", ".join(unfinished)},
            reason="steps_open",
        )
    closing.finish(code=code, principal=principal, at=at, outcome="granted", note=given.get("note", ""))


def _return(code: str, principal: Principal, at: datetime, given: Given) -> None:
    taken_by = given.get("taken_by") or dossier_for(principal, code).dossier.applicant_name
    closing.return_result(
        code=code,
        principal=principal,
        at=at,
        method=given["method"],
        taken_by=taken_by,
        id_checked=bool(given.get("id_checked")),
    )


VERBS = {
    verb.name: verb
    for verb in (
        BulkVerb(
            "receive",
            gettext_lazy("Tiếp nhận"),
            gettext_lazy("Tiếp nhận %(n)d hồ sơ, đồng hồ giải quyết bắt đầu chạy."),
            gettext_lazy("Đã tiếp nhận"),
            (Role.COUNTER_CLERK,),
            ("note",),
            _receive,
        ),
        BulkVerb(
            "complete-step",
            gettext_lazy("Đạt, chuyển bước sau"),
            gettext_lazy("Xác nhận bước của anh/chị đã đạt ở %(n)d hồ sơ và chuyển bước sau."),
            gettext_lazy("Đã xong bước"),
            (Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR, Role.COUNTER_CLERK, Role.DEPARTMENT_OFFICIAL),
            ("note",),
            _pass_step,
        ),
        BulkVerb(
            "assign",
            gettext_lazy("Phân công"),
            gettext_lazy("Giao %(n)d hồ sơ cho một người. Giao lại được bất cứ lúc nào."),
            gettext_lazy("Đã phân công"),
            (Role.UNIT_LEADER, Role.CHAIR),
            ("to", "note"),
            _assign,
        ),
        BulkVerb(
            "finish",
            gettext_lazy("Ký và kết thúc"),
            gettext_lazy("Ký kết quả “giải quyết” của %(n)d hồ sơ, lập từ mẫu. Không hoàn tác được."),
            gettext_lazy("Đã ký, kết thúc"),
            (Role.CHAIR, Role.UNIT_LEADER),
            ("note",),
            _finish,
        ),
        BulkVerb(
            "return-result",
            gettext_lazy("Trả kết quả"),
            gettext_lazy("Trả kết quả %(n)d hồ sơ; hồ sơ khép lại. Không hoàn tác được."),
            gettext_lazy("Đã trả kết quả"),
            (Role.COUNTER_CLERK,),
            ("taken_by", "method", "id_checked"),
            _return,
        ),
    )
}


def offered(principal: Principal) -> list[BulkVerb]:
    """Việc hàng loạt mà chức vụ của người này có lúc làm; each dossier decides for itself."""
    return [verb for verb in VERBS.values() if principal.has(*verb.roles)]


@transaction.atomic
def ask(
    *, uid: UUID, verb: str, codes: Sequence[str], given: Given, principal: Principal, at: datetime
) -> tuple[BulkRun, bool]:
    """Đặt một lần làm hàng loạt; returns the run and whether it is new. The same `uid` again gives the same run."""
    rule = VERBS.get(verb)
    if rule is None:
        raise NotFound()
    known = BulkRun.objects.filter(uid=uid).first()
    if known is not None:
        if known.user_id != principal.user_id:
            raise NotFound()
        return known, False
    chosen = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not chosen:
        raise Invalid(_("Chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một dòng."), code="nothing_chosen")
    if len(chosen) > MOST:
        raise Invalid(_("Mỗi lần nhiều nhất %(most)d hồ sơ.") % {"most": MOST}, code="too_many")
    if any(len(code) > 60 for code in chosen):
        raise NotFound()
    wanted = {"user_id": principal.user_id, "verb": verb, "given": _checked(rule, given), "total": len(chosen)}
    # Pressed twice at once: the second waits here and gets the run of the first.
    run, new = BulkRun.objects.get_or_create(uid=uid, user_id=principal.user_id, defaults={**wanted, "asked_at": at})
    if not new:
        return run, False
    BulkRow.objects.bulk_create(BulkRow(run=run, position=n, code=code) for n, code in enumerate(chosen, 1))
    return run, True


def _checked(rule: BulkVerb, given: Given) -> Given:
    """What the verb is given, cleaned once for all rows."""
    found: Given = {}
    if "note" in rule.needs:
        found["note"] = clean_text(given.get("note", ""), field="note", limit=2000)
    if "to" in rule.needs:
        found["to"] = clean_line(given.get("to", ""), field="to", limit=150)
        if not found["to"]:
            raise checks.invalid("to", _("Hãy chọn người nhận việc."))
    if "method" in rule.needs:
        found["method"] = given.get("method") or "COUNTER"
        if found["method"] not in closing.METHODS:
            raise checks.invalid("method", _("Cách trả phải là một trong: COUNTER, POSTAL, ONLINE, HOME."))
    if "taken_by" in rule.needs:
        found["taken_by"] = clean_line(given.get("taken_by", ""), field="taken_by", limit=200)
        found["id_checked"] = bool(given.get("id_checked"))
    return found


def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> None:
    """Làm lần lượt từng hồ sơ còn chờ; run again after a crash it does only what is left."""
    run = BulkRun.objects.filter(pk=run_id).first()
    if run is None:
        return
    for row_id in run.lines.filter(state=BulkRow.State.WAITING).order_by("position").values_list("pk", flat=True):
        _one(run, row_id, clock())
    BulkRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock())


@transaction.atomic
@in_vietnamese()
def _one(run: BulkRun, row_id: int, at: datetime) -> None:
    row = BulkRow.objects.select_for_update(skip_locked=True).filter(pk=row_id, state=BulkRow.State.WAITING).first()
    if row is None:  # done meanwhile, or somebody is at it
        return
    row.reason = _refusal(run, row.code, at)
    row.state = BulkRow.State.REFUSED if row.reason else BulkRow.State.DONE
    row.done_at = at
    row.save(update_fields=["state", "reason", "done_at"])


def _refusal(run: BulkRun, code: str, at: datetime) -> str:
    """Do the act for one dossier with the rights of this very moment; returns why not, empty when done."""
    try:
        with transaction.atomic():
            principal = principal_of(run.user_id, at)
            if principal is None:
                raise Forbidden(_("Tài khoản không còn hiệu lực."))
            VERBS[run.verb].act(code, principal, at, run.given)
    except Refused as refused:
        return _words_of(refused)
    except Exception:
        logger.exception("làm hàng loạt %s: %s hỏng ở %s", run.uid, run.verb, code)
        return _("Hệ thống gặp lỗi ở hồ sơ này; hồ sơ vẫn giữ nguyên. Hãy mở hồ sơ và làm riêng.")
    return ""


def _words_of(refused: Refused) -> str:
    details = [str(error["message"]) for error in refused.errors if error.get("message")]
    return " ".join(dict.fromkeys([str(refused.detail), *details]))
