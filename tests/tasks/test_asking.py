"""Without script the task list asks on a page of its own whom the work goes to, or why it comes back."""

from typing import Any

import pytest

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, submit
from tests.page_client import PageClient
from thongsuot.tasks.models import OpenWork, TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture
def task_id(office: Office) -> int:
    submit(office)
    return OpenWork.objects.get().task_id


def client_of(office: Office, name: str) -> Any:
    return sign_in(PageClient(), office.users[name])


def test_the_leader_is_offered_the_people_and_gives_the_work(office: Office, task_id: int) -> None:
    client = client_of(office, "vanphong")
    page = client.post("/can-bo/viec/giao/", {"viec": task_id, "hoi": "1", "to": "", "ve": "/can-bo/viec/?xem=don-vi"})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="maiphu.hotich"' in text
    assert "Nguyễn Thị Lan" in text
    assert "Chưa chọn người nhận việc" not in text
    done = client.post(
        "/can-bo/viec/giao/", {"viec": task_id, "to": "maiphu.hotich", "note": "Gấp", "ve": "/can-bo/viec/?xem=don-vi"}
    )
    assert done["Location"] == "/can-bo/viec/?xem=don-vi"
    assert OpenWork.objects.get().assignee_id == office.users["hotich"].pk


def test_nobody_named_is_said_and_what_was_typed_stays(office: Office, task_id: int) -> None:
    page = client_of(office, "vanphong").post("/can-bo/viec/giao/", {"viec": task_id, "to": " ", "note": "Gấp lắm"})
    assert page.status_code == 422
    assert "Chưa chọn người nhận việc" in page.content.decode()
    assert "Gấp lắm" in page.content.decode()
    assert OpenWork.objects.get().assignee_id is None


def test_the_holder_is_asked_why_and_hands_back(office: Office, task_id: int) -> None:
    client = client_of(office, "hotich")
    client.post("/can-bo/viec/nhan/", {"viec": task_id})
    page = client.post("/can-bo/viec/tra/", {"viec": task_id, "hoi": "1", "reason": ""})
    assert page.status_code == 200
    assert 'name="reason"' in page.content.decode()
    client.post("/can-bo/viec/tra/", {"viec": task_id, "reason": "Trùng người thân"})
    assert OpenWork.objects.get().state == TaskState.RETURNED


@pytest.mark.parametrize("ticked", [{}, {"viec": "9999999"}, {"viec": "abc"}])
def test_without_a_task_in_reach_the_list_says_so(office: Office, task_id: int, ticked: dict[str, str]) -> None:
    answer = client_of(office, "vanphong").post("/can-bo/viec/giao/", {**ticked, "hoi": "1"})
    assert answer["Location"] == "/can-bo/viec/"


def test_a_stranger_learns_nothing_of_the_task(office: Office, task_id: int) -> None:
    answer = client_of(office, "tk_chutich").post("/can-bo/viec/giao/", {"viec": task_id, "hoi": "1"}, follow=True)
    assert "Nguyễn Thị Lan" not in answer.content.decode()
