"""Diễn tập: the real thing on a copy, live data as before, and a forgotten table that is refused loudly."""

import subprocess
from datetime import timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from config.commands import cutover_rehearse
from tests.factories.cutover import merge_two
from tests.factories.dossiers import make_office, moment, submit
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import now
from thongsuot.common.roles import roles_granted
from thongsuot.cutover.content import Content, NewUnit, Way
from thongsuot.cutover.models import Batch, Plan, PlanState, PlanUnit, Rehearsal, Side
from thongsuot.cutover.rehearsing import acting, tables
from thongsuot.cutover.rehearsing.copying import close_copy, open_copy
from thongsuot.cutover.rehearsing.tables import copied_tables
from thongsuot.cutover.services.filling import fill
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.dossiers.models import Holding
from thongsuot.org.models import Succession
from thongsuot.org.moving import movers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Plan:
    """Mai Phụ and Thạch Khê become one; committed, for another process looks at it."""
    with stamps.of_one_request():
        office = make_office(make_world())
        change = merge_two(office)
        for _number in range(3):
            submit(office, at=moment(30, 9))
    return change.plan


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def schemas() -> list[str]:
    return [row[0] for row in rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rehearsal%'")]


def test_a_rehearsal_says_what_will_move_and_moves_nothing(plan):
    held = sorted(Holding.objects.values_list("dossier_id", "unit_id"))
    entries = JournalEntry.objects.exclude(subject_kind="plan").count()
    report = cutover_rehearse.carried_out(plan)
    assert report.get("failed") is None
    assert {kind: report["kinds"][kind] for kind in ("dossier", "task")} == {"dossier": 3, "task": 3}
    assert report["books"]["differ"] == []
    assert all(check["ok"] for check in report["checks"] if check["red"])
    assert {"copy", "gather", "execute", "verify", "all"} <= set(report["seconds"])
    assert sorted(Holding.objects.values_list("dossier_id", "unit_id")) == held
    assert JournalEntry.objects.exclude(subject_kind="plan").count() == entries
    assert Plan.objects.get(pk=plan.pk).state == PlanState.DECIDED
    assert not Batch.objects.exists()
    assert schemas() == []
    kept = Rehearsal.objects.get()
    assert (kept.state, kept.plan_version, kept.report["kinds"]) == (
        Rehearsal.State.DONE,
        plan.version,
        report["kinds"],
    )


def test_what_would_be_refused_is_said(plan, monkeypatch):
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.CANCELLED)
    monkeypatch.setattr(acting, "in_a_copy", lambda: True)
    assert acting.rehearse(plan.code)["refused"]["code"] == "plan_not_decided"


def test_a_plan_that_nobody_has_decided_is_rehearsed_as_if_it_were():
    with stamps.of_one_request():
        office = make_office(make_world())
        for _number in range(3):
            submit(office, at=moment(30, 9))
        draft = _draft_of(office)
        links = Succession.objects.count()
    report = cutover_rehearse.carried_out(draft)
    assert {key: report.get(key) for key in ("failed", "refused")} == {"failed": None, "refused": None}
    assert {"decide", "execute"} <= set(report["seconds"])
    assert report["kinds"]["dossier"] == 3
    assert report["books"]["differ"] == []
    assert Plan.objects.get(pk=draft.pk).state == PlanState.DRAFT
    assert Succession.objects.count() == links
    assert PlanUnit.objects.get(plan=draft, side=Side.NEW).unit_id is None


def _draft_of(office) -> Plan:
    """Mai Phụ and Thạch Khê will be one commune that `org` does not know yet, in a month."""
    world, day = office.world, now().date() + timedelta(days=30)
    new = NewPlan("Ghép", world.province.id, day, "Nghị quyết thử", is_exercise=True)
    plan = draw_up(new=new, by=None, at=now())
    content = Content(old={unit.code: unit for unit in (world.mai_phu, world.thach_khe)})
    content.new["18590"] = NewUnit("18590", "Mai Khê", "Xã Mai Khê", "commune")
    for unit in (world.mai_phu, world.thach_khe):
        content.put_way(Way(unit.code, "18590", "whole"), "")
    fill(code=plan.code, content=content, whole=True, verb="plan_imported", words="Ghép", by=None, at=now())
    plan.refresh_from_db()
    return plan


def test_nothing_is_acted_outside_a_copy(plan):
    with pytest.raises(RuntimeError):
        acting.rehearse(plan.code)


def test_a_forgotten_table_is_refused_and_live_data_stay(plan, monkeypatch):
    whole = copied_tables()
    forgotten = [table for table in whole if table.name != "tasks_openwork"]
    monkeypatch.setattr("thongsuot.cutover.rehearsing.copying.copied_tables", lambda: forgotten)
    before = rows("SELECT task_id, unit_id FROM tasks_openwork ORDER BY 1")
    report = cutover_rehearse.carried_out(plan)
    assert "tasks_openwork" in report["failed"]
    assert rows("SELECT task_id, unit_id FROM tasks_openwork ORDER BY 1") == before
    assert schemas() == []
    assert Rehearsal.objects.get().state == Rehearsal.State.FAILED


def test_the_copy_is_thrown_away_when_the_process_is_killed(plan, monkeypatch):
    def killed(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        cutover_rehearse.carried_out(plan)
    assert schemas() == []
    assert Rehearsal.objects.get().state == Rehearsal.State.FAILED


def test_every_table_that_a_mover_writes_is_copied():
    copied = {table.name for table in copied_tables()}
    assert {model._meta.db_table for mover in movers() for model, _field in mover.columns} <= copied
    assert set(tables.WHOLE) <= copied
    assert set(tables.EMPTY) <= copied


def test_the_copy_has_keys_indexes_numbers_and_functions_of_its_own(plan):
    copy = open_copy(900)
    try:
        assert copy.role not in roles_granted(), "else it would be given the rights of the web processes"
        assert copy.rows["dossiers_holding"] == 3
        assert copy.rows["dossiers_dossier"] == 3
        assert copy.rows["common_journalhead"] >= 3
        with transaction.atomic():
            connection.cursor().execute(f'SET LOCAL ROLE "{copy.role}"')
            connection.cursor().execute(f"SET LOCAL search_path = {copy.schema}, public")
            [(number,)] = rows("INSERT INTO org_unit (level, created_by) VALUES ('commune', 'x') RETURNING id")
            [(last,)] = rows("SELECT last_value FROM public.org_unit_id_seq")
            assert number > last
            [(entry,)] = rows("SELECT journal_append(1, 'dossier', 77, 'tried', now(), NULL, NULL, '{}'::jsonb)")
            assert rows(f"SELECT count(*) FROM {copy.schema}.common_journalentry WHERE id = {entry}") == [(1,)]
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows("UPDATE public.dossiers_holding SET unit_id = 1 RETURNING 1")
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                rows("DELETE FROM common_journalentry RETURNING 1")
            transaction.set_rollback(True)
        missing = rows(
            "SELECT l.indexname FROM pg_indexes l WHERE l.schemaname = 'public' AND l.tablename = 'dossiers_holding'"
            " AND NOT EXISTS (SELECT FROM pg_indexes c WHERE c.schemaname = 'rehearsal_900' AND c.indexname = l.indexname)"
        )
        assert missing == []
        assert not JournalEntry.objects.filter(subject_id=77).exists()
    finally:
        close_copy(900)
