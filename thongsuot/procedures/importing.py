"""Nạp danh mục quốc gia: a file becomes a run that waits; what is approved goes into the catalogue by a decision.

Nothing is applied by reading. Approval takes all rows that are plain, or exactly those chosen, in one transaction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.procedures import decisions, journalling
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import Decision, ImportRow, ImportRun
from thongsuot.procedures.national.comparing import compare
from thongsuot.procedures.national.parsed import Parsed
from thongsuot.procedures.national.reading import Source, read
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.selectors import all_in_force, version_in_force

Outcome, Choice, State = ImportRow.Outcome, ImportRow.Choice, ImportRun.State
EFFECTS = {
    Outcome.NEW: Decision.Effect.PUBLISH,
    Outcome.CHANGED: Decision.Effect.AMEND,
    Outcome.GONE: Decision.Effect.ABOLISH,
}


@dataclass
class Comparison:
    """So sánh một tệp với danh mục trong một ngày, not written anywhere yet."""

    source: Source
    whole: bool
    rows: list[ImportRow] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, and how many had faults of the source."""
        found = Counter(row.outcome for row in self.rows)
        counts = {outcome: found.get(outcome, 0) for outcome in Outcome.values}
        return counts | {
            "rows": len(self.source.rows),
            "faulty": sum(bool(row.faults) for row in self.rows),
            "doubtful": sum(row.doubtful for row in self.rows),
        }


def compared(name: str, content: bytes, *, whole: bool, at: datetime) -> Comparison:
    """Đọc và so sánh; raises Invalid when the file cannot be used at all."""
    source = read(name, content)
    found = Comparison(source, whole)
    day = timezone.localdate(at)
    found.rows = [_row(parsed, day) for parsed in source.rows]
    if whole:
        named = {row.code for row in source.rows}
        found.rows += [
            ImportRow(
                line=0, code=v.code, name=v.name, field=v.field, outcome=Outcome.GONE, doubtful=True, version_id=v.id
            )
            for v in all_in_force(day)
            if v.code not in named
        ]
    return found


def _row(parsed: Parsed, day: Any) -> ImportRow:
    about = {"line": parsed.line, "name": parsed.record.get("name", ""), "field": parsed.record.get("field", "")}
    row = ImportRow(**about, code=parsed.code or parsed.written_code, faults=parsed.faults, doubtful=parsed.doubtful)
    if not parsed.readable:
        row.outcome = Outcome.UNREADABLE
        return row
    version = version_in_force(parsed.code, day)
    if version is None:
        row.outcome, row.record = Outcome.NEW, parsed.record
        return row
    row.version_id = version.id
    row.changes, row.record = compare(parsed.record, version)
    row.outcome = Outcome.CHANGED if row.changes else Outcome.SAME
    return row


@transaction.atomic
def start(*, comparison: Comparison, by: Principal | None, at: datetime) -> ImportRun:
    """Ghi lần nạp, chờ duyệt; `by` None = the command line."""
    if by is not None:
        require_editor(by)
    run = ImportRun.objects.create(
        file_name=comparison.source.name,
        sha256=comparison.source.sha256,
        shape=comparison.source.shape,
        whole=comparison.whole,
        counts=comparison.counts,
        created_at=at,
        created_by_id=by.user_id if by else None,
    )
    for row in comparison.rows:
        row.run = run
    ImportRow.objects.bulk_create(comparison.rows, batch_size=500)
    journalling.record(
        "import_started", by=by, at=at, run=run.pk, file=run.file_name, sha256=run.sha256, counts=run.counts
    )
    return run


@transaction.atomic
def choose(*, run_id: int, row_ids: Iterable[int], choice: str, by: Principal) -> int:
    """Chọn nhận hay bỏ qua từng dòng; says how many rows were marked."""
    require_editor(by)
    _waiting(run_id)
    if choice not in Choice.values:
        raise Invalid(_("Chỉ nhận hoặc bỏ qua một dòng."), errors=[{"field": "choice", "message": ""}])
    return ImportRow.objects.filter(run_id=run_id, pk__in=list(row_ids), outcome__in=EFFECTS).update(choice=choice)


@transaction.atomic
def approve(*, run_id: int, everything: bool, act: Act, by: Principal, at: datetime) -> Decision:
    """Duyệt: the rows become lines of one decision, which is applied at once; all of them or none.

    `everything` takes what nobody has decided on as well, but for rows marked doubtful and for procedures that are gone:
    those only when chosen one by one. Raises Invalid when nothing is left, or when the catalogue moved on meanwhile.
    """
    require_editor(by)
    run = _waiting(run_id)
    rows = [row for row in run.rows.filter(outcome__in=EFFECTS) if _taken(row, everything)]
    if not rows:
        raise Invalid(_("Chưa chọn dòng nào để nhận."), code="nothing_chosen")
    _refuse_stale(rows, timezone.localdate(at))
    lines = [Line(row.code, EFFECTS[Outcome(row.outcome)], row.record) for row in rows]
    decision = decisions.draft(act=act, lines=lines, by=by, at=at)
    decision = decisions.apply(decision_id=decision.pk, by=by, at=at)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(applied=True)
    _settle(run, State.APPLIED, at, decision)
    journalling.record("import_approved", by=by, at=at, run=run.pk, rows=len(rows), decision=decision.pk)
    return decision


@transaction.atomic
def discard(*, run_id: int, by: Principal, at: datetime) -> ImportRun:
    """Bỏ lần nạp."""
    require_editor(by)
    run = _waiting(run_id)
    _settle(run, State.DISCARDED, at)
    journalling.record("import_discarded", by=by, at=at, run=run.pk)
    return run


def _settle(run: ImportRun, state: str, at: datetime, decision: Decision | None = None) -> None:
    run.state, run.settled_at, run.decision = state, at, decision
    run.save(update_fields=["state", "settled_at", "decision"])


def _taken(row: ImportRow, everything: bool) -> bool:
    if row.choice == Choice.TAKE:
        return True
    return everything and row.choice == Choice.WAITING and not row.doubtful


def _refuse_stale(rows: Sequence[ImportRow], day: Any) -> None:
    """The differences were found against a version; if another is in force now they may undo what came between."""
    stale = []
    for row in rows:
        version = version_in_force(row.code, day)
        if (version.id if version else None) != row.version_id:
            stale.append(row.code)
    if stale:
        raise Invalid(
            _("Danh mục đã đổi từ khi so sánh (%(codes)s). Hãy nạp lại tệp để so sánh lại.")
            % {"codes": ", ".join(stale[:10])},
            code="import_stale",
            errors=[{"field": f"rows.{code}", "message": code} for code in stale],
        )


def _waiting(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound()
    if run.state != State.WAITING:
        raise MoveNotAllowed(_("Lần nạp này đã xong. Muốn nạp tiếp phần còn lại, hãy nạp lại tệp."))
    return run
