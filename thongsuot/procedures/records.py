"""Từ phiên bản về bản ghi: a version in force as a record again, changed and written as the next version."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.models import Decision, ProcedureVersion
from thongsuot.procedures.record import completed
from thongsuot.procedures.selectors import version_by_id
from thongsuot.procedures.writing import IN_SETTINGS, Form, Writer, cut_short, end_of

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


def succeed(
    writer: Writer,
    standing: ProcedureVersion,
    changes: Mapping[str, Any],
    *,
    since: date,
    started_by: Decision | None,
    ended_by: Decision | None = None,
) -> ProcedureVersion:
    """Phiên bản kế tiếp: like `standing` but for these changes, in force from that day; written by `writer.flush()`.

    `standing` ends then, or goes when it began the same day and nobody used it. What was to end it later ends the next.
    """
    before = _known(standing)
    record = completed({**record_of(before), **changes, "code": before.code})
    until, end = standing.valid.upper, end_of(standing)
    if standing.valid.lower == since:
        _remove_unused(standing)
    else:
        cut_short(standing, since, ended_by=ended_by)
    return writer.version(
        standing.procedure,
        record,
        since=since,
        until=until,
        started_by=started_by,
        **end,
        form=None if "form" in changes else form_of(before),
    )


def _known(standing: ProcedureVersion) -> Version:
    """The version as read by this request; one that another decision made while we waited is not known to it yet."""
    try:
        return version_by_id(standing.pk)
    except KeyError as unknown:
        raise Invalid(_("vừa được quyết định khác thay đổi; hãy làm lại.")) from unknown


def _remove_unused(version: ProcedureVersion) -> None:
    try:
        with transaction.atomic():
            version.delete()
    except ProtectedError as error:
        message = _("Đã có hồ sơ nhận theo phiên bản bắt đầu đúng ngày này. Hãy chọn một ngày sau.")
        raise Invalid(message, code="version_in_use", errors=[{"field": "since", "message": message}]) from error


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
