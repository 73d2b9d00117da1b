"""Many dossiers at once: copies of one, with a life in the journal, made without walking each through the office."""

from datetime import datetime, timedelta

from django.db import connection

from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import journal
from thongsuot.common.journal import Entry
from thongsuot.dossiers.models import Dossier

# Verb, state it led to; each entry with a message of the dossier, of progress or both: seven in all.
LIFE = (
    ("submitted", "SUBMITTED"),
    ("received", "RECEIVED"),
    ("assigned", "PROCESSING"),
    ("finished", "FINISHED"),
)
MESSAGES = 7
_COPY = """
INSERT INTO dossiers_dossier ({columns}) SELECT {values} FROM dossiers_dossier d, generate_series(1, %s) AS n
 WHERE d.id = %s RETURNING id
"""


def make_many(office: Office, count: int, *, at: datetime | None = None) -> list[int]:
    """Ids of `count` dossiers whose journal goes from submission to the result; nobody has been told yet."""
    first = submit(office).dossier
    names = [f.column for f in Dossier._meta.concrete_fields if f.column != "id"]
    changed = {
        "code": "'H27.9-250707-' || lpad((mod(d.id, 1000) * 100000 + n)::text, 9, '0')",
        "uid": "gen_random_uuid()",
        "applicant_cipher": "NULL",
        "status": "'FINISHED'",
        "finished_at": "d.received_at + interval '1 hour'",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _COPY.format(
                columns=", ".join(f'"{name}"' for name in names),
                values=", ".join(changed.get(name, f'd."{name}"') for name in names),
            ),
            [count, first.pk],
        )
        ids = [row[0] for row in cursor.fetchall()]
    begin = at or moment(7, 9)
    for position in range(0, len(ids), 500):
        journal.append(
            [
                Entry(first.province_id, "dossier", pk, verb, begin + timedelta(minutes=step), None,
                      first.competent_unit_id, {"status": status})
                for pk in ids[position : position + 500]
                for step, (verb, status) in enumerate(LIFE)
            ]
        )  # fmt: skip
    return ids
