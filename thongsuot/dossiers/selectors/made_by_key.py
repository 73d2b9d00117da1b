"""What an idempotency key made: for a sender whose line dropped before the answer came."""

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.selectors.lists import COLUMNS, Line

MADE = f"""
SELECT {COLUMNS} FROM common_idempotencykey k JOIN dossiers_dossier d ON d.id = k.subject_id
WHERE k.user_id = %s AND k.key = %s AND k.operation = 'dossier.create'
"""  # noqa: S608  (only names of our own columns are put in)


def dossiers_made_by(principal: Principal, key: str) -> list[Line]:
    """Hồ sơ do khoá này tạo ra, own keys only; empty when the key has made nothing (yet)."""
    with connection.cursor() as cursor:
        cursor.execute(MADE, [principal.user_id, key])
        return [Line(*row) for row in cursor.fetchall()]
