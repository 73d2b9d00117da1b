"""Quyết định công bố danh mục: drafted first, then applied: versions begin and end by its day, in one transaction.

Open dossiers keep the version they were received under; a decision only says what new ones are received under.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.procedures import journalling
from thongsuot.procedures.models import Decision, DecisionItem, Procedure, ProcedureVersion
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.record import CatalogueRefused, completed
from thongsuot.procedures.records import succeed
from thongsuot.procedures.writing import Writer, cut_short

Effect = Decision.Effect


@dataclass(frozen=True, slots=True)
class Act:
    """Quyết định sắp ghi."""

    number: str
    issuer: str
    kind: str = Effect.PUBLISH
    rank: str = Decision.Rank.PROVINCE
    signed_on: date | None = None
    effective_on: date | None = None
    law_effective_on: date | None = None
    entered_on: date | None = None
    fast_track: bool = False
    note: str = ""
    certainty: str = "published"


@dataclass(frozen=True, slots=True)
class Line:
    """Dòng sắp ghi: what the decision does to one procedure."""

    code: str
    effect: str
    record: Mapping[str, Any] = field(default_factory=dict)
    replaced_by: Sequence[str] = ()


@transaction.atomic
def draft(*, act: Act, lines: Sequence[Line], by: Principal, at: datetime) -> Decision:
    """Lập dự thảo quyết định; changes nothing in the catalogue. Raises Invalid with the field named."""
    require_editor(by)
    decision = Decision(**_cleaned(act), created_at=at)
    _save(decision)
    add_lines(decision, lines)
    journalling.record("decision_drafted", by=by, at=at, decision=decision.pk, number=decision.number, lines=len(lines))
    return decision


def add_lines(decision: Decision, lines: Sequence[Line]) -> None:
    """Thêm dòng vào dự thảo; a code that stands there already is written anew."""
    refuse_applied(decision)
    DecisionItem.objects.bulk_create(
        [
            DecisionItem(
                decision=decision,
                code=line.code,
                effect=line.effect,
                record=dict(line.record),
                replaced_by=list(line.replaced_by),
                position=position,
            )
            for position, line in enumerate(lines)
        ],
        update_conflicts=True,
        unique_fields=["decision", "code"],
        update_fields=["effect", "record", "replaced_by"],
    )


@transaction.atomic
def change(*, decision_id: int, act: Act, by: Principal, at: datetime) -> Decision:
    """Sửa dự thảo, or add the day of entry to a decision that stands in the catalogue."""
    require_editor(by)
    decision = locked(decision_id)
    values = _cleaned(act) if decision.is_draft else {"entered_on": act.entered_on}
    for name, value in values.items():
        setattr(decision, name, value)
    _save(decision)
    if not decision.is_draft:
        stamps.bump(stamps.CATALOGUE)  # when it was entered is counted in the figures of its procedures
    journalling.record("decision_changed", by=by, at=at, decision=decision.pk, fields=sorted(values))
    return decision


@transaction.atomic
def discard(*, decision_id: int, by: Principal, at: datetime) -> None:
    """Bỏ dự thảo with its lines; what stands in the catalogue stays and is undone only by another decision."""
    require_editor(by)
    decision = locked(decision_id)
    refuse_applied(decision)
    lines = decision.items.count()
    decision.delete()
    journalling.record(
        "decision_discarded",
        by=by,
        at=at,
        decision=decision_id,
        number=decision.number,
        issuer=decision.issuer,
        lines=lines,
    )


def _cleaned(act: Act) -> dict[str, Any]:
    """What is stored of a decision; number and issuer are needed to know it by."""
    values = asdict(act)
    for name, limit in (("number", 80), ("issuer", 200)):
        values[name] = clean_line(values[name], field=name, limit=limit)
        if not values[name]:
            raise _wrong(name, _("Cần điền mục này."))
    values["note"] = clean_text(act.note, field="note", limit=2000)
    return values


def _save(decision: Decision) -> None:
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise _wrong("number", _("Quyết định số này của cơ quan này đã có."), "decision_exists") from error


@transaction.atomic
def apply(*, decision_id: int, by: Principal, at: datetime) -> Decision:
    """Thi hành quyết định: every line or none. Raises Invalid that names each line that does not fit the catalogue."""
    require_editor(by)
    decision = locked(decision_id)
    refuse_applied(decision)
    if decision.effective_on is None:
        raise _wrong("effective_on", _("Cần ngày có hiệu lực để biết phiên bản bắt đầu hay kết thúc từ ngày nào."))
    items = list(decision.items.order_by("position", "code"))
    if not items:
        raise _wrong("", _("Quyết định chưa có thủ tục nào."), "decision_empty")
    applied = _Applying(decision, decision.effective_on)
    errors = [error for item in items if (error := applied.line(item)) is not None]
    if errors:
        raise Invalid(
            _("%(count)d dòng không khớp với danh mục; chưa có gì thay đổi.") % {"count": len(errors)},
            code="decision_does_not_fit",
            errors=errors,
        )
    applied.finish()
    DecisionItem.objects.bulk_update(items, ["version_id"])
    decision.applied_at, decision.applied_by_id = at, by.user_id
    decision.save(update_fields=["applied_at", "applied_by_id"])
    stamps.bump(stamps.CATALOGUE)
    journal.append(_entries(decision, items, by, at))
    return decision


class _Applying:
    """Việc đưa một quyết định vào danh mục: reads all versions of its procedures at once."""

    def __init__(self, decision: Decision, on: date) -> None:
        self.decision, self.on, self.writer = decision, on, Writer()
        self.changed: list[tuple[DecisionItem, ProcedureVersion]] = []
        codes = list(decision.items.values_list("code", flat=True))
        news = decision.items.filter(effect=Effect.PUBLISH).values_list("code", flat=True)
        Procedure.objects.bulk_create([Procedure(code=code) for code in news], ignore_conflicts=True)
        # Held until the end: two decisions about one procedure follow each other, also when it has no version yet.
        held = Procedure.objects.select_for_update().filter(code__in=codes).order_by("code")
        self.procedures = {one.code: one for one in held}
        rows = ProcedureVersion.objects.filter(procedure__code__in=codes, valid__isempty=False)
        self.versions: dict[str, list[ProcedureVersion]] = {}
        for row in rows.select_related("procedure").order_by("valid"):
            self.versions.setdefault(row.procedure.code, []).append(row)

    def line(self, item: DecisionItem) -> dict[str, str] | None:
        """Do one line; what is wrong with it comes back instead of stopping the others from being looked at."""
        does = {Effect.PUBLISH: self._publish, Effect.AMEND: self._amend, Effect.ABOLISH: self._abolish}
        try:
            does[Effect(item.effect)](item, self._standing(item.code))
        except (CatalogueRefused, Invalid) as refused:
            return {"field": f"items.{item.code}", "message": f"{item.code}: {refused.detail}"}
        return None

    def finish(self) -> None:
        """Write the new versions, and into each line which version it began or ended."""
        self.writer.flush()
        for item, version in self.changed:
            item.version_id = version.pk

    def _standing(self, code: str) -> ProcedureVersion | None:
        for version in self.versions.get(code, ()):
            if (version.valid.lower or date.min) <= self.on and (version.valid.upper or date.max) > self.on:
                return version
        return None

    def _publish(self, item: DecisionItem, standing: ProcedureVersion | None) -> None:
        if standing is not None:
            raise Invalid(_("đang có hiệu lực; hãy dùng “sửa đổi”."))
        record = completed({**item.record, "code": item.code, "decision": self._number(item)})
        later = [version.valid.lower for version in self.versions.get(item.code, ()) if version.valid.lower > self.on]
        written = self.writer.version(
            self.procedures[item.code], record, since=self.on, until=min(later, default=None), started_by=self.decision
        )
        self.changed.append((item, written))

    def _amend(self, item: DecisionItem, standing: ProcedureVersion | None) -> None:
        if standing is None:
            raise Invalid(_("không có hiệu lực trong ngày quyết định có hiệu lực nên không sửa đổi được."))
        self._refuse_same_day(standing)
        changes = {**item.record, "decision": self._number(item)}
        given = {"started_by": self.decision, "ended_by": self.decision}
        self.changed.append((item, succeed(self.writer, standing, changes, since=self.on, **given)))

    def _abolish(self, item: DecisionItem, standing: ProcedureVersion | None) -> None:
        if standing is None:
            raise Invalid(_("không có hiệu lực trong ngày quyết định có hiệu lực nên không bãi bỏ được."))
        self._refuse_same_day(standing)
        if any(version.valid.lower > self.on for version in self.versions[item.code] if version.valid.lower):
            raise Invalid(_("còn một phiên bản bắt đầu sau ngày bãi bỏ."))
        cut_short(standing, self.on, ended_by=self.decision, replaced_by=item.replaced_by)
        self.changed.append((item, standing))

    def _number(self, item: DecisionItem) -> str:
        """The number a page names: that of the national record when it says one, else of this decision."""
        return item.record.get("decision") or self.decision.number

    def _refuse_same_day(self, standing: ProcedureVersion) -> None:
        if standing.valid.lower == self.on:
            raise Invalid(_("phiên bản hiện hành cũng bắt đầu đúng ngày này; hãy chọn ngày khác."))


def _entries(decision: Decision, items: Sequence[DecisionItem], by: Principal, at: datetime) -> list[journal.Entry]:
    """One entry for the decision, one in the chain of each procedure it touches."""
    ids = dict(Procedure.objects.filter(code__in=[item.code for item in items]).values_list("code", "pk"))
    about: dict[str, Any] = {"decision": decision.pk, "number": decision.number, "effective_on": decision.effective_on}
    verbs = {Effect.PUBLISH: "published", Effect.AMEND: "amended", Effect.ABOLISH: "abolished"}
    return [
        journalling.entry("decision_applied", by=by, at=at, lines=len(items), **about),
        *(
            journalling.entry(
                verbs[Effect(item.effect)],
                by=by,
                at=at,
                subject=(journalling.PROCEDURE, ids[item.code]),
                code=item.code,
                version=item.version_id,
                **about,
            )
            for item in items
        ),
    ]


def locked(decision_id: int) -> Decision:
    """The decision, held until the transaction ends; NotFound for an unknown one."""
    decision = Decision.objects.select_for_update().filter(pk=decision_id).first()
    if decision is None:
        raise NotFound()
    return decision


def refuse_applied(decision: Decision) -> None:
    """Raises MoveNotAllowed once the decision is in force in the catalogue, also by the files that came with it."""
    if not decision.is_draft:
        raise MoveNotAllowed(_("Quyết định này đã thi hành; muốn đổi nữa thì cần một quyết định mới."))


def _wrong(name: str, message: str, code: str = "invalid_input") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": name, "message": message}])
