"""Từ phiên bản về bản ghi: a version in force as a record again, to be changed and written as the next version."""

from dataclasses import asdict
from typing import Any

from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.writing import IN_SETTINGS, Form

SAME_NAMES = (
    "code", "name", "short_name", "field", "field_code", "level", "kind", "decision", "executing_agency",
    "authority_agency", "authorised_agency", "full_process", "offline_only", "non_territorial", "immediate",
    "conditions", "pause_policies", "sets", "components_certainty", "components_note",
)  # fmt: skip
LISTS = (
    "levels", "coordinating_agencies", "related", "service_groups", "legal_basis", "subjects", "keywords", "returning",
)  # fmt: skip
RULES = ("channels", "cases", "fees")


def record_of(version: Version) -> dict[str, Any]:
    """Bản ghi của một phiên bản, in the shape of the reference files; its form stays compiled (`form_of`)."""
    record: dict[str, Any] = {name: getattr(version, name) for name in SAME_NAMES}
    record |= {name: list(getattr(version, name)) for name in LISTS}
    record |= {name: [asdict(row) for row in getattr(version, name)] for name in RULES}
    record |= {name: version.settings[name] for name in IN_SETTINGS if name in version.settings}
    record["results"] = [asdict(result) for result in version.results]
    record["components"] = [_paper(asdict(paper)) for paper in version.components]
    record["process"] = _process(version)
    return record


def form_of(version: Version) -> Form:
    """Biểu mẫu đã dịch của một phiên bản."""
    return version.form_schema, version.form_layout


def _paper(row: dict[str, Any]) -> dict[str, Any]:
    row.pop("note_only")
    return {**row, "case_codes": list(row["case_codes"])}


def _process(version: Version) -> dict[str, Any] | None:
    process = version.process
    if not process.steps:
        return None
    steps = [{**asdict(step), "after": list(step.after)} for step in process.steps]
    for step in steps:
        step.pop("position")
    about = {"certainty": process.certainty, "source": process.source, "note": process.note}
    return {**about, "steps": steps}
