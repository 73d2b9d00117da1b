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


def people_of(entries: list[Recorded]) -> dict[int, str]:
    """Names of those who acted; one statement."""
    ids = sorted({e.actor_id for e in entries if e.actor_id})
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, full_name FROM accounts_user WHERE id = ANY(%s)", [ids])
        return dict(cursor.fetchall())
