"""Lưu quy trình: drafts, and the version of a procedure that a finished draft becomes.

A dossier keeps the version it was received under, so a process is never changed under it: putting a draft in force makes
a copy of the procedure's version with the new steps, in force from a day on; the version before it ends that day.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.procedures.models import Certainty, Procedure, ProcedureVersion, ProcessDraft
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.process import Process, Step, problems
from thongsuot.procedures.records import succeed
from thongsuot.procedures.writing import Writer

SUBJECT = "procedure"
_STEP_FIELDS = [f.name for f in fields(Step)]


def as_rows(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as a draft keeps them."""
    return [{**asdict(step), "after": list(step.after)} for step in steps]


def as_steps(rows: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps of a draft."""
    return tuple(
        Step(**{k: tuple(v) if k == "after" else v for k, v in row.items() if k in _STEP_FIELDS}) for row in rows
    )


def draft_of(code: str) -> ProcessDraft | None:
    """Bản nháp đang có của một thủ tục."""
    return ProcessDraft.objects.filter(procedure__code=code).first()


@transaction.atomic
def save_draft(*, code: str, steps: Sequence[Step], revision: int, principal: Principal, at: datetime) -> ProcessDraft:
    """Ghi nháp; MoveNotAllowed when somebody else has saved since `revision` (0 = there was none). Returns it."""
    require_editor(principal)
    procedure = _procedure(code)
    draft = ProcessDraft.objects.filter(procedure=procedure).first()
    if (draft.revision if draft else 0) != revision:
        raise MoveNotAllowed(
            _("Người khác vừa sửa quy trình này. Bản của anh/chị chưa được ghi; hãy tải lại trang để xem bản mới."),
            code="process_changed",
        )
    draft = draft or ProcessDraft(procedure=procedure, revision=0)
    draft.steps, draft.revision = as_rows(steps), draft.revision + 1
    draft.updated_at, draft.updated_by_id = at, principal.user_id
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, code: str, principal: Principal) -> None:
    """Bỏ bản nháp; the process in force stays."""
    require_editor(principal)
    ProcessDraft.objects.filter(procedure__code=code).delete()


@transaction.atomic
def put_in_force(
    *,
    code: str,
    since: date,
    source: str,
    certainty: str,
    note: str,
    principal: Principal,
    at: datetime,
    revision: int | None = None,
) -> int:
    """Ban hành bản nháp từ một ngày; returns the new version's id. Dossiers received before keep their process.

    `certainty` "published" needs the decision in `source`. Invalid when the process cannot be walked; MoveNotAllowed when
    the draft is no longer the `revision` that was looked at (None: as it stands).
    """
    require_editor(principal)
    procedure = _procedure(code)
    draft = ProcessDraft.objects.filter(procedure=procedure).first()
    if draft is None:
        raise NotFound(_("Không có bản nháp nào để ban hành."))
    if revision not in (None, draft.revision):
        raise MoveNotAllowed(
            _("Người khác vừa sửa bản nháp này. Chưa ban hành gì; hãy xem lại bản mới rồi ban hành."),
            code="process_changed",
        )
    steps = as_steps(draft.steps)
    _refuse_faulty(steps, source, certainty)
    old = ProcedureVersion.objects.select_for_update().filter(procedure=procedure, valid__contains=since).first()
    if old is None:
        message = _("Ngày này thủ tục không có phiên bản nào có hiệu lực.")
        raise Invalid(message, errors=[{"field": "since", "message": message}])
    process = {"source": source, "certainty": certainty, "note": note, "steps": as_rows(steps)}
    writer = Writer()
    new = succeed(writer, old, {"process": process}, since=since, started_by=old.started_by)
    writer.flush()
    draft.delete()
    stamps.bump(stamps.CATALOGUE)
    journal.append(
        [
            journal.Entry(
                0,
                SUBJECT,
                procedure.pk,
                "process_put_in_force",
                at,
                principal.user_id,
                None,
                {
                    "code": code,
                    "since": since.isoformat(),
                    "steps": len(steps),
                    "certainty": certainty,
                    "source": source,
                },
            )
        ]
    )
    return int(new.pk)


def _procedure(code: str) -> Procedure:
    procedure = Procedure.objects.select_for_update(no_key=True).filter(code=code).first()  # also where no draft is yet
    if procedure is None:
        raise NotFound(_("Không có thủ tục mang mã này."))
    return procedure


def _refuse_faulty(steps: Sequence[Step], source: str, certainty: str) -> None:
    wrong = [{"field": "", "message": fault} for fault in problems(Process(tuple(steps)))]
    unnamed = [step.key for step in steps if not step.name.strip() or not step.product.strip()]
    wrong += [
        {"field": f"{key}-name", "message": _("Bước “%(key)s” chưa có tên hoặc sản phẩm.") % {"key": key}}
        for key in unnamed
    ]
    if certainty == Certainty.PUBLISHED and not source.strip():
        wrong.append({"field": "source", "message": _("Quy trình đã công bố phải ghi số quyết định.")})
    if wrong:
        raise Invalid(wrong[0]["message"], code="process_invalid", errors=wrong)
