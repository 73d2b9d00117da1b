"""Báo sau khi chuyển: the citizen once, the systems outside once a dossier; batch by batch, never faster than they are read.

Moving a province writes no news to the feeds. Afterwards the entries of each batch are noted for those who must hear of
them, and the ordinary readers of the feeds do the rest.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from thongsuot.common import feeds
from thongsuot.cutover.models import Batch, PlanState, Run
from thongsuot.dossiers.notices import FEED as CITIZENS
from thongsuot.exchange.services.queueing import FEED as SYSTEMS

FULL = 5_000  # notes that wait: whoever reads them has enough to do

ENTRIES = """
SELECT DISTINCT ON (e.subject_id) e.id AS entry_id, e.province_id, e.subject_id
  FROM cutover_batchpart p CROSS JOIN LATERAL unnest(p.ids) AS i(id)
  JOIN common_journalentry e ON e.province_id = %(province)s AND e.subject_kind = 'dossier' AND e.subject_id = i.id
   AND e.verb = 'transferred' AND (e.data ->> 'from')::bigint = %(old)s AND (e.data ->> 'to')::bigint = %(new)s
 WHERE p.batch_id = %(batch)s AND p.kind = 'dossier' ORDER BY e.subject_id, e.seq DESC
"""
TELL_SYSTEMS = f"""
INSERT INTO common_feednote (feed, entry_id, province_id)
SELECT %(systems)s, n.entry_id, n.province_id FROM ({ENTRIES}) n
 WHERE EXISTS (SELECT FROM common_feed f WHERE f.name = %(systems)s) ORDER BY n.entry_id
"""  # noqa: S608  (a constant of ours)
# One dossier stands for all of a person: known by account, by ID number, by telephone or address, else only by itself.
PEOPLE = f"""
SELECT n.entry_id, n.province_id, sha256(convert_to(coalesce('u' || d.applicant_user_id, 'i' || encode(d.applicant_hash, 'hex'),
    'p' || nullif(d.applicant ->> 'phone', ''), 'm' || nullif(d.applicant ->> 'email', ''), 'd' || d.id), 'UTF8')) AS person
  FROM ({ENTRIES}) n JOIN dossiers_dossier d ON d.province_id = n.province_id AND d.id = n.subject_id
"""  # noqa: S608  (a constant of ours)
NOTE_ONCE = """
INSERT INTO common_feednote (feed, entry_id, province_id)
SELECT %(citizens)s, min(news.entry_id), min(news.province_id) FROM news JOIN once USING (person)
 WHERE EXISTS (SELECT FROM common_feed f WHERE f.name = %(citizens)s) GROUP BY news.person
"""
TELL_CITIZENS = f"""
WITH news AS ({PEOPLE}),
once AS (
  INSERT INTO cutover_toldperson (plan_id, person) SELECT DISTINCT %(plan)s, person FROM news
  ON CONFLICT (plan_id, person) DO NOTHING RETURNING person)
{NOTE_ONCE}"""  # noqa: S608  (constants of ours)
# Who was told that his dossiers went is told once that they came back; who was not told hears nothing.
CORRECT_CITIZENS = f"""
WITH news AS ({PEOPLE}),
once AS (
  UPDATE cutover_toldperson t SET corrected_at = %(at)s FROM (SELECT DISTINCT person FROM news) n
   WHERE t.plan_id = %(plan)s AND t.person = n.person AND t.corrected_at IS NULL RETURNING t.person)
{NOTE_ONCE}"""  # noqa: S608  (constants of ours)


def tell(at: datetime, *, most: int = 20) -> int:
    """Báo về vài đợt đã chuyển, oldest first, then about those that came back after they had been told; returns how many.

    Nothing while what was noted before is still unread.
    """
    told = 0
    while told < most and feeds.waiting(CITIZENS) < FULL and feeds.waiting(SYSTEMS) < FULL:
        if not (_tell_one(at) or _correct_one(at)):
            break
        told += 1
    return told


@transaction.atomic
def _tell_one(at: datetime) -> bool:
    """One batch of a run that is done; what went back before anybody was told is not told at all."""
    rows = Batch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("run")
    done = rows.filter(told_at=None, run__state=Run.State.DONE).order_by("pk").first()
    if done is None:
        return False
    if done.undone_at is None:
        _note(done, TELL_CITIZENS, old=done.old_unit_id, new=done.new_unit_id)
    Batch.objects.filter(pk=done.pk).update(told_at=at)
    return True


@transaction.atomic
def _correct_one(at: datetime) -> bool:
    """One batch that was told and then went back: the other systems hear of each dossier, the people of theirs once."""
    rows = Batch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("run")
    back = rows.filter(corrected_at=None, undone_at__gt=F("told_at")).exclude(run__plan__state=PlanState.EXECUTING)
    batch = back.order_by("pk").first()
    if batch is None:
        return False
    _note(batch, CORRECT_CITIZENS, old=batch.new_unit_id, new=batch.old_unit_id, at=at)
    Batch.objects.filter(pk=batch.pk).update(corrected_at=at)
    return True


def _note(batch: Batch, citizens: str, **given: Any) -> None:
    """The newest entries of the batch's dossiers on their way from `old` to `new`, for both feeds."""
    said = {"batch": batch.pk, "plan": batch.run.plan_id, "province": batch.province_id, **given}
    said |= {"systems": SYSTEMS, "citizens": CITIZENS}
    with connection.cursor() as cursor:
        cursor.execute(TELL_SYSTEMS, said)
        cursor.execute(citizens, said)
