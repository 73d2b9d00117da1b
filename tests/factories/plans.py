"""Kế hoạch được giữ: what PostgreSQL does for a statement that `common.prepared` keeps, one plan for all values."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db import connection

from thongsuot.common import prepared


def kept_plan(sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All nodes of the kept plan with what they did for these parameters, `%(name)s` in the text.

    A statement behind EXPLAIN is planned for the values it gets; only EXPLAIN EXECUTE shows the plan that is kept.
    """
    for _ in range(2):
        with prepared.cursor() as cursor:
            cursor.execute(sql, params)
    order = dict.fromkeys(re.findall(r"%\((\w+)\)s", sql))
    given = ", ".join(f"%({name})s" for name in order)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
        [[name]] = cursor.fetchall()
        cursor.execute(f'EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE "{name}"({given})', params)
        [[found]] = cursor.fetchall()
    return _nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
