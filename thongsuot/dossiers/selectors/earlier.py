"""Điều chủ hồ sơ đã khai trong những hồ sơ trước: one statement over the newest few, answers read by their meaning.

Only fields that say what they are of the applicant (`origin: applicant.sex`) are taken over: a name in an earlier
declaration may be a child's.
"""

from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from thongsuot.dossiers.form_secrets import open_one
from thongsuot.procedures.eform import fields
from thongsuot.procedures.forms import value_at
from thongsuot.procedures.selectors import version_by_id

NEWEST = 5
APPLICANT = "applicant."
EARLIER = """
SELECT code, uid, version_id, form::text FROM (
  (SELECT id, code, uid, version_id, form FROM dossiers_dossier WHERE applicant_hash = %(hash)s ORDER BY id DESC LIMIT %(n)s)
  UNION ALL
  (SELECT id, code, uid, version_id, form FROM dossiers_dossier WHERE applicant_user_id = %(user)s AND applicant_hash IS NULL
   ORDER BY id DESC LIMIT %(n)s)) d
ORDER BY id DESC LIMIT %(n)s
"""


def earlier_answers(*, id_hash: bytes | None, user_id: int) -> list[tuple[str, dict[str, Any]]]:
    """(mã hồ sơ, điều đã khai về chủ hồ sơ), newest first."""
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"hash": id_hash, "user": user_id, "n": NEWEST})
        rows = cursor.fetchall()
    return [(code, _of_applicant(version_id, orjson.loads(form), uid)) for code, uid, version_id, form in rows]


def _of_applicant(version_id: int, form: dict[str, Any], uid: UUID) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _part, item in fields(version_by_id(version_id)):
        value = value_at(form, item.path) if item.origin.startswith(APPLICANT) else None
        if isinstance(value, str) and value:
            found.setdefault(item.origin.removeprefix(APPLICANT), open_one(value, uid))
    return found
