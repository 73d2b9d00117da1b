"""Khi cổng hỏng: whatever goes wrong between, both books are equal in the end, nothing is lost and nothing done twice."""

import time

import pytest

from simulators.national_portal.routes import Refused, Route
from tests.exchange.books import PORTAL, Clock, ask, exchange, fault, there, until_empty
from tests.exchange.many import MESSAGES, make_many
from tests.factories.dossiers import moment, submit
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.models import OutMessage, SentDossier, System
from thongsuot.exchange.selectors import comparing

pytestmark = pytest.mark.django_db
AFTER = moment(7, 14)


def assert_equal_books(portal, dossiers):
    """Every dossier stands there in our state, told as often as our journal says, each dossier in order."""
    found = list(comparing.differences(PORTAL, portal.address))
    assert found == [], f"hai sổ khác nhau: {found[:3]}"
    told = ask(portal, "GET", "/dieu-khien/dem")
    assert told["dossiers"] == Dossier.objects.count()
    assert told["arrivals"] == sum(SentDossier.objects.values_list("messages", flat=True)), "gửi thừa hoặc thiếu"
    assert told["arrivals"] == dossiers * MESSAGES + 3  # the one that was copied: submitted, received and its progress
    order = portal.storage.rows("SELECT code, kind, status FROM arrivals ORDER BY n")
    last: dict[tuple[str, str], int] = {}
    for one in order:
        line = one["code"], one["kind"]
        assert int(one["status"]) > last.get(line, 0), f"{line} nhận lộn thứ tự"
        last[line] = int(one["status"])


def test_down_for_an_hour_with_many_messages(office, portal):
    count = 300
    make_many(office, count)
    clock = Clock(AFTER)
    fault(portal, "down")
    for _minute in range(60):
        exchange(clock)
        clock.move(minutes=1)
    assert OutMessage.objects.count() == count * MESSAGES + 3
    asked = ask(portal, "GET", "/dieu-khien/loi")["struck"]["down"]
    assert asked < 60, f"một hệ thống không trả lời bị hỏi {asked} lần trong một giờ"
    assert not OutMessage.objects.filter(state="stuck").exists(), "cổng hỏng thì không tin nào là lỗi của ta"
    ask(portal, "DELETE", "/dieu-khien/loi")
    until_empty(clock)
    assert_equal_books(portal, count)
    assert System.objects.get(pk=PORTAL).failures == 0


def test_error_after_the_work_was_done(office, portal):
    make_many(office, 40)
    fault(portal, "500_after", share=0.3)
    clock = Clock(AFTER)
    for _turn in range(30):
        exchange(clock)
        clock.move(minutes=1)
    ask(portal, "DELETE", "/dieu-khien/loi")
    until_empty(clock, step=300)
    assert ask(portal, "GET", "/dieu-khien/dem")["repeats"] > 0, "bài thử phải gặp lần gửi lặp"
    assert_equal_books(portal, 40)


def test_one_message_that_always_fails_is_stuck_and_holds_up_nobody_else(office, portal, monkeypatch):
    make_many(office, 3)
    poison = Dossier.objects.order_by("id")[1].code
    told = portal.find("POST", "/dong-bo/ho-so")[0].function

    def fails_on_one(call):
        if call.body["data"]["MaHoSo"] == poison:
            raise Refused(500, "500", "hỏng riêng hồ sơ này")
        return told(call)

    monkeypatch.setitem(portal._fixed, ("POST", "/dong-bo/ho-so"), Route("POST", "", "dossiers", fails_on_one))
    clock = Clock(AFTER)
    for turn in range(16):
        submitted = submit(office, at=clock.at).dossier.code
        exchange(clock)
        clock.move(hours=1)
        assert there(portal, submitted)["status"] == "2", f"lượt {turn}: tin khác bị giữ lại"
    assert {(m.dossier_code, m.cause) for m in OutMessage.objects.filter(state="stuck")} == {(poison, "tried_long")}


def test_every_kind_of_fault_at_once(office, portal):
    make_many(office, 40)
    for mode in ("down", "500_before", "500_after"):
        fault(portal, mode, share=0.1)
    fault(portal, "503", seconds=7, share=0.02)
    clock = Clock(AFTER)
    for _turn in range(40):
        exchange(clock)
        clock.move(minutes=1)
    ask(portal, "DELETE", "/dieu-khien/loi")
    until_empty(clock, step=300)
    assert_equal_books(portal, 40)


def test_a_message_of_a_dossier_never_overtakes_an_earlier_one(office, portal):
    """The first message of each dossier fails once: those behind it wait, whatever is free to go."""
    make_many(office, 10)
    fault(portal, "500_before", count=4)
    clock = Clock(AFTER)
    exchange(clock)
    waiting = OutMessage.objects.filter(attempts__gt=0)
    for one in waiting:
        assert not OutMessage.objects.filter(dossier_id=one.dossier_id, seq__lt=one.seq).exists()
        assert OutMessage.objects.filter(dossier_id=one.dossier_id, next_try_at__isnull=False).count() == 1
    assert waiting.count() == 4
    until_empty(clock)
    assert_equal_books(portal, 10)


def test_the_portal_has_the_dossier_already(office, portal):
    """Filed on the portal, or told before by another system: it is sent as an update."""
    loaded = submit(office)
    ask(portal, "POST", "/dieu-khien/tin", {"Loai": "HO_SO_MOI", "MaHoSo": loaded.dossier.code, "NoiDung": {"x": 1}})
    until_empty(Clock(AFTER))
    assert there(portal, loaded.dossier.code)["status"] == "2"


def test_an_update_of_what_the_portal_lost_is_sent_as_new(office, portal):
    loaded = submit(office)
    clock = Clock(AFTER)
    until_empty(clock)
    ask(portal, "DELETE", "/dieu-khien/ho-so")
    assert [one.kind for one in comparing.differences(PORTAL, portal.address)] == ["missing_there"]
    services.assign(code=loaded.dossier.code, principal=office.who("vanphong"), at=moment(7, 15), to="maiphu.hotich")
    until_empty(Clock(moment(7, 16)))
    assert there(portal, loaded.dossier.code)["status"] == "4"


def test_it_asks_to_wait_and_is_left_alone_that_long(office, portal):
    submit(office)
    fault(portal, "429", seconds=900, count=1)
    clock = Clock(AFTER)
    exchange(clock)
    clock.move(seconds=899)
    assert exchange(clock).confirmed == 0
    assert ask(portal, "GET", "/dieu-khien/dem")["arrivals"] == 0
    clock.move(seconds=2)
    assert exchange(clock).confirmed == 3


def test_a_slow_portal_is_waited_for_by_many_lines_at_once(office, portal):
    make_many(office, 16)
    fault(portal, "slow", seconds=0.05)
    began = time.monotonic()
    until_empty(Clock(AFTER))
    took = time.monotonic() - began
    assert took < (16 * MESSAGES) * 0.05, f"gửi lần lượt từng tin: {took:.1f} giây"


def test_nothing_is_asked_while_the_system_is_switched_off(office, portal):
    submit(office)
    System.objects.update(active=False)
    clock = Clock(AFTER)
    exchange(clock)
    assert OutMessage.objects.count() == 3
    System.objects.update(active=True)
    assert exchange(clock).confirmed == 3
