"""Questions to the catalogue: which version is in force, what it asks for, how long it takes, where it is offered.

The whole catalogue is read once per process and kept until the stamp "catalogue" moves: no SQL when warm.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.stamps import cached
from thongsuot.procedures.catalogue import Case, ChannelTime, Component, DecisionFact, Fee, Result, Version
from thongsuot.procedures.models import (
    CaseRule,
    ChannelRule,
    ComponentRule,
    Decision,
    FeeRule,
    ProcedureVersion,
    StepRule,
    UnitProcedure,
)
from thongsuot.procedures.process import Process, Step, first_steps, holds, next_steps, redo_from

__all__ = [
    "Case",
    "ChannelTime",
    "Component",
    "Fee",
    "Process",
    "Step",
    "Version",
    "abolished",
    "all_in_force",
    "assigned",
    "components_for",
    "duration_for",
    "fees_for",
    "first_steps",
    "missing_components",
    "next_steps",
    "notes_of",
    "redo_from",
    "version_by_id",
    "version_in_force",
    "versions_of",
]


def version_in_force(code: str, on: date) -> Version | None:
    """Phiên bản áp dụng cho hồ sơ nhận ngày `on`; None when the procedure is unknown or not in force that day."""
    return next((version for version in _catalogue().by_code.get(code, ()) if version.in_force(on)), None)


def versions_of(code: str) -> tuple[Version, ...]:
    """Mọi phiên bản của một thủ tục, oldest first; none when the code is unknown."""
    return _catalogue().by_code.get(code, ())


def abolished(code: str, on: date) -> Version | None:
    """Phiên bản cuối trước khi bị bãi bỏ, when nothing is in force that day; it names decision and replacement."""
    past = [version for version in versions_of(code) if version.valid_to and version.valid_to <= on]
    return past[-1] if past and version_in_force(code, on) is None else None


def version_by_id(version_id: int) -> Version:
    """Phiên bản mà một hồ sơ đang giữ, also when it is no longer in force."""
    return _catalogue().by_id[version_id]


def all_in_force(on: date) -> list[Version]:
    """Mọi thủ tục có hiệu lực trong ngày, ordered by code."""
    return [version for versions in _catalogue().by_code.values() for version in versions if version.in_force(on)]


def assigned(unit_id: int, on: date) -> frozenset[str]:
    """Mã các thủ tục được giao cho đơn vị trong ngày."""
    return frozenset(
        code
        for code, since, until in _assignments(unit_id)
        if (since is None or since <= on) and (until is None or on < until)
    )


def duration_for(version: Version, case_code: str, channel: str) -> tuple[Decimal, str] | None:
    """Thời hạn (số, đơn vị): the case wins when it has one, else the channel; None when none is published."""
    for rule in (version.case(case_code), version.channel(channel)):
        if rule is not None and rule.quantity is not None and rule.duration_unit:
            return rule.quantity, rule.duration_unit
    return None


def fees_for(version: Version, case_code: str, channel: str) -> tuple[Fee, ...]:
    """Các dòng phí áp dụng cho cách nộp và trường hợp này."""
    return tuple(fee for fee in version.fees if fee.channel in ("", channel) and fee.case_code in ("", case_code))


def components_for(
    version: Version, case_code: str = "", form: Mapping[str, Any] | None = None
) -> tuple[Component, ...]:
    """Thành phần nộp hoặc xuất trình trong trường hợp này; leaves out notes.

    With the form's answers, components whose condition is false are left out. Without them all are there, and those
    that depend on an answer are not required.
    """
    if form is None:
        return _without_answers(version, case_code)
    return tuple(c for c in _of_case(version, case_code) if holds(c.condition, form))


def _of_case(version: Version, case_code: str) -> Iterator[Component]:
    return (c for c in version.components if not c.note_only and (not c.case_codes or case_code in c.case_codes))


@lru_cache(maxsize=1_024)
def _without_answers(version: Version, case_code: str) -> tuple[Component, ...]:
    """Asked three times while one dossier is filed; a version never changes, and is its own key."""
    return tuple(replace(c, required=False) if c.condition else c for c in _of_case(version, case_code))


def missing_components(
    version: Version, case_code: str, given: Collection[str], form: Mapping[str, Any]
) -> list[Component]:
    """Thành phần bắt buộc còn thiếu; of papers that stand for each other one is enough, the group is named then.

    The declaration is not missing when its form is filled.
    """
    asked = components_for(version, case_code, form)
    missing = [c for c in asked if c.required and c.code not in given and not (c.is_form and form)]
    for name in dict.fromkeys(c.one_of for c in asked if c.one_of):
        group = [c for c in asked if c.one_of == name]
        if not any(c.code in given for c in group):
            missing.append(replace(group[0], name=_("Một trong: ") + "; ".join(c.name for c in group), required=True))
    return missing


def notes_of(version: Version) -> tuple[Component, ...]:
    """Những dòng chỉ là lưu ý."""
    return tuple(component for component in version.components if component.note_only)


class _Catalogue:
    """Toàn bộ danh mục trong bộ nhớ."""

    def __init__(self, versions: list[Version], guests: list[Version]) -> None:
        """`guests` came with dossiers of another installation: they rule these and are in force on no day."""
        self.by_id = MappingProxyType({version.id: version for version in [*versions, *guests]})
        by_code: dict[str, tuple[Version, ...]] = {}
        for version in versions:
            by_code[version.code] = (*by_code.get(version.code, ()), version)
        self.by_code = MappingProxyType(by_code)


@cached("catalogue")
def _catalogue() -> _Catalogue:
    rows = (
        ProcedureVersion.objects.select_related("procedure", "started_by", "ended_by")
        .prefetch_related("channels", "cases", "fees", "components", "steps")
        .order_by("procedure__code", "valid")
    )
    own: list[Version] = []
    guests: list[Version] = []
    for row in rows:
        (guests if row.valid.isempty else own).append(_version(row))
    return _Catalogue(own, guests)


@cached("catalogue")
def _assignments(unit_id: int) -> tuple[tuple[str, date | None, date | None], ...]:
    rows = UnitProcedure.objects.filter(unit_id=unit_id).values_list("procedure__code", "valid").order_by("id")
    return tuple((code, valid.lower, valid.upper) for code, valid in rows)


PLAIN_FACTS = (
    "name", "short_name", "field", "field_code", "level", "kind", "decision", "executing_agency", "authority_agency",
    "authorised_agency", "non_territorial", "immediate", "full_process", "offline_only", "result_code", "result_name",
    "result_template", "conditions", "form_schema", "form_layout", "sets", "components_certainty", "components_note",
    "pause_policies", "settings",
)  # fmt: skip
LISTED_FACTS = (
    "legal_basis", "subjects", "keywords", "coordinating_agencies", "related", "service_groups", "returning",
    "replaced_by",
)  # fmt: skip


def _version(row: ProcedureVersion) -> Version:
    facts: dict[str, Any] = {name: getattr(row, name) for name in PLAIN_FACTS}
    facts |= {name: tuple(getattr(row, name)) for name in LISTED_FACTS}
    return Version(
        id=row.pk,
        procedure_id=row.procedure_id,
        code=row.procedure.code,
        valid_from=row.valid.lower,
        valid_to=row.valid.upper,
        **facts,
        levels=tuple(row.levels or [row.level]),
        results=_results(row),
        started_by=_decision(row.started_by),
        ended_by=_decision(row.ended_by),
        process=_process(row),
        channels=tuple(_channel(rule) for rule in sorted(row.channels.all(), key=_order_of_channel)),
        cases=tuple(_case(rule) for rule in sorted(row.cases.all(), key=_position)),
        fees=tuple(_fee(rule) for rule in sorted(row.fees.all(), key=_position)),
        components=tuple(_component(rule) for rule in sorted(row.components.all(), key=_position)),
    )


def _results(row: ProcedureVersion) -> tuple[Result, ...]:
    main = {"code": row.result_code, "name": row.result_name, "template": row.result_template}
    return tuple(Result(**result) for result in row.results or ([main] if row.result_name else []))


def _decision(row: Decision | None) -> DecisionFact | None:
    if row is None:
        return None
    return DecisionFact(row.pk, row.number, row.issuer, row.kind, row.signed_on, row.effective_on)


def _position(rule: Any) -> tuple[int, int]:
    return rule.position, rule.pk


def _order_of_channel(rule: ChannelRule) -> int:
    order = ("DIRECT", "ONLINE", "POSTAL", "KIOSK")
    return order.index(rule.channel) if rule.channel in order else len(order)


def _channel(rule: ChannelRule) -> ChannelTime:
    names = ("channel", "quantity", "duration_unit", "description", "certainty", "raw", "note")
    return ChannelTime(**{name: getattr(rule, name) for name in names})


def _case(rule: CaseRule) -> Case:
    return Case(rule.code, rule.name, rule.quantity, rule.duration_unit, rule.certainty)


def _fee(rule: FeeRule) -> Fee:
    return Fee(rule.kind, rule.amount, rule.channel, rule.case_code, rule.note, rule.tariff, rule.certainty)


def _component(rule: ComponentRule) -> Component:
    names = ("code", "name", "group", "originals", "copies", "required", "note_only", "is_form", "scan_policy")
    values = {name: getattr(rule, name) for name in (*names, "reuse_result_code", "certainty", "one_of", "condition")}
    return Component(**values, case_codes=tuple(rule.case_codes))


def _process(row: ProcedureVersion) -> Process:
    steps = tuple(_step(rule) for rule in sorted(row.steps.all(), key=_position))
    return Process(steps, row.process_certainty, row.process_source, row.process_note)


def _step(rule: StepRule) -> Step:
    names = ("key", "name", "role", "product", "organ_kind", "agency", "minutes", "condition", "return_to", "signs")
    values = {name: getattr(rule, name) for name in (*names, "department", "four_eyes_with", "position")}
    return Step(**values, after=tuple(rule.after))


@cached("catalogue")
def units_assigned(code: str, on: date) -> frozenset[int]:
    """Những đơn vị được giao thủ tục này trong ngày."""
    found = UnitProcedure.objects.filter(procedure__code=code, valid__contains=on)
    return frozenset(found.values_list("unit_id", flat=True))
