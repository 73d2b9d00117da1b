"""Four dossiers from the counter to the figures: index of Decision 766, the counter set and the nine indices by hand."""

from datetime import date
from decimal import Decimal

import pytest

from config.bench import figures as bench
from tests.emulation.story import follow, tell
from tests.factories.dossiers import moment
from tests.factories.ratings import rate
from thongsuot.common.now import frozen
from thongsuot.dossiers.act_tokens import Act
from thongsuot.dossiers.models import Dossier
from thongsuot.emulation import evaluation, scorecards, selectors
from thongsuot.emulation.permissions import Scope
from thongsuot.ratings import services as ratings
from thongsuot.warehouse.models import DossierFact

pytestmark = pytest.mark.django_db
JULY = date(2025, 7, 1)
PERIOD = selectors.Period(JULY, JULY)


@pytest.fixture
def codes(office):
    with frozen(moment(31, 9)):
        yield tell(office)


def numbers(office):
    return selectors.numbers_of(office.world.province.id, PERIOD)[office.world.mai_phu.id]


def test_the_counter_set_by_hand(office, codes):
    report = scorecards.reports_on(PERIOD.end)[0]
    rows, totals = selectors.report_of(Scope(office.world.province.id, None), PERIOD, report)
    [row] = [row for row in rows if row.unit.id == office.world.mai_phu.id]
    told = {column.label: value for column, value in zip(report.columns, row.values, strict=True)}
    due = Dossier.objects.get(code=codes["A"]).due_at
    early = due.date() > moment(7, 10).date()
    assert told == {
        "Tồn kỳ trước": 0,
        "Tiếp nhận trong kỳ": 4,
        "trực tuyến": 0,
        "trực tiếp": 4,
        "bưu chính": 0,
        "Nơi khác nhận hộ": 0,
        "Đã xử lý": 3,  # A, B, and D withdrawn
        "trước hạn": 2 if early else 0,
        "đúng hạn": 0 if early else 2,
        "quá hạn": 1,
        "không có hạn": 0,
        "Đang xử lý trong hạn": 0,
        "Đang xử lý quá hạn": 1,  # C: due long before the end of July
        "Tạm dừng trong hạn": 0,
        "Tạm dừng quá hạn": 0,
        "Rút": 1,
        "Không tiếp nhận": 0,
        "Trả kết quả": 0,
    }
    assert totals == row.values


def test_what_is_open_is_carried_into_the_next_month(office, codes):
    report = scorecards.reports_on(PERIOD.end)[0]
    august = selectors.Period(date(2025, 8, 1), date(2025, 8, 1))
    rows, _totals = selectors.report_of(Scope(office.world.province.id, None), august, report)
    [row] = [row for row in rows if row.unit.id == office.world.mai_phu.id]
    assert row.values[:2] == (1, 0)


def test_the_index_by_hand(office, codes):
    rate(codes["A"], 1, Act.PROCESSING, at=moment(8, 9))
    follow()
    scope = Scope(office.world.province.id, None)
    found = selectors.index_of_units(scope, PERIOD, scorecards.scorecard_on(PERIOD.end))
    [card] = [card for unit, card in found if unit.id == office.world.mai_phu.id]
    # ended: A in time, B late, D withdrawn in time; C open and late → 2 of 4
    assert card.item("2.1").ratio == Decimal("0.5")
    assert card.item("2.1").points == Decimal("10.00")
    # 100 % − 1/3 late − 1/3 unhappy of the three that ended
    assert card.item("5.4").ratio == Decimal(1) / 3
    assert card.item("5.4").mark == ""
    assert card.item("4.1").ratio == Decimal(1)  # both papers of A and B were made as files
    assert card.item("4.2").ratio == 0  # nothing was scanned at the counter
    assert card.rank == 1


def test_the_nine_indices_of_the_agency_by_hand(office, codes):
    system = scorecards.evaluation_on(PERIOD.end)
    asked = {"province_id": office.world.province.id, "unit_id": office.world.mai_phu.id, "first": JULY, "last": JULY}
    values = {f.dossier_id: (f.index_1, f.index_3, f.index_4, f.index_7) for f in DossierFact.objects.all()}
    of = {letter: values[Dossier.objects.get(code=code).pk] for letter, code in codes.items()}
    first = (
        2 if DossierFact.objects.get(dossier_id=Dossier.objects.get(code=codes["A"]).pk).timeliness == "early" else 1
    )
    assert of["A"] == (first, 2, 1, first)
    assert of["B"] == (0, 2, 1, None)  # late and nobody complained: the source is silent
    assert of["C"] == (None, None, None, None)  # not done
    assert of["D"] == (first, 2, 1, first)
    found = evaluation.agency(system, **asked, at=moment(31, 9))
    mean = (Decimal(2 * first) / 3).quantize(Decimal("0.1"))
    assert found.values["1"] == mean
    assert found.values["3"] == Decimal("2.0")
    assert found.values["4"] == Decimal("1.0")
    assert found.values["5"] == 1
    assert found.values["6"] in (0, 1)  # published here; what hangs on the board nobody knows, so never 2
    assert found.values["7"] == Decimal(first)
    assert found.values["8"] == 2  # nobody asked for an answer
    assert found.values["9"] == 0  # nothing online
    known = [v for v in found.values.values() if v is not None]
    assert (found.points, found.out_of) == (sum(known), 2 * len(known))
    assert found.grade


def test_an_official_is_judged_by_what_he_did_and_attitude_from_five_dossiers_on(office, codes):
    system = scorecards.evaluation_on(PERIOD.end)
    asked = {"province_id": office.world.province.id, "unit_id": office.world.mai_phu.id, "first": JULY, "last": JULY}
    found = {one.name: one for one in evaluation.officials(system, **asked)}
    assert {"maiphu.motcua1", "maiphu.hotich", "maiphu.chutich"} >= {*found} >= {"maiphu.motcua1", "maiphu.hotich"}
    assert found["maiphu.motcua1"].dossiers == 3  # received A, B, D
    assert found["maiphu.hotich"].dossiers == 2  # A, B
    assert found["maiphu.hotich"].values["7"] is None
    assert "7" in found["maiphu.hotich"].hidden
    assert found["maiphu.hotich"].values["3"] == Decimal("2.0")


def test_index_8_counts_answers_in_time(office, codes):
    system = scorecards.evaluation_on(PERIOD.end)
    asked = {"province_id": office.world.province.id, "unit_id": office.world.mai_phu.id, "first": JULY, "last": JULY}
    bad = rate(codes["A"], 1, comment="Chờ lâu", at=moment(8, 9))
    assert evaluation.agency(system, **asked, at=moment(9, 9)).values["8"] == 2  # still within its time
    assert evaluation.agency(system, **asked, at=moment(31, 9)).values["8"] == 0  # nobody answered
    ratings.answer(uid=str(bad.uid), text="Xin lỗi", principal=office.who("vanphong"), at=moment(9, 9))
    assert evaluation.agency(system, **asked, at=moment(31, 9)).values["8"] == 2


def test_the_bench_s_plain_count_over_the_dossiers_says_the_same(office, codes):
    rate(codes["A"], 1, Act.PROCESSING, at=moment(8, 9))
    follow()
    plain = bench._plain(office.world.province.id, JULY)
    assert plain[office.world.mai_phu.id]["procedures_done"] == 1
    assert bench._equal(selectors.numbers_of(office.world.province.id, PERIOD), plain)


def test_a_rating_that_is_not_counted_changes_no_figure(office, codes):
    for letter in "BCD":
        rate(codes[letter], 3, at=moment(8, 9), device=7)
    follow()
    before = numbers(office)
    assert not rate(codes["A"], 1, at=moment(8, 9), device=7).counted
    follow()
    assert numbers(office) == before
