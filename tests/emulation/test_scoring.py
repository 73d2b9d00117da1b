"""Scores by hand: what is known is counted, what is not known is said and never filled."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.emulation import scorecards
from thongsuot.emulation.scoring import grade, ranked, score
from thongsuot.emulation.selectors import NOTHING
from thongsuot.warehouse.measures import COUNT_OF, STOCK_OF

DAY = date(2025, 7, 31)
CARD = scorecards.scorecard_on(DAY)
KNOWN = {*NOTHING}
WORKED = {
    **NOTHING,
    "received": 20,
    "received_online": 8,
    "ended": 10,
    "ended_in_time": 8,
    "ended_late": 2,
    "ended_online": 4,
    "ended_unhappy": 1,
    "open_766": 12,
    "open_766_late": 2,
    "open_766_without_due": 2,
    "results_due": 8,
    "results_electronic": 6,
    "results_digitised": 6,
    "reused": 5,
    "database_used": 2,
    "fee_dossiers": 4,
    "fee_paid_online": 1,
    "services": 50,
    "services_online": 30,
    "procedures_used_online": 6,
}


def test_the_766_scorecard_by_hand():
    card = score(CARD, 1, WORKED)
    by_hand = {
        "2.1": Decimal(16) / 20,  # (8 + 12 − 2 − 2) / (8 + 2 + 12 − 2)
        "3.1": Decimal(30) / 50,
        "3.2": Decimal(6) / 30,
        "3.3": Decimal(4) / 10,
        "3.6": Decimal(1) / 4,
        "4.1": Decimal(6) / 8,
        "4.2": Decimal(6) / 10,
        "4.3": Decimal(5) / 20,
        "4.5": Decimal(2) / 20,
        "5.4": Decimal(7) / 10,  # 100 % − 20 % late − 10 % unhappy
    }
    assert {key: card.item(key).ratio for key in by_hand} == by_hand
    assert card.item("3.3").reached == Decimal("0.8")  # full score from 50 %
    assert card.item("3.1").reached == Decimal("0.75")  # full score from 80 %
    assert card.item("2.1").points == Decimal("16.00")
    assert card.item("5.4").points == Decimal("4.67")  # 0.7 / 0.9 × 6
    assert (card.points, card.out_of) == (Decimal("20.67"), Decimal(26))


def test_an_unknown_weight_gives_no_points_and_no_data_gives_no_zero():
    card = score(CARD, 1, WORKED)
    assert card.item("4.1").points is None
    assert card.item("4.1").reached == Decimal("0.75")
    for key in ("4.4", "5.1", "5.3"):
        item = card.item(key)
        assert (item.ratio, item.points, item.reached) == (None, None, None), key
        assert item.no_data, key
    [publicity] = [g for g in card.groups if g.group.key == "publicity"]
    assert publicity.points is None


def test_what_a_later_room_brings_says_which_and_nothing_else_is_without_data():
    missing = {item.key: item.awaits for item in CARD.items if item.no_data}
    assert missing == {"4.4": "liên thông (exchange)", "5.1": "phản ánh (feedback)", "5.3": "phản ánh (feedback)"}


def test_without_the_portal_the_share_synced_has_no_data_and_multiplies_nothing():
    card = score(CARD, 1, WORKED | {"synced": 5})
    assert card.item("1.4").ratio is None
    assert card.item("1.4").no_data == "hệ thống này chưa nối cổng quốc gia"
    assert card.item("3.3").ratio == Decimal("0.4")
    assert "1.4" in card.item("3.3").mark


def test_with_the_portal_what_is_filed_online_counts_as_far_as_it_is_synced():
    card = score(CARD, 1, WORKED | {"synced": 5, "portal_connected": 1})
    assert card.item("1.4").ratio == Decimal(5) / 20
    assert card.item("3.3").ratio == Decimal("0.4") * Decimal("0.25")
    assert card.item("3.3").mark == ""


def test_where_nobody_rated_the_formula_takes_off_the_late_ones_only_and_says_so():
    silent = score(CARD, 1, WORKED | {"ended_unhappy": 0, "ended_late": 0}).item("5.4")
    assert (silent.ratio, silent.mark) == (Decimal(1), "chưa có lượt đánh giá")
    assert score(CARD, 1, WORKED | {"ended_rated": 3}).item("5.4").mark == ""


def test_publication_payment_and_mean_time_by_hand():
    numbers = {"decisions_judged": 4, "decisions_on_time": 3, "entries_judged": 2, "entries_on_time": 1, "services": 50}
    numbers |= {"services_complete": 40, "services_fee": 10, "services_payable": 4, "procedures_done": 8}
    card = score(CARD, 1, WORKED | numbers | {"procedures_in_mean": 6, "opinions_due": 5, "opinions_in_time": 4})
    by_hand = {"1.1": "0.75", "1.2": "0.5", "1.3": "0.8", "2.2": "0.75", "3.5": "0.4", "5.2": "0.8"}
    assert {key: card.item(key).ratio for key in by_hand} == {key: Decimal(value) for key, value in by_hand.items()}
    assert card.item("3.5").reached == Decimal("0.5")  # full score from 80 %


def test_group_maxima_are_those_of_the_decision():
    assert [group.most for group in CARD.groups] == [18, 20, 12, 10, 22, 18]
    assert sum(group.most for group in CARD.groups) == 100


def test_a_unit_without_dossiers_has_no_points_and_no_rank():
    empty = score(CARD, 2, NOTHING)
    assert (empty.points, empty.reached) == (None, None)
    best, last = ranked([empty, score(CARD, 1, WORKED)])
    assert (best.unit_id, best.rank, last.rank) == (1, 1, None)


def test_equal_units_share_a_rank():
    assert [c.rank for c in ranked([score(CARD, n, WORKED) for n in (1, 2, 3)])] == [1, 1, 1]


def test_all_measures_named_by_scorecards_and_reports_exist():
    terms = [term for item in CARD.items for term in (item.numerator, item.denominator)]
    terms += [column.terms for report in scorecards.reports_on(DAY) for column in report.columns]
    assert {key for term in terms for key in (*term.plus, *term.minus)} <= KNOWN
    assert {c.carried for r in scorecards.reports_on(DAY) for c in r.columns if c.carried} <= {*STOCK_OF}
    assert {*COUNT_OF} <= KNOWN


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.lists(st.integers(0, 1_000), min_size=len(NOTHING), max_size=len(NOTHING)))
def test_no_numbers_whatever_leave_the_bounds(drawn):
    card = score(CARD, 1, dict(zip(NOTHING, drawn, strict=True)))
    for group in card.groups:
        assert group.points is None or 0 <= group.points <= group.out_of <= group.group.most
        assert group.reached is None or 0 <= group.reached <= 1


def test_grades_of_a_full_scale():
    scales = scorecards.evaluation_on(DAY)
    full = [(15, "Xuất sắc"), (14, "Tốt"), (12, "Tốt"), (9, "Khá"), (6, "Trung bình"), (5, "Yếu"), (0, "Yếu")]
    assert [grade(scales.agency, Decimal(p), Decimal(18)) for p, _name in full] == [name for _p, name in full]
    official = [grade(scales.official, Decimal(p), Decimal(10)) for p in ("5", "4.9", "3.5", "3.4")]
    assert official[0] == "Hoàn thành 100% nhiệm vụ"
    assert official[1] == official[2] == "Hoàn thành từ 70% đến dưới 100% nhiệm vụ"
    assert official[3] == "Hoàn thành dưới 70% nhiệm vụ"


def test_thresholds_shrink_with_the_points_that_could_be_had():
    scales = scorecards.evaluation_on(DAY)
    assert grade(scales.official, Decimal(4), Decimal(8)) == "Hoàn thành 100% nhiệm vụ"
    assert grade(scales.agency, Decimal(10), Decimal(12)) == "Xuất sắc"


def test_the_files_say_nothing_that_nobody_reads():
    """A comma inside a flow mapping cuts a text in two without an error; the rest would stand there as a key."""
    known = {
        "scorecards": {
            "key",
            "name",
            "max",
            "max_certainty",
            "max_note",
            "full_at",
            "numerator",
            "denominator",
            "no_data",
            "awaits",
            "needs",
            "marked",
            "times",
        },
        "reports": {"label", "plus", "minus", "carried"},
        "evaluations": {"key", "name"},
    }
    rows = [
        *(
            ("scorecards", item)
            for card in scorecards._read("scorecards")
            for g in card["groups"]
            for item in g["items"]
        ),
        *(("reports", column) for report in scorecards._read("reports") for column in report["columns"]),
        *(("evaluations", one) for system in scorecards._read("evaluations") for one in system["indices"]),
    ]
    assert [(name, {*row} - known[name] - {"note"}) for name, row in rows if {*row} - known[name] - {"note"}] == []
