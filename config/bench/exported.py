"""Xuất Excel: the list of a unit as the background job makes it, beside COPY of the same rows and columns. Prints JSON.

python -m config.bench.exported ROUNDS ROWS   (run by the bench within an installation)
"""

import json
import sys
import tempfile
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  (Django must be ready first)

from config.bench.visitors import SPECIALIST  # noqa: E402
from thongsuot.accounts.models import User  # noqa: E402
from thongsuot.accounts.principal import Principal, principal_of  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.dossiers import exports  # noqa: E402
from thongsuot.dossiers.models import Export  # noqa: E402
from thongsuot.dossiers.selectors.search import own_scope  # noqa: E402

COPY = """
COPY (SELECT d.code, d.applicant_name, d.version_id, d.status, d.competent_unit_id, d.channel, d.submitted_at, d.received_at,
  d.due_at, d.finished_at, d.returned_at FROM dossiers_dossier d WHERE d.competent_unit_id = ANY(%s) ORDER BY d.id DESC LIMIT %s)
TO STDOUT
"""


def main(rounds: int, rows: int) -> dict[str, Any]:
    """Rows a second of both sides, round by round, and how many rows there were."""
    principal = principal_of(User.objects.get(username=SPECIALIST).pk, now())
    assert principal is not None, "the demo's specialist is there"
    ours, raw, written = [], [], 0
    for turn in range(rounds + 1):  # the first warms up
        found = [_ours(principal, rows), _raw(principal, rows)]
        if turn:
            ours.append(found[0][0] / found[0][1])
            raw.append(found[1][0] / found[1][1])
            written = found[0][0]
    return {"rows": written, "ours": ours, "raw": raw}


def _ours(principal: Principal, rows: int) -> tuple[int, float]:
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        kind, title = Export.Kind.LIST, "Danh sách"
        made = exports.write(out, kind=kind, title=title, params={}, principal=principal, at=now(), most=rows - 1)
        return made, time.perf_counter() - began


def _raw(principal: Principal, rows: int) -> tuple[int, float]:
    with tempfile.TemporaryFile() as out, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(COPY, [sorted(own_scope(principal).own), rows]) as copy:
            for part in copy:
                out.write(part)
        return cursor.rowcount, time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
