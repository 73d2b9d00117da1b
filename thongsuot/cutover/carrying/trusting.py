"""Khoá đã biết chắc: tens of thousands of rows that all point to one package need not each ask whether it exists."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from thongsuot.cutover.models import Package


@contextmanager
def package_is_there(cursor: Any, package: Package) -> Iterator[None]:
    """Giữ hàng của gói và nơi gửi tới cuối giao dịch, as the check of each key would; then nobody checks inside.

    Only for statements whose keys are just these two. Where the database does not let us (our own cluster does) each key
    is checked as usual at the commit.
    """
    cursor.execute("SELECT 1 FROM cutover_package WHERE id = %s FOR KEY SHARE", [package.pk])
    cursor.execute("SELECT 1 FROM cutover_packagesource WHERE id = %s FOR KEY SHARE", [package.source_id])
    cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
    if not cursor.fetchone()[0]:
        yield
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")
