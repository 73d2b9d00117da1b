"""A task goes into a work file from its own page, open or done, once; the file leads back to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.now import now
from thongsuot.documents.models import WorkFileItem
from thongsuot.documents.services import work_files
from thongsuot.documents.views import filing_tasks
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import TaskSpec

pytestmark = pytest.mark.django_db


def client(user):
    return sign_in(PageClient(), user)


@pytest.fixture
def task_id(office):
    unit = office.unit
    (made,) = tasks.open_tasks(
        [
            TaskSpec(
                province_id=unit.province_id,
                unit_id=unit.id,
                role=Role.SPECIALIST,
                kind="test.work",
                what="Rà soát hộ nghèo",
                result="Báo cáo rà soát",
                accountable="Lãnh đạo xã",
                subject_kind="test",
                subject_id=1,
                subject_code="T-1",
                subject_title="Thôn Đông Thắng",
                page="/can-bo/viec/",
                assignee_id=office.drafter.pk,
                state=TaskState.IN_PROGRESS,
            )
        ],
        at=AT,
    )
    return made


def opened(office, code="05-KT", user=None):
    who = office.who(user or office.drafter, now())
    return work_files.open_file(unit_id=office.unit.id, code=code, title="Hộ nghèo", principal=who, at=now())


def page_of(task_id):
    return reverse("tasks:one", args=[task_id])


def put(user, task_id, file):
    return client(user).post(reverse("documents:file_task", args=[task_id]), {"file": str(file)})


def test_a_task_is_put_into_an_open_file_and_each_leads_to_the_other(office, task_id):
    drafter = client(office.drafter)
    seen = drafter.get(page_of(task_id)).content.decode()
    assert "Báo cáo rà soát" in seen
    assert "Mở một hồ sơ công việc trước" in seen
    file = opened(office)
    seen = drafter.get(page_of(task_id)).content.decode()
    assert "Đưa vào hồ sơ công việc" in seen
    assert "05-KT – Hộ nghèo" in seen
    assert put(office.drafter, task_id, file.uid).status_code == 302
    address = reverse("documents:work_file", args=[file.uid])
    seen = drafter.get(page_of(task_id)).content.decode()
    assert f'href="{address}"' in seen
    assert "Đưa vào hồ sơ công việc" not in seen
    shown = drafter.get(address).content.decode()
    assert f'href="{page_of(task_id)}"' in shown
    assert "Rà soát hộ nghèo – Thôn Đông Thắng" in shown
    assert [one.verb for one in journal.timeline(file.province_id, "work_file", file.pk)][-1] == "gathered"


def test_a_task_that_is_done_is_filed_too_and_lies_in_one_file_only(office, task_id):
    tasks.close_tasks([task_id], province_id=office.unit.province_id, by_id=office.drafter.pk, at=AT)
    file, other = opened(office), opened(office, "06-KT")
    assert "đã xong" in client(office.drafter).get(page_of(task_id)).content.decode()
    assert put(office.drafter, task_id, file.uid).status_code == 302
    assert put(office.drafter, task_id, file.uid).status_code == 302  # pressed twice
    assert WorkFileItem.objects.get(kind="task").day is not None
    assert put(office.drafter, task_id, other.uid).status_code == 409


def test_what_cannot_be_is_refused_in_words(office, task_id, world):
    file = opened(office)
    assert put(office.drafter, task_id, "khong").status_code == 422
    elsewhere = make_official(world, "thachkhe.kinhte", Role.SPECIALIST, world.thach_khe)
    assert client(elsewhere).get(page_of(task_id)).status_code == 404
    assert put(elsewhere, task_id, file.uid).status_code == 404
    assert client(office.drafter).get(page_of(999_999_999)).status_code == 404
    technical = make_official(world, "quantri", Role.UNIT_ADMIN, office.unit)
    assert client(technical).get(page_of(task_id)).status_code == 404
    province = {"province_id": office.unit.province_id, "by_id": None, "at": AT, "state": TaskState.CANCELLED}
    tasks.close_tasks([task_id], **province)
    assert put(office.drafter, task_id, file.uid).status_code == 409
    assert not WorkFileItem.objects.exists()


def test_the_place_on_the_page_costs_one_statement(office, task_id, rf):
    from thongsuot.tasks.seen import seen

    for n in range(5):
        opened(office, f"1{n}-KT")
    request = rf.get("/")
    request.principal = office.who(office.drafter, now())
    found = seen(request.principal, task_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(filing_tasks.on_task_page(request, found)["files"]) == 5
    assert len(asked) == 1, "hồ sơ của việc và hồ sơ đang lập phải đọc trong một câu lệnh"
