"""Các lần làm hàng loạt: how far one is, row by row, and what was ticked for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import BulkRow, BulkRun
from thongsuot.dossiers.selectors.lists import Line, Wanted
from thongsuot.dossiers.selectors.search import BY_CODE, STAGE_AT, scope_condition, text_params, wide_scope


@dataclass(frozen=True, slots=True)
class Progress:
    """Tiến độ: counts and rows of a run."""

    run: BulkRun
    rows: Sequence[BulkRow]

    @property
    def done(self) -> int:
        """Rows whose act was done."""
        return sum(row.state == BulkRow.State.DONE for row in self.rows)

    @property
    def refused(self) -> list[BulkRow]:
        """Rows that were not done, with their reasons."""
        return [row for row in self.rows if row.state == BulkRow.State.REFUSED]

    @property
    def tried(self) -> int:
        """Rows that are over, one way or the other."""
        return self.done + len(self.refused)

    @property
    def over(self) -> bool:
        """Whether nothing is waiting any more."""
        return self.tried >= self.run.total


def progress(uid: UUID, principal: Principal) -> Progress:
    """A run of this person with its rows; NotFound for anybody else's. Two statements."""
    run = BulkRun.objects.filter(uid=uid, user_id=principal.user_id).first()
    if run is None:
        raise NotFound()
    return Progress(run, list(run.lines.order_by("position")))


def lines_of(principal: Principal, codes: Sequence[str]) -> list[Line]:
    """Dossiers of these codes that this person may see, in the order given; one statement."""
    scope = wide_scope(principal)
    if not scope or not codes:
        return []
    params = text_params(scope, Wanted()) | {"codes": list(codes), "limit": len(codes)}
    with connection.cursor() as cursor:
        cursor.execute(BY_CODE.format(scope=scope_condition(scope)), params)
        found = {row[2]: Line(*row[:STAGE_AT]) for row in cursor.fetchall()}
    return [found[code] for code in codes if code in found]
