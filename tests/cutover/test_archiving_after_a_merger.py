"""Dossiers that a former unit left open are handed in by whoever closed them; what it closed goes with its hand-over."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.cutover import merge_two, midnight
from tests.factories.dossiers import Office, finished, moment
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.cutover.services.executing import execute
from thongsuot.dossiers import services
from thongsuot.dossiers.models import ArchivedDossier
from thongsuot.dossiers.selectors import archiving as selectors
from thongsuot.dossiers.services import archiving
from thongsuot.records import retention
from thongsuot.records.models import RecordFile

AFTER = midnight() + timedelta(hours=9)


@pytest.mark.usefixtures("eve")
def test_what_the_former_unit_left_open_is_handed_in_by_who_closed_it_and_what_it_closed_is_not(office: Office):
    retention.load()
    theirs, ours = finished(office, at=moment(7, 9)), finished(office, at=moment(8, 9))
    how = {"method": "COUNTER", "taken_by": "Nguyễn Thị Lan"}
    services.return_result(code=theirs, principal=office.who("motcua1"), at=moment(9, 9), **how)
    change = merge_two(office)
    clerk = make_official(office.world, "maikhe.luutru", Role.ARCHIVIST, change.heir, since=midnight())
    with frozen(AFTER):
        execute(change.plan)
        services.return_result(code=ours, principal=office.who("motcua1", AFTER), at=AFTER, **how)
        [line] = selectors.of_year(unit_id=change.heir.id, year=2025)
        assert (line.closed, line.unsigned) == (1, 1)
        run, _new = archiving.ask(
            unit_id=change.heir.id, year=2025, with_unsigned=True, principal=principal_for(clerk, AFTER), at=AFTER
        )
        archiving.carry_out(run.pk, clock=lambda: AFTER)
    file = RecordFile.objects.get(source_kind="dossier")
    assert (file.source_code, file.fonds.unit_id) == (ours, change.heir.id)
    assert ArchivedDossier.objects.get().problem == ""
