"""Văn bản đến khi xã nhập vào xã mới: what is open goes along with its task and due date, what is closed stays."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.cutover import merge_two
from tests.factories.documents import Office as DocumentOffice
from tests.factories.documents import a_letter
from tests.factories.dossiers import Office, moment
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.cutover.services.executing import execute
from thongsuot.documents import reading
from thongsuot.documents.models import DocumentHolding, Part
from thongsuot.documents.services import arriving, instructing, taking_in, working
from thongsuot.documents.services.instructing import Hands
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.usefixtures("eve")
BEFORE, AFTER = moment(30, 9), moment(1, 8, month=8)


def a_document(people: DocumentOffice, number: str):
    came = arriving.arrive(unit_id=people.unit.id, way="axis", facts=a_letter(number=number), at=BEFORE)
    taking_in.register(uid=came.uid, principal=people.clerk, at=BEFORE, present_to=people.chair.user_id)
    instructing.instruct(
        uid=came.uid,
        lead=Hands(person_id=people.specialist.user_id),
        text="Làm.",
        due_at=BEFORE + timedelta(days=20),
        principal=people.chair,
        at=BEFORE,
    )
    return came


def test_an_open_document_goes_with_its_task_and_a_closed_one_stays_and_is_read(office: Office) -> None:
    change, old = merge_two(office), office.world.mai_phu
    with frozen(BEFORE):
        people = DocumentOffice(office.world, old)
        running, closed = a_document(people, "1"), a_document(people, "2")
        part = Part.objects.get(document=closed)
        working.finish(uid=closed.uid, part_id=part.pk, text="Xong.", principal=people.specialist, at=BEFORE)
    with frozen(AFTER):
        run = execute(change.plan)
        assert run.report["moved"] == {"document": 1, "task": 1}
        holding = DocumentHolding.objects.get()
        assert (holding.document_id, holding.unit_id) == (running.pk, change.heir.id)
        assert holding.due_at == BEFORE + timedelta(days=20)
        assert OpenWork.objects.get().unit_id == change.heir.id
        entry = journal.timeline(running.province_id, "document", running.pk)[-1]
        assert (entry.verb, entry.data["from"], entry.data["to"]) == ("transferred", old.id, change.heir.id)
        assert journal.timeline(closed.province_id, "document", closed.pk)[-1].verb == "done"
        chair = principal_for(
            make_official(office.world, "moi.chutich", Role.CHAIR, change.heir, since=AFTER), at=AFTER
        )
        for document in (running, closed):
            seen, unit_id = reading.document_seen(chair, document.uid, "in")
            assert seen.unit_id == old.id
            assert unit_id == (change.heir.id if document is running else old.id)
        assert verify().ok
