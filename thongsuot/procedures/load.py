"""Nạp danh mục từ các tệp YAML có ngày hiệu lực; can be run again and again.

What happens to a version whose file changed (decided once, here):
- same `valid.from`, content changed, no dossier uses it yet: it is replaced;
- same `valid.from`, content changed, a dossier uses it: refused. A dossier keeps the text it was received under, so the
  change must come as a new version with a later `valid.from`;
- a later `valid.from`: a new version; the one before it ends that day.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thongsuot.common import stamps
from thongsuot.common.errors import Refused
from thongsuot.procedures.eform import compile_form
from thongsuot.procedures.models import (
    CaseRule,
    Certainty,
    ChannelRule,
    ComponentRule,
    FeeRule,
    Procedure,
    ProcedureVersion,
    StepRule,
)
from thongsuot.procedures.process import Process, Step, problems

REFERENCE = Path(__file__).parent / "reference"
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueRefused(Refused):
    """Tệp danh mục không nạp được."""

    code, status = "catalogue_refused", 422


@dataclass
class Report:
    """Kết quả nạp: codes by what happened to them."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.replaced)

    @property
    def codes(self) -> list[str]:
        """Codes of all procedures read, whatever happened to them."""
        return sorted({*self.added, *self.replaced, *self.unchanged})


def reference_files() -> list[Path]:
    """Các tệp thủ tục đi kèm; their names begin with the code of the procedure."""
    return sorted(path for path in REFERENCE.glob("*.yaml") if path.name[0].isdigit())


def reference_codes() -> list[str]:
    """Mã các thủ tục đi kèm."""
    return sorted({path.name[:8] for path in reference_files()})


def load_catalogue(paths: Iterable[Path] | None = None) -> Report:
    """Nạp các tệp (mặc định: mọi tệp đi kèm) trong một giao dịch; raises CatalogueRefused and writes nothing then."""
    sources = [_read(path) for path in (reference_files() if paths is None else paths)]
    report = Report()
    with transaction.atomic():
        for source in sorted(sources, key=lambda one: (one["code"], one["valid"]["from"])):
            _load(source, report)
        if report.changed:
            stamps.bump(stamps.CATALOGUE)
    return report


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        source = yaml.load(file, Loader=YAML_LOADER)  # noqa: S506  (a safe loader, the fast one where libyaml is there)
    source["fingerprint"] = hashlib.sha256(json.dumps(source, sort_keys=True, default=str).encode()).hexdigest()
    source["file"] = path.name
    return source


def _load(source: Mapping[str, Any], report: Report) -> None:
    code, since = source["code"], source["valid"]["from"]
    procedure, _created = Procedure.objects.get_or_create(code=code)
    standing = ProcedureVersion.objects.filter(procedure=procedure, valid__startswith=since).first()
    if standing is not None and standing.fingerprint == source["fingerprint"]:
        report.unchanged.append(code)
        return
    if standing is not None:
        _remove_unused(standing, source)
    _end_version_before(procedure, since)
    _write(procedure, source, until=_until(procedure, source))
    (report.replaced if standing else report.added).append(code)


def _remove_unused(version: ProcedureVersion, source: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            version.delete()
    except ProtectedError as error:
        message = _(
            "%(file)s: phiên bản từ %(since)s của thủ tục %(code)s đã có hồ sơ dùng nên không sửa được. "
            "Hãy ghi nội dung mới thành phiên bản có ngày hiệu lực sau."
        )
        since = f"{source['valid']['from']:%d/%m/%Y}"
        detail = message % {"file": source["file"], "since": since, "code": source["code"]}
        raise CatalogueRefused(detail, code="version_in_use") from error


def _end_version_before(procedure: Procedure, since: date) -> None:
    before = ProcedureVersion.objects.filter(procedure=procedure, valid__contains=since).first()
    if before is not None:
        before.valid = DateRange(before.valid.lower, since)
        before.save(update_fields=["valid"])


def _until(procedure: Procedure, source: Mapping[str, Any]) -> date | None:
    """End said by the file, or the day the next version begins."""
    following = ProcedureVersion.objects.filter(procedure=procedure, valid__startswith__gt=source["valid"]["from"])
    starts = [valid.lower for valid in following.values_list("valid", flat=True)]
    ends = [day for day in (source["valid"].get("to"), *starts) if day]
    return min(ends, default=None)


def _write(procedure: Procedure, source: Mapping[str, Any], *, until: date | None) -> None:
    schema, layout = compile_form(source.get("form") or {})
    plain = ("name", "short_name", "field", "level", "decision", "executing_agency", "non_territorial", "immediate")
    lists = ("conditions", "legal_basis", "subjects", "keywords", "pause_policies", "fingerprint")
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        valid=DateRange(source["valid"]["from"], until),
        **{name: source[name] for name in (*plain, *lists)},
        result_code=source["result"]["code"],
        result_name=source["result"]["name"],
        result_template=source["result"]["template"],
        form_schema=schema,
        form_layout=layout,
        settings={
            name: source[name] for name in ("notes", "certainty", "case_note", "max_extension") if name in source
        },
        process_source=source["process"].get("source", ""),
        process_certainty=Certainty(source["process"]["certainty"]),
        process_note=source["process"].get("note", ""),
    )
    _write_rules(version, source)


def _write_rules(version: ProcedureVersion, source: Mapping[str, Any]) -> None:
    ChannelRule.objects.bulk_create(ChannelRule(version=version, **_sure(row)) for row in source["channels"])
    CaseRule.objects.bulk_create(
        CaseRule(version=version, position=position, **_sure(row)) for position, row in enumerate(source["cases"])
    )
    FeeRule.objects.bulk_create(
        FeeRule(version=version, position=position, **_sure(row)) for position, row in enumerate(source["fees"])
    )
    ComponentRule.objects.bulk_create(
        ComponentRule(version=version, position=position, **_component(row))
        for position, row in enumerate(source["components"])
    )
    rows = [_step(row, position) for position, row in enumerate(source["process"]["steps"])]
    wrong = problems(Process(tuple(Step(**{**row, "after": tuple(row["after"])}) for row in rows)))
    if wrong:
        raise CatalogueRefused(f"{source['file']}: " + "; ".join(wrong), code="process_invalid")
    StepRule.objects.bulk_create(StepRule(version=version, **row) for row in rows)


def _sure(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "certainty": Certainty(row.get("certainty", Certainty.PUBLISHED))}


def _component(row: Mapping[str, Any]) -> dict[str, Any]:
    note = row.get("group") == "note"
    defaults = {"originals": 0, "required": False} if note else {}
    return {**defaults, **_sure(row), "note_only": note}


def _step(row: Mapping[str, Any], position: int) -> dict[str, Any]:
    return {"after": [], **row, "position": position}
