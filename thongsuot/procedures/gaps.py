"""Chỗ còn thiếu của danh mục: "12 thủ tục chưa có quy trình ở Mai Phụ", not assigned, no form, papers, fee or time."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.procedures import journalling
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.models import Certainty, ProcedureVersion, StepRule
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.record import standard_process
from thongsuot.procedures.records import record_of
from thongsuot.procedures.selectors import all_in_force, assigned
from thongsuot.procedures.writing import Writer

ASSIGNED = """
SELECT DISTINCT procedure.code FROM procedures_unitprocedure AS has
  JOIN procedures_procedure AS procedure ON procedure.id = has.procedure_id
 WHERE has.unit_id = ANY(%s::bigint[]) AND has.valid @> %s::date
"""


@dataclass(frozen=True)
class Kind:
    """Một loại thiếu: its key in addresses, its words, and which versions have it."""

    key: str
    words: object
    lacks: Callable[[Version], bool]


@dataclass(frozen=True)
class Gap:
    """Các thủ tục thiếu cùng một thứ."""

    kind: Kind
    versions: tuple[Version, ...]


KINDS = (
    Kind("quy-trinh", _("chưa có quy trình nội bộ (chưa tiếp nhận được)"), lambda v: not v.receivable),
    Kind("bieu-mau", _("chưa có biểu mẫu điện tử"), lambda v: not v.form_layout.get("sections")),
    Kind("thanh-phan", _("chưa có danh sách thành phần hồ sơ"), lambda v: all(c.note_only for c in v.components)),
    Kind("le-phi", _("chưa có thông tin phí, lệ phí"), lambda v: not v.fees),
    Kind("thoi-han", _("chưa có thời hạn tính được"), lambda v: not _timed(v)),
    Kind("ket-qua", _("chưa có kết quả giải quyết"), lambda v: not v.results),
    Kind("quy-trinh-de-xuat", _("có quy trình nội bộ mới là đề xuất"), lambda v: v.receivable and _proposed(v)),
)
UNASSIGNED = Kind("chua-giao", _("chưa giao cho đơn vị nào"), lambda version: False)


def _timed(version: Version) -> bool:
    times = [rule.quantity for rule in version.channels] + [rule.quantity for rule in version.cases]
    return any(quantity is not None for quantity in times)


def _proposed(version: Version) -> bool:
    return version.process.certainty != Certainty.PUBLISHED


def of_unit(unit_id: int, on: date) -> list[Gap]:
    """Chỗ thiếu trong các thủ tục được giao cho một đơn vị; no statement when the catalogue is warm."""
    codes = assigned(unit_id, on)
    return _gaps([version for version in all_in_force(on) if version.code in codes])


def of_units(unit_ids: Collection[int], on: date) -> list[Gap]:
    """Chỗ thiếu của cả danh mục, and what none of these units has been given: one statement."""
    versions = all_in_force(on)
    with connection.cursor() as cursor:
        cursor.execute(ASSIGNED, [list(unit_ids), on])
        given = {code for (code,) in cursor.fetchall()}
    nobody = tuple(v for v in versions if "commune" in v.levels and v.code not in given)
    return [*_gaps(versions), Gap(UNASSIGNED, nobody)]


def _gaps(versions: Collection[Version]) -> list[Gap]:
    return [Gap(kind, tuple(version for version in versions if kind.lacks(version))) for kind in KINDS]


@transaction.atomic
def give_standard_process(*, codes: Collection[str], on: date, by: Principal, at: datetime) -> int:
    """Gán quy trình chung cho các thủ tục chưa có quy trình, marked as a proposal; says how many got it.

    A version without process has never received a dossier, so completing it changes nothing under anybody.
    """
    require_editor(by)
    asked = frozenset(codes)
    wanted = [v for v in all_in_force(on) if v.code in asked and not v.receivable]
    rows = {row.pk: row for row in ProcedureVersion.objects.select_for_update().filter(pk__in=[v.id for v in wanted])}
    done = set(StepRule.objects.filter(version__in=rows).values_list("version_id", flat=True))  # while we waited
    wanted = [version for version in wanted if version.id in rows and version.id not in done]
    writer = Writer()
    for version in wanted:
        row, process = rows[version.id], standard_process(record_of(version))
        row.process_certainty, row.process_note = process["certainty"], process["note"]
        writer.steps(row, process)
    ProcedureVersion.objects.bulk_update(rows.values(), ["process_certainty", "process_note"])
    writer.flush()
    if wanted:
        stamps.bump(stamps.CATALOGUE)
        journalling.record("standard_process_given", by=by, at=at, codes=sorted(v.code for v in wanted))
    return len(wanted)
