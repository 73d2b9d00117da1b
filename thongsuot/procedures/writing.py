"""Ghi phiên bản thủ tục: from a completed record to rows; rules of many versions are written together."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from thongsuot.procedures.eform import compile_form
from thongsuot.procedures.models import (
    CaseRule,
    Certainty,
    ChannelRule,
    ComponentRule,
    Decision,
    FeeRule,
    Procedure,
    ProcedureVersion,
    StepRule,
)

PLAIN = (
    "name", "short_name", "field", "field_code", "level", "levels", "kind", "decision", "executing_agency",
    "authority_agency", "authorised_agency", "coordinating_agencies", "related", "service_groups", "full_process",
    "offline_only", "non_territorial", "immediate", "conditions", "legal_basis", "subjects", "keywords",
    "pause_policies", "fingerprint", "results", "returning", "sets", "components_certainty", "components_note",
)  # fmt: skip
SUCCEEDED = ("ended_by_id", "replaced_by")  # what ends a version for good ends the one that takes its place meanwhile
IN_SETTINGS = ("notes", "certainty", "case_note", "max_extension")
BATCH = 500
TABLES = (ChannelRule, CaseRule, FeeRule, ComponentRule, StepRule)
Form = tuple[dict[str, Any], dict[str, Any]]


class Writer:
    """Sổ ghi: versions and their rules, by one statement per table when `flush` is called."""

    def __init__(self) -> None:
        self._versions: list[ProcedureVersion] = []
        self._rows: dict[type[Any], list[Any]] = {table: [] for table in TABLES}

    def version(
        self,
        procedure: Procedure,
        record: Mapping[str, Any],
        *,
        since: date,
        until: date | None,
        started_by: Decision | None = None,
        ended_by_id: int | None = None,
        replaced_by: Sequence[str] = (),
        form: Form | None = None,
    ) -> ProcedureVersion:
        """Một phiên bản, without a key before `flush`; `form` a form compiled before, else the record's own is compiled."""
        schema, layout = form or compile_form(record.get("form") or {})
        result, process = record["result"], record["process"]
        version = ProcedureVersion(
            procedure=procedure,
            valid=DateRange(since, until),
            started_by=started_by,
            ended_by_id=ended_by_id,
            replaced_by=list(replaced_by),
            **{name: _listed(record[name]) for name in PLAIN},
            result_code=result["code"],
            result_name=result["name"],
            result_template=result["template"],
            form_schema=schema,
            form_layout=layout,
            settings={name: _listed(record[name]) for name in IN_SETTINGS if name in record},
            process_source=process["source"],
            process_certainty=process["certainty"],
            process_note=process["note"],
        )
        self._versions.append(version)
        self._rules(version, record)
        return version

    def flush(self) -> None:
        """Write all that was given so far."""
        ProcedureVersion.objects.bulk_create(self._versions, batch_size=BATCH)
        self._versions.clear()
        for table, rows in self._rows.items():
            table.objects.bulk_create(rows, batch_size=BATCH)
            rows.clear()

    def _rules(self, version: ProcedureVersion, record: Mapping[str, Any]) -> None:
        self._rows[ChannelRule] += [ChannelRule(version=version, **_sure(row)) for row in record["channels"]]
        for table, name, shape in (
            (CaseRule, "cases", _sure),
            (FeeRule, "fees", _sure),
            (ComponentRule, "components", _paper),
        ):
            self._rows[table] += [
                table(version=version, position=position, **shape(row)) for position, row in enumerate(record[name])
            ]
        self.steps(version, record["process"])

    def steps(self, version: ProcedureVersion, process: Mapping[str, Any]) -> None:
        """Các bước của quy trình nội bộ, for a version that has none."""
        self._rows[StepRule] += [
            StepRule(version=version, **{"after": [], **row, "position": position})
            for position, row in enumerate(process["steps"])
        ]


def end_of(version: ProcedureVersion) -> dict[str, Any]:
    """Khi nào và vì sao một phiên bản kết thúc, for the version that takes its place before that day."""
    return {name: getattr(version, name) for name in SUCCEEDED}


def cut_short(
    version: ProcedureVersion, on: date, *, ended_by: Decision | None = None, replaced_by: Sequence[str] = ()
) -> None:
    """Kết thúc một phiên bản sớm hơn: what was to end it later no longer speaks of it."""
    version.valid = DateRange(version.valid.lower, on)
    version.ended_by, version.replaced_by = ended_by, list(replaced_by)
    version.save(update_fields=["valid", "ended_by", "replaced_by"])


def decision_of(given: Mapping[str, Any] | None) -> Decision | None:
    """Quyết định ghi trong bản ghi: the one with this number, issuer and effect, made when it is not there yet."""
    if not given:
        return None
    key = {name: given[name] for name in ("number", "issuer", "kind")}
    days = {name: given[name] for name in ("signed_on", "effective_on") if given[name]}
    decision, _created = Decision.objects.update_or_create(**key, defaults=days)
    return decision


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _sure(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "certainty": Certainty(row.get("certainty", Certainty.PUBLISHED))}


def _paper(row: Mapping[str, Any]) -> dict[str, Any]:
    note = row.get("group") == "note"
    defaults = {"originals": 0, "required": False} if note else {}
    return {**defaults, **_sure(row), "note_only": note}
