"""Rút lại một lần nạp, as long as nothing new builds on it: rows go, the journal stays and says so.

Chains of ours are never shortened: they stay with the entry that says why nothing belongs to them any more. Numbers are
never given twice, so the same package may come in again.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.common import journal, stamps
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.cutover.carrying.choosing import table
from thongsuot.cutover.carrying.decisions import SUBJECTS, all_carried
from thongsuot.cutover.carrying.identities import UNIT, key_of
from thongsuot.cutover.carrying.rows import SETTINGS, user_triggers
from thongsuot.cutover.models import CarriedEntry, Identity, Package
from thongsuot.dossiers.models import CodeAlias
from thongsuot.warehouse.services import refresh

_WORKED_ON = """
SELECT count(*) FROM cutover_identity me JOIN {target} t ON {tkey} = me.new
 WHERE me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.put NOT IN ('', '-')
   AND md5((t.*)::text) <> me.put
"""
_CASES = " ".join(f"WHEN '{kind}' THEN '{model}'" for kind, model in SUBJECTS.items())
# An entry behind the last one that came over: somebody did something with it here.
_WRITTEN_ON = f"""
SELECT count(*) FROM common_journalhead h
  JOIN cutover_identity me ON me.source_id = %(source)s AND me.made AND me.new = h.subject_id
   AND me.model = (CASE h.subject_kind {_CASES} END) AND me.model <> 'org.unit'
 WHERE NOT EXISTS (SELECT FROM cutover_carriedentry c JOIN common_journalentry e ON e.id = c.entry_id
   WHERE c.source_id = %(source)s AND e.province_id = h.province_id AND e.subject_kind = h.subject_kind
     AND e.subject_id = h.subject_id AND e.seq = h.seq)
"""
_GONE = """
DELETE FROM {target} t USING cutover_identity me
 WHERE me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.put NOT IN ('', '-') AND {tkey} = me.new
"""


@transaction.atomic
def take_back(package: Package, *, by_id: int | None, at: datetime) -> dict[str, int]:
    """Rút lại; returns how many rows of each table went. Refuses with MoveNotAllowed when something builds on it."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    if package.state not in (Package.State.IMPORTED, Package.State.MISMATCH, Package.State.IMPORTING):
        raise MoveNotAllowed(_("Gói này chưa nạp hoặc đã rút lại."), code="package_not_imported")
    others = Package.objects.filter(source=package.source_id).exclude(pk=package.pk)
    if others.exclude(state__in=[Package.State.CHECKED, Package.State.STAGED, Package.State.ROLLED_BACK]).exists():
        raise MoveNotAllowed(
            _("Đã nạp nhiều gói của nơi gửi này; không rút riêng một gói được."), code="package_built_on"
        )
    params, gone = {"source": package.source_id}, {}
    with connection.cursor() as cursor:
        for setting in SETTINGS:
            cursor.execute(f"SET LOCAL {setting}")
        _refuse_if_built_on(package)
        dossiers = Identity.objects.filter(source=package.source_id, model="dossiers.dossier", made=True)
        ids = list(dossiers.values_list("new", flat=True))
        CodeAlias.objects.filter(dossier_id__in=ids).delete()  # those that were given on the way in, too
        for one in reversed(all_carried()):
            guarded = user_triggers(cursor, table(one))
            for name in guarded:
                cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
            names = {"target": table(one), "tkey": key_of(one, "t")}
            cursor.execute(_GONE.format(**names), {**params, "model": one.label})
            if cursor.rowcount:
                gone[one.label] = cursor.rowcount
            for name in guarded:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    _close(package, by_id, at, ids, sum(gone.values()))
    return gone


def _refuse_if_built_on(package: Package) -> None:
    params = {"source": package.source_id}
    worked = []
    with connection.cursor() as cursor:
        for one in all_carried():
            names = {"target": table(one), "tkey": key_of(one, "t")}
            cursor.execute(_WORKED_ON.format(**names), {**params, "model": one.label})
            if count := cursor.fetchone()[0]:
                worked.append(f"{one.label} ({count})")
        cursor.execute(_WRITTEN_ON, params)
        if count := cursor.fetchone()[0]:
            worked.append(_("nhật ký (%(count)d việc)") % {"count": count})
    if worked:
        raise MoveNotAllowed(
            _("Đã có việc mới dựa trên dữ liệu của gói: %(what)s. Không rút lại được nữa.")
            % {"what": ", ".join(worked)},
            code="package_built_on",
        )


def _close(package: Package, by_id: int | None, at: datetime, dossiers: list[int], rows: int) -> None:
    source = package.source_id
    province = Identity.objects.get(source=source, model=UNIT, old=package.manifest["province"]["id"]).new
    CarriedEntry.objects.filter(source=source).delete()
    Identity.objects.filter(source=source).exclude(model=UNIT).delete()
    package.differences.all().delete()
    refresh(province_id=province, dossier_ids=dossiers)  # nothing is left of them to count
    facts = {"package": str(package.uid), "from": package.source.name, "rows": rows}
    journal.append([journal.Entry(province, "unit", province, "package_taken_back", at, by_id, province, facts)])
    for stamp in (stamps.ORG, stamps.CATALOGUE, stamps.CALENDAR, "hall", "saved_filters", "downtime"):
        stamps.bump(stamp)
    package.state, package.finished_at = Package.State.ROLLED_BACK, at
    package.save(update_fields=["state", "finished_at"])
