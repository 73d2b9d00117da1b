"""Nộp lưu hồ sơ một cửa: closed dossiers of a unit and a year go to the archive, in steps, each once (NĐ 30/2020, Điều 30).

A step takes some dossiers of one field, reads their files outside of any transaction, then hands them in and marks them
in one. A worker that is killed leaves them waiting; nothing is handed in twice, for the mark and the hand-in are one.
What the archive returned is taken along by the next run.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.dossiers import archive_package, journalling
from thongsuot.dossiers.archive_package import Prepared
from thongsuot.dossiers.models import ArchivedDossier, ArchiveRun
from thongsuot.dossiers.selectors.archiving import CLOSED_HERE, HANDERS, closed_here, provinces_of
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.dossiers.timing import local_day
from thongsuot.org.selectors import unit_info
from thongsuot.records import services as records
from thongsuot.records.specs import HandInPackage

logger = logging.getLogger(__name__)
AT_ONCE = 100  # dossiers of one hand-in: what an archivist checks at a sitting, and what a killed worker reads again
FIRST_YEAR = 2000
State = ArchivedDossier.State

# Closed in that year by that unit, each with the retention of its field; not while a signature of its result is awaited.
# What was refused before, or sent back by the archive, joins the new run.
TAKE = """
WITH ready AS (
  SELECT d.province_id, d.id, v.field {closed_here}
   WHERE NOT EXISTS (SELECT FROM dossiers_papersigning s WHERE s.province_id = d.province_id AND s.dossier_id = d.id
       AND s.settled_at IS NULL AND (s.document_id IS NOT NULL OR NOT %(with_unsigned)s)
       AND NOT EXISTS (SELECT FROM documents_document w WHERE w.province_id = s.province_id AND w.id = s.document_id
         AND w.closed_at IS NOT NULL)))
INSERT INTO dossiers_archiveddossier (province_id, run_id, dossier_id, field, rule, state, problem, hand_in, documents, size, digest)
SELECT province_id, %(run)s, id, left(field, 120), coalesce(%(rules)s::jsonb ->> field, %(otherwise)s), 'waiting', '', '', 0, 0, ''
  FROM ready
ON CONFLICT (province_id, dossier_id) DO UPDATE SET run_id = EXCLUDED.run_id, state = 'waiting', problem = '', done_at = NULL
  WHERE dossiers_archiveddossier.state = 'refused'
     OR (dossiers_archiveddossier.state = 'offered' AND EXISTS (
       SELECT FROM records_recordfile r WHERE r.province_id = ANY(%(provinces)s) AND r.source_kind = 'dossier'
         AND r.source_id = EXCLUDED.dossier_id AND r.state = 'returned'))
""".replace("{closed_here}", CLOSED_HERE)


@transaction.atomic
def ask(*, unit_id: int, year: int, with_unsigned: bool, principal: Principal, at: datetime) -> tuple[ArchiveRun, bool]:
    """Đặt một lượt nộp lưu; the one that runs already is given back instead. Says whether it is new.

    Raises Forbidden for who has no such role in the unit, Invalid `year_wrong`, `nothing_to_hand_in`.
    """
    if not principal.roles_in(unit_id) & set(HANDERS):
        raise Forbidden(_("Chỉ văn thư, lưu trữ, bộ phận một cửa hoặc lãnh đạo của đơn vị nộp lưu được hồ sơ một cửa."))
    if not FIRST_YEAR <= year <= local_day(at).year:
        raise Invalid(code="year_wrong", errors=[{"field": "nam", "message": _("Năm không đúng.")}])
    info = unit_info(unit_id, local_day(at))
    province = info.province_id or info.id
    with connection.cursor() as cursor:  # pressed twice at once: the second waits and finds the run of the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"archive-run:{unit_id}:{year}"])
    running = ArchiveRun.objects.filter(unit_id=unit_id, year=year, finished_at=None).first()
    if running is not None:
        return running, False
    run = ArchiveRun.objects.create(
        province_id=province,
        unit_id=unit_id,
        year=year,
        with_unsigned=with_unsigned,
        total=0,
        asked_at=at,
        asked_by_id=principal.user_id,
    )
    run.total = _take(run)
    if not run.total:
        raise Invalid(_("Năm này không còn hồ sơ đã khép nào chưa nộp lưu."), code="nothing_to_hand_in")
    run.save(update_fields=["total"])
    return run, True


def _take(run: ArchiveRun) -> int:
    given = closed_here(run.unit_id, run.year) | {
        "with_unsigned": run.with_unsigned,
        "run": run.pk,
        "rules": orjson.dumps(archive_package.rules()["fields"]).decode(),
        "otherwise": archive_package.rules()["otherwise"],
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, given)
        return int(cursor.rowcount)


def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> None:
    """Nộp lần lượt từng nhóm còn chờ; run again after a crash it does only what is left."""
    run = ArchiveRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is None:
        return
    while some(run, clock()):
        pass
    ArchiveRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock())


def unfinished() -> list[int]:
    """Các lượt chưa xong."""
    return list(ArchiveRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def some(run: ArchiveRun, at: datetime) -> int:
    """Nộp một nhóm cùng lĩnh vực; says how many were dealt with (0: none waits)."""
    mine = ArchivedDossier.objects.filter(province_id__in=provinces_of(run.unit_id), run_id=run.pk)
    waiting = mine.filter(state=State.WAITING)
    first = waiting.order_by("field", "dossier_id").first()
    if first is None:
        return 0
    ids = list(
        waiting.filter(field=first.field, rule=first.rule)
        .order_by("dossier_id")
        .values_list("dossier_id", flat=True)[:AT_ONCE]
    )
    ready: list[Prepared] = []
    for dossier_id in ids:
        try:
            ready.append(archive_package.prepared(dossier_by_id(dossier_id), at=at))
        except Refused as refused:
            _refuse(run, dossier_id, str(refused.detail), at)
        except Exception as fault:  # one dossier whose file is gone must not stop a year
            logger.exception("nộp lưu: không đọc được hồ sơ %s", dossier_id)
            _refuse(run, dossier_id, _("Không đọc được hồ sơ: %(why)s") % {"why": type(fault).__name__}, at)
    _hand_in(run, ready, first, at)
    return len(ids)


def _hand_in(run: ArchiveRun, ready: Sequence[Prepared], first: ArchivedDossier, at: datetime) -> None:
    """All together; when the archive refuses the package, one by one, so that only the wrong one stays behind."""
    if not ready:
        return
    try:
        _offer(run, ready, first, at)
    except Refused as refused:
        if len(ready) == 1:
            details = [str(e["message"]) for e in refused.errors or [] if e.get("message")]
            _refuse(run, ready[0].loaded.dossier.pk, " ".join(details) or str(refused.detail), at)
            return
        for one in ready:
            _hand_in(run, [one], first, at)


@transaction.atomic
@in_vietnamese()
def _offer(run: ArchiveRun, ready: Sequence[Prepared], first: ArchivedDossier, at: datetime) -> None:
    rows = {
        row.dossier_id: row
        for row in ArchivedDossier.objects.select_for_update()
        .filter(province_id__in=provinces_of(run.unit_id), run_id=run.pk)
        .filter(dossier_id__in=[one.loaded.dossier.pk for one in ready])
        .filter(state=State.WAITING)
        .order_by("pk")
    }
    mine = [one for one in ready if one.loaded.dossier.pk in rows]  # another worker may have been here
    if not mine:
        return
    principal = principal_of(run.asked_by_id, at)
    extracts = [_kept(one, at) for one in mine]
    handed = [archive_package.handed_in(one, extract, first.rule) for one, extract in zip(mine, extracts, strict=True)]
    package = HandInPackage(
        province_id=run.province_id,
        unit_id=run.unit_id,
        key=f"mot-cua:{run.uid}:{mine[0].loaded.dossier.pk}"[:80],
        title=_("Hồ sơ một cửa năm %(year)d, lĩnh vực %(field)s") % {"year": run.year, "field": first.field},
        files=handed,
    )
    made = records.hand_in(package, principal=principal, at=at)
    for one, extract, given in zip(mine, extracts, handed, strict=True):
        row = rows[one.loaded.dossier.pk]
        row.state, row.hand_in, row.done_at, row.problem = State.OFFERED, str(made)[:60], at, ""
        row.documents, row.size = len(given.items), one.size + extract.size
        row.digest = archive_package.digest_of(archive_package.hashes_of(one, extract))
    fields = ["state", "hand_in", "done_at", "problem", "documents", "size", "digest"]
    ArchivedDossier.objects.bulk_update(rows.values(), fields)
    journal.note(
        [
            journalling.entry(
                one.loaded.dossier,
                "archived",
                principal=principal,
                at=at,
                unit_id=run.unit_id,
                hand_in=str(made),
                documents=rows[one.loaded.dossier.pk].documents,
                digest=rows[one.loaded.dossier.pk].digest,
            )
            for one in mine
        ]
    )


def _kept(one: Prepared, at: datetime) -> StoredFile:
    return files.store(one.extract, f"{one.loaded.dossier.code}-trich-nhat-ky.pdf", None, at=at)


def _refuse(run: ArchiveRun, dossier_id: int, problem: str, at: datetime) -> None:
    ArchivedDossier.objects.filter(
        province_id__in=provinces_of(run.unit_id), run_id=run.pk, dossier_id=dossier_id, state=State.WAITING
    ).update(state=State.REFUSED, problem=problem[:300], done_at=at)
