"""Người xử lý tin kẹt: try again, send a whole range again, mark as solved outside; nothing is sent twice by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.exchange.books import PORTAL, Clock, ask, exchange, there, until_empty
from tests.exchange.many import MESSAGES, make_many
from tests.exchange.test_faults import AFTER
from tests.factories.dossiers import submit
from thongsuot.common import journal
from thongsuot.common.errors import Refused
from thongsuot.common.journal import Entry
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.models import OutMessage
from thongsuot.exchange.selectors import comparing, outbox
from thongsuot.exchange.services import by_hand

pytestmark = pytest.mark.django_db


def stuck_dossier(office, portal):
    """A received dossier whose code the portal refuses, so its first message is stuck."""
    dossier = submit(office).dossier
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="")
    exchange(Clock(AFTER))
    return dossier


def test_a_message_that_cannot_be_made_is_stuck_and_those_behind_it_wait(office, portal):
    dossier = stuck_dossier(office, portal)
    first, *rest = OutMessage.objects.order_by("seq", "kind")
    assert (first.state, first.cause) == ("stuck", "cannot_build")
    assert "ChuHoSo" in first.last_answer
    assert [one.state for one in rest] == ["waiting", "waiting"]
    assert [one.pk for one in outbox.stuck_or_late(unit_ids=[dossier.competent_unit_id])] == [first.pk]
    assert not outbox.stuck_or_late(unit_ids=[0]).exists()


def test_after_it_is_mended_a_retry_sends_it_and_the_rest(office, portal):
    dossier = stuck_dossier(office, portal)
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Nguyễn Thị Lan")
    assert by_hand.retry([OutMessage.objects.order_by("seq", "kind").first().pk], at=AFTER) == 1
    until_empty(Clock(AFTER))
    assert there(portal, dossier.code)["status"] == "2"


def test_what_waits_behind_another_is_not_moved_by_a_retry(office, portal):
    stuck_dossier(office, portal)
    behind = OutMessage.objects.filter(state="waiting").values_list("pk", flat=True)
    assert by_hand.retry(list(behind), at=AFTER) == 0
    assert not OutMessage.objects.filter(next_try_at__isnull=False).exists()


def test_solved_outside_lets_the_next_ones_go_and_stands_in_the_journal(office, portal):
    dossier = stuck_dossier(office, portal)
    first = OutMessage.objects.order_by("seq", "kind").first()
    by_hand.solve_outside(first.pk, principal=office.who("vanphong"), at=AFTER, note="Đã nhập tay trên Cổng quốc gia")
    assert OutMessage.objects.order_by("seq", "kind").first().next_try_at == AFTER
    entry = journal.timeline(dossier.province_id, "dossier", dossier.pk)[-1]
    assert (entry.verb, entry.data["note"]) == ("sync_solved_outside", "Đã nhập tay trên Cổng quốc gia")
    before = OutMessage.objects.count()
    exchange(Clock(AFTER))
    assert OutMessage.objects.count() <= before, "ghi chú của ta không phải tin gửi cổng"


def test_solved_outside_needs_words(office, portal):
    stuck_dossier(office, portal)
    first = OutMessage.objects.order_by("seq", "kind").first()
    with pytest.raises(Refused) as refused:
        by_hand.solve_outside(first.pk, principal=office.who("vanphong"), at=AFTER, note=" ok ")
    assert refused.value.code == "note_missing"
    assert OutMessage.objects.filter(pk=first.pk).exists()


def test_what_is_being_sent_cannot_be_solved_outside(office, portal):
    stuck_dossier(office, portal)
    first = OutMessage.objects.order_by("seq", "kind").first()
    OutMessage.objects.filter(pk=first.pk).update(state="sending", next_try_at=AFTER)
    with pytest.raises(Refused) as refused:
        by_hand.solve_outside(first.pk, principal=office.who("vanphong"), at=AFTER, note="Đã nhập tay")
    assert refused.value.code == "being_sent"


def test_a_range_sent_again_changes_nothing_where_everything_had_arrived(office, portal):
    make_many(office, 5)
    clock = Clock(AFTER)
    until_empty(clock)
    queued = replay_all(office, clock)
    assert queued == 6
    until_empty(clock)
    told = ask(portal, "GET", "/dieu-khien/dem")
    assert told["arrivals"] == 5 * MESSAGES + 3, "khoá cũ thì cổng không ghi lần nữa"
    assert told["repeats"] == 5 * MESSAGES + 3


def replay_all(office, clock):
    return by_hand.replay_range(
        PORTAL,
        province_id=office.world.province.id,
        since=timezone.now() - timedelta(hours=1),
        until=timezone.now() + timedelta(hours=1),
        at=clock(),
    )


def test_a_portal_that_lost_its_books_is_filled_again_from_the_journal(office, portal):
    make_many(office, 5)
    clock = Clock(AFTER)
    until_empty(clock)
    ask(portal, "DELETE", "/dieu-khien/ho-so")
    replay_all(office, clock)
    until_empty(clock)
    assert list(comparing.differences(PORTAL, portal.address)) == []


def test_progress_of_a_dossier_the_portal_does_not_know_is_mended_by_sending_it_whole(office, portal):
    dossier = submit(office).dossier
    clock = Clock(AFTER)
    until_empty(clock)
    ask(portal, "DELETE", "/dieu-khien/ho-so")
    step = {"status": "RECEIVED", "step_name": "Thẩm tra"}
    journal.append([Entry(dossier.province_id, "dossier", dossier.pk, "step_completed", AFTER, data=step)])
    exchange(clock)
    assert OutMessage.objects.get().cause == "dossier_unknown"
    assert by_hand.replay(PORTAL, [(dossier.province_id, dossier.pk)], at=clock()) == 1
    until_empty(clock)
    book = there(portal, dossier.code)
    assert book["status"] == "2"
    assert [one["NoiDungXuLy"] for one in book["progress"]] == ["Tiếp nhận hồ sơ", "Hoàn thành bước: Thẩm tra"]


def test_messages_under_way_are_left_alone_by_a_replay(office, portal):
    dossier = submit(office).dossier
    clock = Clock(AFTER)
    while by_hand.queueing.queue_news(clock()):
        pass
    OutMessage.objects.filter(next_try_at__isnull=False).update(state="sending")
    assert by_hand.replay(PORTAL, [(dossier.province_id, dossier.pk)], at=clock()) == 0
    assert OutMessage.objects.count() == 3
