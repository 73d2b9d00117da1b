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
from thongsuot.procedures.models import Decision, Procedure, ProcedureVersion
from thongsuot.procedures.record import CatalogueRefused, completed
from thongsuot.procedures.writing import Writer, decision_of

__all__ = ["CatalogueRefused", "Report", "load_catalogue", "reference_files"]
REFERENCE = Path(__file__).parent / "reference"
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def reference_files() -> list[Path]:
    """Các tệp thủ tục đi kèm; their names begin with the code of the procedure."""
    return sorted(path for path in REFERENCE.glob("*.yaml") if path.name[0].isdigit())


def load_catalogue(paths: Iterable[Path] | None = None) -> Report:
    """Nạp các tệp (mặc định: mọi tệp đi kèm) trong một giao dịch; raises CatalogueRefused and writes nothing then."""
    sources = [_read(path) for path in (reference_files() if paths is None else paths)]
    report, writer = Report(), Writer()
    with transaction.atomic():
        known = _known_fingerprints()
        for source in sorted(sources, key=lambda one: (one["code"], one["valid"]["from"])):
            if known.get((source["code"], source["valid"]["from"])) == source["fingerprint"]:
                report.unchanged.append(source["code"])
            else:
                _load(completed(source), report, writer)
        writer.flush()
        if report.changed:
            stamps.bump(stamps.CATALOGUE)
    return report


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        source = yaml.load(file, Loader=YAML_LOADER)  # noqa: S506  (a safe loader, the fast one where libyaml is there)
    source["fingerprint"] = hashlib.sha256(json.dumps(source, sort_keys=True, default=str).encode()).hexdigest()
    source["file"] = path.name
    return source


def _known_fingerprints() -> dict[tuple[str, date | None], str]:
    """What the database holds, read at once: most files have not changed."""
    rows = ProcedureVersion.objects.values_list("procedure__code", "valid", "fingerprint")
    return {(code, valid.lower): fingerprint for code, valid, fingerprint in rows}


def _load(source: Mapping[str, Any], report: Report, writer: Writer) -> None:
    since = source["valid"]["from"]
    procedure, _created = Procedure.objects.get_or_create(code=source["code"])
    standing = ProcedureVersion.objects.filter(procedure=procedure, valid__startswith=since).first()
    ended = (standing.valid.upper, standing.ended_by) if standing and standing.ended_by_id else (None, None)
    if standing is not None:
        _remove_unused(standing, source)
    _end_version_before(procedure, since)
    decision = decision_of(source["decision_record"])
    abolishes = decision is not None and decision.kind == Decision.Effect.ABOLISH
    writer.version(
        procedure,
        source,
        since=since,
        until=_until(procedure, source, ended[0]),
        started_by=None if abolishes else decision,
        ended_by=decision if abolishes else ended[1],
    )
    (report.replaced if standing else report.added).append(source["code"])


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


def _until(procedure: Procedure, source: Mapping[str, Any], abolished_on: date | None) -> date | None:
    """End said by the file or by a decision, or the day the next version begins."""
    following = ProcedureVersion.objects.filter(procedure=procedure, valid__startswith__gt=source["valid"]["from"])
    starts = [valid.lower for valid in following.values_list("valid", flat=True)]
    ends = [day for day in (source["valid"].get("to"), abolished_on, *starts) if day]
    return min(ends, default=None)
