"""Làm ngay: an immediate procedure is recorded without a receipt, and goes as fast as roles and four eyes allow."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.dossiers.test_backdating_doors import picture
from tests.dossiers.test_pages import pages_of
from tests.factories.accounts import give_post
from tests.factories.dossiers import Office, moment, papers_for, submit
from tests.factories.procedures import COPY, FULL_FORMS
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.now import frozen
from thongsuot.dossiers import at_once, services
from thongsuot.dossiers.models import Dossier, DossierFile, Draft, Status
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
COUNTER = f"/can-bo/quay/moi/{COPY}/"
ALL = ((Role.SPECIALIST, "office"), (Role.CHAIR, None))


@pytest.fixture
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def copy_received(office: Office, **changes: Any) -> str:
    """A certified copy asked for at the counter of Mai Phụ."""
    form = changes.pop("form", FULL_FORMS[COPY])
    loaded = submit(office, procedure_code=COPY, form=form, components=papers_for(COPY), **changes)
    return str(loaded.dossier.code)


def give_posts(office: Office, name: str, *posts: Any) -> None:
    """More posts in Mai Phụ for one person."""
    for role, organ in posts:
        give_post(office.world, office.users[name], role, office.world.mai_phu, organ)


def at_once_by(office: Office, name: str, code: str, **changes: Any) -> Any:
    who = office.who(name, moment(7, 10))
    return services.finish_at_once(code=code, principal=who, at=moment(7, 10), **{"taken_by": "An", **changes})


def test_who_holds_every_role_ends_it_with_one_press_and_every_act_is_journalled(office: Office) -> None:
    give_posts(office, "motcua1", *ALL)
    code = copy_received(office)
    done = at_once_by(office, "motcua1", code, given=[GivenResult(number="15")], id_checked=True).dossier
    assert (done.status, done.returned_at) == (Status.RETURNED, moment(7, 10))
    assert DossierFile.objects.get().number == "15"
    verbs = [e.verb for e in journal.timeline(done.province_id, "dossier", done.pk)]
    begun, ended = ["submitted", "received", "processing_started"], ["step_completed", "finished", "result_returned"]
    assert verbs == [*begun, *ended]
    assert not OpenWork.objects.exists()


def test_pressed_twice_it_says_that_it_is_done(office: Office) -> None:
    give_posts(office, "motcua1", *ALL)
    code = copy_received(office)
    at_once_by(office, "motcua1", code)
    with pytest.raises(MoveNotAllowed) as refused:
        at_once_by(office, "motcua1", code)
    assert refused.value.extra["reason"] == "state"
    assert DossierFile.objects.count() == 1


@pytest.mark.parametrize(
    ("posts", "what"),
    [
        ((), "Đối chiếu bản sao"),
        (ALL[:1], "Ký chứng thực"),
        (((Role.SPECIALIST, "economy"), ALL[1]), "Đối chiếu bản sao"),
    ],
)
def test_nobody_gets_a_right_by_being_quick(office: Office, posts: Any, what: str) -> None:
    give_posts(office, "motcua1", *posts)
    code = copy_received(office)
    with pytest.raises(Forbidden, match=what):
        at_once_by(office, "motcua1", code)
    assert Dossier.objects.get().status == Status.RECEIVED


def test_a_signer_without_the_counter_does_not_hand_out(office: Office) -> None:
    give_posts(office, "chutich", ALL[0])
    code = copy_received(office)
    with pytest.raises(Forbidden, match="Trả kết quả"):
        at_once_by(office, "chutich", code)


def test_four_eyes_stay_four(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    give_posts(office, "motcua1", *ALL)
    loaded = dossier_for(office.who("motcua1"), copy_received(office))
    assert at_once.may_finish(loaded, office.who("motcua1"), moment(7, 10))
    steps = tuple(replace(s, four_eyes_with="compare") if s.signs else s for s in loaded.version.process.steps)
    loaded.version = replace(loaded.version, process=replace(loaded.version.process, steps=steps))
    assert not at_once.may_finish(loaded, office.who("motcua1"), moment(7, 10))
    assert [hand.may for hand in at_once.hands(loaded, office.who("motcua1"), moment(7, 10))] == [True, False, True]


def test_whoever_received_it_is_not_offered_what_other_eyes_must_do(office: Office) -> None:
    give_posts(office, "motcua1", *ALL)
    loaded = dossier_for(office.who("motcua1"), copy_received(office))
    steps = tuple(replace(s, four_eyes_with="" if s.signs else "receive") for s in loaded.version.process.steps)
    loaded.version = replace(loaded.version, process=replace(loaded.version.process, steps=steps))
    assert [hand.may for hand in at_once.hands(loaded, office.who("motcua1"), moment(7, 10))] == [False, True, True]


def test_an_ordinary_procedure_is_not_rushed(office: Office) -> None:
    code = str(submit(office).dossier.code)
    with pytest.raises(MoveNotAllowed) as refused:
        at_once_by(office, "motcua1", code)
    assert refused.value.extra["reason"] == "not_immediate"


def test_a_result_without_its_data_undoes_everything(office: Office) -> None:
    give_posts(office, "motcua1", *ALL)
    code = copy_received(office, form={})
    with frozen(moment(7, 10)):
        answer = pages_of(office, "motcua1").post(
            f"/can-bo/ho-so/{code}/lam/finish-at-once/", {"verb": "finish-at-once", "finish-at-once-taken_by": "An"}
        )
    assert answer.status_code == 422
    assert Dossier.objects.get().status == Status.RECEIVED


def test_the_signer_finds_it_on_top_of_his_list_and_the_clerk_hands_it_out(office: Office, ten: Any) -> None:
    code = copy_received(office, at=ten)
    assert "làm ngay, người dân đang chờ" in pages_of(office, "hotich").get("/can-bo/viec/").content.decode()
    assert OpenWork.objects.get().due_at == ten + timedelta(hours=1)
    act = f"/can-bo/ho-so/{code}/lam/"
    services.assign(code=code, principal=office.who("vanphong"), at=ten, to="maiphu.hotich")
    pages_of(office, "hotich").post(f"{act}complete-step/", {"step": "compare", "decision": "pass"})
    assert "làm ngay, người dân đang chờ" in pages_of(office, "chutich").get("/can-bo/viec/").content.decode()
    assert pages_of(office, "chutich").post(f"{act}finish/", {"outcome": "granted"}).status_code == 302
    assert "làm ngay, người dân đang chờ" in pages_of(office, "motcua1").get("/can-bo/quay/").content.decode()


def received_on_the_page(office: Office, name: str) -> Any:
    client = pages_of(office, name)
    page = client.get(COUNTER)
    assert "Tiếp nhận, làm ngay" in page.content.decode()
    sent = {
        "draft": str(Draft.objects.get().uid),
        "name": "Trần Thị An",
        "component": [c.code for c in papers_for(COPY)],
        "form.documents.0.name": "Bằng tốt nghiệp đại học",
        "form.documents.0.pages": "2",
        "form.documents.0.copies": "3",
        "act": "receive",
    }
    answer = client.post(COUNTER, sent)
    assert answer.status_code == 302, answer.content.decode()
    return client, client.get(answer["Location"]).content.decode()


def test_the_clerk_reads_who_has_to_act_and_no_receipt_is_pushed(office: Office, ten: Any) -> None:
    _client, page = received_on_the_page(office, "motcua1")
    assert "Không in giấy hẹn trừ khi người dân yêu cầu" in page
    assert "mau-01.pdf" in page
    assert "Đối chiếu bản sao" in page
    assert office.users["chutich"].full_name in page
    assert "Ký, trả kết quả ngay" not in page


def test_who_may_do_all_does_it_on_the_page_that_follows_the_reception(office: Office, ten: Any) -> None:
    give_posts(office, "motcua1", *ALL)
    client, page = received_on_the_page(office, "motcua1")
    code = Dossier.objects.get().code
    assert "Ký, trả kết quả ngay" in page
    assert "Ký, trả kết quả ngay" in client.get(f"/can-bo/ho-so/{code}/").content.decode()
    act = f"/can-bo/ho-so/{code}/lam/finish-at-once/"
    nobody = client.post(act, {"verb": "finish-at-once", "finish-at-once-taken_by": " "})
    assert (nobody.status_code, Dossier.objects.get().status) == (422, Status.RECEIVED)
    assert client.post(act, {"verb": "finish-at-once", "finish-at-once-taken_by": "Trần Thị An"}).status_code == 302
    assert client.post(act, {"verb": "finish-at-once", "finish-at-once-taken_by": "Trần Thị An"}).status_code == 302
    assert Dossier.objects.get().status == Status.RETURNED
    assert client.get(f"/can-bo/quay/xong/{code}/").status_code == 200


def test_done_on_paper_it_is_entered_afterwards_with_its_mark_on_every_act(office: Office) -> None:
    give_posts(office, "motcua1", *ALL)
    code = copy_received(office)
    with frozen(moment(8, 8)):
        sent = {
            "verb": "finish-at-once",
            "finish-at-once-taken_by": "An",
            "finish-at-once-happened_date": "7/7/2025",
            "finish-at-once-happened_time": "9:30",
            "finish-at-once-happened_reason": "Mất điện",
            "finish-at-once-happened_file": picture(),
        }
        answer = pages_of(office, "motcua1").post(f"/can-bo/ho-so/{code}/lam/finish-at-once/", sent)
    assert answer.status_code == 302, answer.content.decode()
    dossier = Dossier.objects.get()
    assert dossier.returned_at == moment(7, 9, 30)
    entries = journal.timeline(dossier.province_id, "dossier", dossier.pk)
    assert [bool(e.data.get("backdated")) for e in entries] == [False, False, True, True, True, True]
