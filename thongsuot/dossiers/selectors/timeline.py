"""Diễn biến của một hồ sơ: what happened, in order, as far as the asker may know it."""

from django.db import connection

from thongsuot.common.journal import Recorded
from thongsuot.common.journal import timeline as entries_of
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.present import INTERNAL
from thongsuot.dossiers.selectors.one import Loaded


def timeline_of(loaded: Loaded) -> list[Recorded]:
    """All entries for officials and auditors; the citizen is spared what concerns only the office."""
    dossier = loaded.dossier
    entries = entries_of(dossier.province_id, SUBJECT, dossier.pk)
    if loaded.sight is Sight.CITIZEN:
        return [e for e in entries if e.verb not in INTERNAL]
    return entries


def people_of(entries: list[Recorded], sight: Sight) -> dict[int, str]:
    """Names of those who acted, as far as this sight goes; one statement.

    Whoever audits reads which official acted; the citizen's name is contents. Citizens read of offices, not of people.
    """
    ids = sorted({e.actor_id for e in entries if e.actor_id})
    if not ids or sight not in (Sight.OFFICIAL, Sight.METADATA):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, full_name FROM accounts_user WHERE id = ANY(%s) AND (kind <> 'citizen' OR %s)",
            [ids, sight is Sight.OFFICIAL],
        )
        return dict(cursor.fetchall())
