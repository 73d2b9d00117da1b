"""Closed registers, minutes and blocked results that waited for a certificate are offered together, each by its own rule."""

import pytest

from tests.documents.test_book_signed import closed, waiting
from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.documents import late_papers
from thongsuot.signatures.models import AskingRun, Certificate
from thongsuot.signatures.services import late_asking
from thongsuot.signatures.services.offering import TASK
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db


def test_a_register_is_offered_to_who_keeps_it_and_signed_by_who_can(desk, world):  # noqa: F811
    clerk = desk.principal("clerk")
    Certificate.objects.update(revoked_at=now(), revoked_why="thử")
    shut = closed(world, world.mai_phu, clerk)
    assert late_papers.listed(world.mai_phu.id, now(), 10) == []
    Certificate.objects.update(revoked_at=None, revoked_why="")
    [offered] = late_papers.listed(world.mai_phu.id, now(), 10)
    page = sign_in(PageClient(), desk.people["clerk"])
    shown = page.get("/can-bo/ky-so/chua-ky/").content.decode()
    assert f"documents.book:{offered.key}" in shown
    answer = page.post("/can-bo/ky-so/chua-ky/", {"chon": f"documents.book:{offered.key}"})
    assert late_asking.carry_out(AskingRun.objects.get().pk, clock=now) == 1
    assert page.get(answer.url).status_code == 200
    person, seal = waiting(shut)
    assert (person.wanted_user_id, seal.purpose) == (desk.people["chair"].pk, "seal")
    assert late_papers.listed(world.mai_phu.id, now(), 10) == []


def test_nothing_is_begun_with_nothing_chosen_or_by_who_has_no_role_there(desk, world):  # noqa: F811
    with pytest.raises(Invalid) as nothing:
        late_asking.begin(unit_id=world.mai_phu.id, chosen=[], principal=desk.principal("clerk"), at=now())
    assert nothing.value.code == "nothing_chosen"
    with pytest.raises(NotFound):
        late_asking.begin(unit_id=world.thach_khe.id, chosen=[], principal=desk.principal("clerk"), at=now())
    page = sign_in(PageClient(), desk.people["clerk"])
    assert page.post("/can-bo/ky-so/chua-ky/", {"chon": "sai:x"}).status_code == 422


def test_a_new_certificate_opens_one_task_that_ends_with_an_answer(desk, world):  # noqa: F811
    clerk = desk.principal("clerk")
    closed(world, world.mai_phu, clerk)
    assert not OpenWork.objects.filter(kind=TASK).exists()
    desk.certify("UBND xã Mai Phụ", "con-dau-hai")
    desk.certify("UBND xã Mai Phụ", "con-dau-ba")
    task = OpenWork.objects.get(kind=TASK)
    assert (task.unit_id, task.role) == (world.mai_phu.id, "document_clerk")
    page = sign_in(PageClient(), desk.people["clerk"])
    assert "sổ đăng ký văn bản đã khoá" in page.get("/can-bo/viec/").content.decode()
    assert page.post("/can-bo/ky-so/chua-ky/", {"viec": "de-lai"}).status_code == 302
    assert not OpenWork.objects.filter(kind=TASK).exists()
    desk.certify("UBND xã Mai Phụ", "con-dau-bon")
    [offered] = late_papers.listed(world.mai_phu.id, now(), 10)
    late_asking.begin(unit_id=world.mai_phu.id, chosen=[("documents.book", offered.key)], principal=clerk, at=now())
    assert not OpenWork.objects.filter(kind=TASK).exists()


def test_a_new_certificate_offers_nothing_where_nothing_was_stored(desk):  # noqa: F811
    desk.certify("UBND xã Mai Phụ", "con-dau-nam")
    assert not OpenWork.objects.filter(kind=TASK).exists()
