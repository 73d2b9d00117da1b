"""Nạp danh mục từ các tệp YAML có ngày hiệu lực; can be run again and again.

What happens to a version whose file changed (decided once, here):
- same `valid.from`, content changed, no dossier uses it yet: it is replaced;
- same `valid.from`, content changed, a dossier uses it: refused. A dossier keeps the text it was received under, so the
  change must come as a new version with a later `valid.from`;
- a later `valid.from`: a new version; the one before it ends that day.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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
from thongsuot.procedures.writing import Writer, decision_of, end_of

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
        known = _known_fingerprints()
        changed = []
        for source in sorted(sources, key=lambda one: (one["code"], one["valid"]["from"])):
            if known.get((source["code"], source["valid"]["from"])) == source["fingerprint"]:
                report.unchanged.append(source["code"])
            else:
                changed.append(completed(source))
        if changed:
            _Loading(changed).run(report)
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
    rows = ProcedureVersion.objects.filter(valid__isempty=False).values_list("procedure__code", "valid", "fingerprint")
    return {(code, valid.lower): fingerprint for code, valid, fingerprint in rows}


class _Loading:
    """Việc nạp các tệp đã đổi: procedures and versions are read at once, new versions are written together."""

    def __init__(self, sources: Sequence[Mapping[str, Any]]) -> None:
        codes = sorted({source["code"] for source in sources})
        Procedure.objects.bulk_create([Procedure(code=code) for code in codes], ignore_conflicts=True)
        self.sources, self.writer = sources, Writer()
        self.procedures = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
        self.versions: dict[str, list[ProcedureVersion]] = {code: [] for code in codes}
        known = ProcedureVersion.objects.filter(procedure__code__in=codes, valid__isempty=False)
        for version in known.select_related("procedure"):
            self.versions[version.procedure.code].append(version)

    def run(self, report: Report) -> None:
        """Every file, in the order of codes and days."""
        for source in self.sources:
            (report.replaced if self._load(source) else report.added).append(source["code"])
        self.writer.flush()

    def _load(self, source: Mapping[str, Any]) -> bool:
        """Whether a version of that day was there before."""
        since, versions = source["valid"]["from"], self.versions[source["code"]]
        standing = next((version for version in versions if version.valid.lower == since), None)
        ends = standing is not None and standing.ended_by_id is not None
        ended_on, end = (standing.valid.upper, end_of(standing)) if standing and ends else (None, {})
        if standing is not None:
            _remove_unused(standing, source)
            versions.remove(standing)
        _end_version_before(versions, since)
        decision = decision_of(source["decision_record"])
        abolishes = decision is not None and decision.kind == Decision.Effect.ABOLISH
        if decision is not None and abolishes:
            end = {**end, "ended_by_id": decision.pk}
        written = self.writer.version(
            self.procedures[source["code"]],
            source,
            since=since,
            until=_until(versions, source, ended_on),
            started_by=None if abolishes else decision,
            **end,
        )
        versions.append(written)
        return standing is not None


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


def _end_version_before(versions: Iterable[ProcedureVersion], since: date) -> None:
    for before in versions:
        if (before.valid.lower or date.min) < since < (before.valid.upper or date.max):
            before.valid = DateRange(before.valid.lower, since)
            if before.pk is not None:  # else it is still to be written
                before.save(update_fields=["valid"])


def _until(versions: Iterable[ProcedureVersion], source: Mapping[str, Any], abolished_on: date | None) -> date | None:
    """End said by the file or by a decision, or the day the next version begins."""
    starts = [
        version.valid.lower for version in versions if (version.valid.lower or date.min) > source["valid"]["from"]
    ]
    ends = [day for day in (source["valid"].get("to"), abolished_on, *starts) if day]
    return min(ends, default=None)
