"""A rating is given once, by whoever holds the paper, about one act of one official."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from tests.factories.dossiers import MONDAY_9, finished, in_processing, moment, submit
from tests.factories.ratings import AFTERNOON, rate, token
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.dossiers import act_tokens
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.act_tokens import Act
from thongsuot.dossiers.models import Dossier
from thongsuot.ratings import acts, scales, services
from thongsuot.ratings.models import Doubt, Rating, RatingAnswer, RatingTrace
from thongsuot.ratings.traces import MOST_OF_DEVICE, Trace, forget_old
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


def test_a_rating_is_bound_to_the_official_who_received(office):
    rating = rate(submit(office).dossier.code)
    assert (rating.official_id, rating.act) == (office.users["motcua1"].pk, "reception")
    assert rating.unit_id == office.world.mai_phu.id
    assert (rating.counted, rating.unhappy, rating.level) == (True, False, 3)


def test_processing_is_rated_for_who_did_the_step_not_for_who_signed(office):
    assert rate(finished(office), act=Act.PROCESSING).official_id == office.users["hotich"].pk


def test_the_hand_over_is_rated_for_who_handed_over(office):
    code = finished(office)
    dossiers.return_result(
        code=code, principal=office.who("motcua2"), at=MONDAY_9, method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    assert rate(code, act=Act.HANDOVER).official_id == office.users["motcua2"].pk


def test_each_act_is_rated_once(office):
    code = finished(office)
    rate(code, 3)
    with pytest.raises(acts.AlreadyRated):
        rate(code, 1)
    rate(code, 1, Act.PROCESSING)
    assert list(Rating.objects.order_by("act").values_list("act", "level")) == [("processing", 1), ("reception", 3)]


def test_the_database_itself_keeps_it_once_and_unchanged(office):
    rating = rate(submit(office).dossier.code)
    twin = Rating.objects.get(pk=rating.pk)
    twin.pk, twin.uid = None, uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    for change in ("UPDATE ratings_rating SET level = 3", "DELETE FROM ratings_rating"):
        with pytest.raises(DatabaseError, match="không sửa"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_what_is_not_done_yet_cannot_be_rated(office):
    with pytest.raises(MoveNotAllowed):
        rate(in_processing(office), act=Act.PROCESSING)


def test_what_is_long_past_cannot_be_rated(office):
    with pytest.raises(MoveNotAllowed):
        rate(submit(office).dossier.code, at=moment(7, 9, month=11))


@pytest.mark.parametrize("place", [0, 3, 20, 30, 35])
def test_a_changed_token_opens_nothing(office, place):
    good = token(submit(office).dossier.code)
    bad = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
    with pytest.raises(NotFound):
        acts.named_by(bad)


@pytest.mark.parametrize("bad", ["", "x", "A" * 36, "ă" * 36, "A" * 400, "====", "A" * 35 + "%"])
def test_a_made_up_token_opens_nothing(bad, db):
    assert act_tokens.read(bad) is None


def test_the_token_of_one_act_does_not_rate_another(office):
    code = finished(office)
    other = token(code, Act.PROCESSING)
    assert other != token(code)
    assert act_tokens.read(other).act == Act.PROCESSING


def test_a_token_holds_nobody_s_name_or_code(office):
    code = submit(office).dossier.code
    assert code not in token(code)
    assert len(token(code)) == act_tokens.LENGTH


def test_an_old_token_still_opens_after_the_key_was_changed(office, settings, tmp_path):
    from thongsuot.common import keyring

    settings.KEYS_ROOT = tmp_path
    old = token(submit(office).dossier.code)
    keyring.add_version(act_tokens.PURPOSE)
    assert act_tokens.read(old) is not None


def test_an_official_does_not_rate_his_own_act(office):
    code = submit(office).dossier.code
    with pytest.raises(Forbidden, match="chính mình"):
        services.give(
            token=token(code),
            opinion=services.Opinion({"overall": 3}),
            trace=Trace(b"1" * 16, b"1" * 16),
            at=AFTERNOON,
            by_id=office.users["motcua1"].pk,
        )
    dossier = Dossier.objects.get(code=code)
    office.users["motcua1"].id_number_hash = dossier.applicant_hash
    office.users["lan"].id_number_hash = None
    office.users["lan"].save(update_fields=["id_number_hash"])
    office.users["motcua1"].save(update_fields=["id_number_hash"])
    with pytest.raises(Forbidden, match="chính mình"):
        rate(code)


def test_many_from_one_device_are_kept_but_not_counted(office):
    given = [rate(submit(office).dossier.code, device=7) for _time in range(MOST_OF_DEVICE + 2)]
    assert [r.counted for r in given] == [True] * MOST_OF_DEVICE + [False, False]
    assert given[-1].doubt == Doubt.SAME_DEVICE
    tomorrow = AFTERNOON.replace(day=9)
    assert rate(submit(office).dossier.code, device=7, at=tomorrow).counted


@pytest.mark.parametrize("levels", [{}, {"overall": 9}, {"overall": 0}, {"overall": 3, "beauty": 3}, {"attitude": 3}])
def test_levels_that_the_scale_does_not_have_are_refused(office, levels):
    code = submit(office).dossier.code
    with pytest.raises(Invalid):
        services.give(
            token=token(code), opinion=services.Opinion(levels), trace=Trace(b"1" * 16, b"1" * 16), at=AFTERNOON
        )
    assert not Rating.objects.exists()


def test_bad_words_open_a_task_for_the_leader_that_names_no_dossier(office):
    code = submit(office).dossier.code
    rating = rate(code, 1, comment="Phải chờ lâu")
    task = Task.objects.get(kind=services.ANSWER)
    assert (task.role, task.unit_id) == ("unit_leader", office.world.mai_phu.id)
    assert code not in f"{task.subject_code} {task.subject_title} {task.page} {task.what}"
    assert str(rating.uid) in task.page
    assert OpenWork.objects.filter(task_id=task.pk).exists()


def test_a_bad_level_without_words_opens_no_task(office):
    rate(submit(office).dossier.code, 1)
    assert not Task.objects.filter(kind=services.ANSWER).exists()


def test_a_leader_answers_once_and_the_task_is_done(office):
    rating = rate(submit(office).dossier.code, 1, comment="Phải chờ lâu")
    leader = office.who("vanphong")
    services.answer(uid=str(rating.uid), text="Đã thêm quầy", principal=leader, at=AFTERNOON)
    assert RatingAnswer.objects.get().text == "Đã thêm quầy"
    assert not OpenWork.objects.filter(kind=services.ANSWER).exists()
    with pytest.raises(MoveNotAllowed):
        services.answer(uid=str(rating.uid), text="Lại", principal=leader, at=AFTERNOON)


@pytest.mark.parametrize("name", ["motcua1", "hotich", "tk_chutich", "lan"])
def test_nobody_but_a_leader_of_the_unit_answers(office, name):
    rating = rate(submit(office).dossier.code, 1, comment="Phải chờ lâu")
    with pytest.raises(NotFound):
        services.answer(uid=str(rating.uid), text="x", principal=office.who(name), at=AFTERNOON)


def test_traces_of_devices_are_forgotten(office):
    rate(submit(office).dossier.code)
    assert forget_old(AFTERNOON) == 0
    assert forget_old(moment(20, 9, month=8)) == 1
    assert not RatingTrace.objects.exists()
    assert Rating.objects.count() == 1


def test_a_province_may_have_a_scale_of_its_own():
    day = AFTERNOON.date()
    assert [value for value, _words in scales.scale_on(day, "42").levels] == [3, 2, 1]
    five = scales.scale_on(day, "00")
    assert [value for value, _words in five.levels] == [5, 4, 3, 2, 1]
    assert five.unhappy == {1, 2}
    assert {key for key, _words in five.items} >= {"overall", "attitude", "convenience"}


def test_a_rating_keeps_the_words_of_the_scale_it_was_given_under(office):
    rating = rate(submit(office).dossier.code, 2)
    assert scales.scale_of(rating.scale).label(rating.level) == "Hài lòng"
