"""What waits for a signature goes to the successor; what nobody there can sign is ended with a word."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.accounts import LONG_AGO, give_post, make_official, principal_for
from thongsuot.accounts.models import Post, Role
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.org import moving
from thongsuot.signatures import hooks
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.permissions import certificates_for, to_sign
from thongsuot.signatures.services import ending
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What the asking room hears."""
    heard = []
    monkeypatch.setitem(
        hooks._by_kind, "test_letter", hooks.Hooks(refused=lambda request, why, who, at: heard.append((why, who)))
    )
    return heard


def batch(world):
    return moving.Batch(world.province.id, world.mai_phu.id, world.thach_khe.id, now())


def moved(world):
    return moving.mover("signature").move(batch(world))


def fresh(request):
    return SigningRequest.objects.get(pk=request.pk)


def test_what_waits_moves_and_comes_back_and_what_is_signed_stays(desk, world):
    signed = desk.wait()
    desk.sign(signed)
    person = desk.wait()
    seal = desk.wait_for_seal(person)
    gone = moved(world)
    assert gone.ids == [person.pk, seal.pk]
    assert {fresh(one).unit_id for one in (person, seal)} == {world.thach_khe.id}
    assert fresh(signed).unit_id == world.mai_phu.id
    assert moving.mover("signature").held(world.province.id, world.thach_khe.id, gone.ids) == gone.books
    assert moving.mover("signature").back(batch(world), gone) == gone.ids
    assert fresh(person).unit_id == world.mai_phu.id


def test_who_works_in_the_successor_signs_there_and_its_own_seal_is_put(desk, world):
    person = desk.wait()
    seal = desk.wait_for_seal(person)
    moved(world)
    clerk = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    give_post(world, desk.people["chair"], Role.UNIT_LEADER, world.thach_khe)
    assert list(to_sign(desk.principal()).values_list("pk", flat=True)) == [person.pk]
    assert list(to_sign(principal_for(clerk, now())).values_list("pk", flat=True)) == [seal.pk]
    assert not certificates_for(principal_for(clerk, now()), fresh(seal), now()).exists()  # not the old unit's seal
    assert ending.end_some(now()) == 0
    assert desk.sign(fresh(person)).rows.get().state == "signed"


def test_a_person_without_post_in_the_successor_is_not_waited_for(desk, world, told):
    person = desk.wait()
    seal = desk.wait_for_seal(person)
    moved(world)
    assert ending.end_some(now()) == 1
    assert [fresh(one).state for one in (person, seal)] == ["refused", "cancelled"]
    assert (fresh(person).closed_by, "không còn giữ chức vụ" in fresh(person).reason) == (None, True)
    assert told == [(fresh(person).reason, None)]
    assert not OpenWork.objects.filter(task_id__in=[person.task_id, seal.task_id]).exists()
    assert timeline(world.province.id, "signing_request", person.pk)[-1].verb == "signature_ended"
    assert ending.end_some(now()) == 0


def test_a_post_that_ended_is_given_a_day(desk, told):
    person = desk.wait()
    held = Post.objects.filter(user=desk.people["chair"])
    held.update(valid=DateTimeTZRange(LONG_AGO, now() - timedelta(hours=2)))
    assert ending.end_some(now()) == 0
    held.update(valid=DateTimeTZRange(LONG_AGO, now() - timedelta(hours=30)))
    assert ending.end_some(now()) == 1
    assert fresh(person).state == "refused"
    assert len(told) == 1


def test_somebody_decides_where_it_goes_when_the_unit_is_split(desk, world):
    person = desk.wait()
    [thing] = moving.mover("signature").roots(world.province.id, world.mai_phu.id)
    assert (thing.id, thing.code, thing.title) == (person.pk, person.subject_code, person.subject_title)
