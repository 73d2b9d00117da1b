"""Figures with those of the units before: months summed, procedures once, a split marked and never shared out."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection

from tests.emulation.story import tell
from tests.emulation.test_pages import official, signed_in, text
from tests.factories.dossiers import moment
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.emulation import scorecards, selectors
from thongsuot.emulation.periods import Period
from thongsuot.emulation.permissions import Scope
from thongsuot.warehouse import services

pytestmark = pytest.mark.django_db
YEAR = Period(date(2025, 1, 1), date(2025, 12, 1))
JULY = "thang=2025-07&ky=nam"
_MOVE = """
UPDATE dossiers_dossier SET competent_unit_id = %s, receiving_unit_id = %s, received_at = received_at - interval '60 days',
  due_at = due_at - interval '60 days', finished_at = finished_at - interval '60 days' WHERE id = %s
"""


@pytest.fixture
def codes(office):
    """A and B of the story were done in May by predecessors: A by Thạch Châu (→ Mai Phụ), B by Đại Nài (split)."""
    with frozen(moment(31, 9)):
        found = tell(office)
        for letter, unit in (("A", office.world.thach_chau), ("B", office.world.dai_nai)):
            dossier = Dossier.objects.get(code=found[letter])
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [unit.id, unit.id, dossier.pk])
        services.rebuild()
        yield found


def scope(office):
    return Scope(office.world.province.id, None)


def rows(office, **more):
    card = scorecards.scorecard_on(YEAR.end)
    return {unit.id: found for unit, found in selectors.index_of_units(scope(office), YEAR, card, **more)}


def test_a_merged_unit_s_months_are_added(office, codes):
    report = scorecards.reports_on(YEAR.end)[0]
    place = [column.label for column in report.columns].index("Tiếp nhận trong kỳ")
    own = {r.unit.id: r.values[place] for r in selectors.report_of(scope(office), YEAR, report)[0]}
    both, _totals = selectors.report_of(scope(office), YEAR, report, with_before=True)
    told = {row.unit.id: row.values[place] for row in both}
    assert own[office.world.mai_phu.id] == 2  # C and D
    assert own[office.world.thach_chau.id] == 1
    assert told[office.world.mai_phu.id] == 3
    assert office.world.thach_chau.id not in told  # it stands in the figures of Mai Phụ


def test_a_split_unit_is_in_both_as_an_upper_bound_and_once_in_the_sum(office, codes):
    report = scorecards.reports_on(YEAR.end)[0]
    place = [column.label for column in report.columns].index("Tiếp nhận trong kỳ")
    found, totals = selectors.report_of(scope(office), YEAR, report, with_before=True)
    told = {row.unit.id: row.values[place] for row in found}
    assert (told[office.world.thanh_sen.id], told[office.world.ha_huy_tap.id]) == (1, 1)
    assert sum(told.values()) == 5
    assert totals[place] == 4


def test_the_index_is_scored_over_all_of_it(office, codes):
    assert rows(office)[office.world.mai_phu.id].item("2.1").denominator == 2
    assert rows(office, with_before=True)[office.world.mai_phu.id].item("2.1").denominator == 3


def test_the_card_says_which_units_and_why_it_is_an_estimate(office, codes):
    client = official(office, Role.PROCEDURE_CONTROLLER)
    plain = text(client, f"/can-bo/chi-so/don-vi/{office.world.ha_huy_tap.id}/?{JULY}")
    assert "gồm số liệu các đơn vị trước" in plain
    assert "ước tính" not in plain
    page = text(client, f"/can-bo/chi-so/don-vi/{office.world.ha_huy_tap.id}/?{JULY}&truoc=1")
    assert "Phường Đại Nài: đã chia; gồm cả phần đã sang Phường Thành Sen" in page
    assert "ước tính" in page
    whole = text(client, f"/can-bo/chi-so/don-vi/{office.world.mai_phu.id}/?{JULY}&truoc=1")
    assert "Xã Thạch Châu" in whole
    assert "ước tính" not in whole


def test_a_split_unit_that_brought_nothing_makes_no_estimate(office, codes):
    client = official(office, Role.PROCEDURE_CONTROLLER)
    page = text(client, f"/can-bo/chi-so/don-vi/{office.world.vung_ang.id}/?{JULY}&truoc=1")
    assert "Xã Kỳ Lợi: đã chia" in page
    assert "Kỳ này không có số nào của đơn vị bị chia" in page
    ranking = text(client, f"/can-bo/chi-so/?{JULY}&truoc=1")
    assert ranking.count("ước tính</span>") == 2  # Thành Sen and Hà Huy Tập, which Đại Nài's dossier went to


def test_a_number_opens_to_the_dossiers_of_the_units_before_as_well(office, codes):
    client = official(office, Role.AUDITOR)
    where = f"/can-bo/chi-so/ho-so/?don-vi={office.world.mai_phu.id}&so=received&{JULY}"
    assert codes["A"] not in text(client, where)
    assert codes["A"] in text(client, f"{where}&truoc=1")


def test_the_spreadsheet_says_it_in_words(office, codes):
    client = official(office, Role.PROCEDURE_CONTROLLER)
    for page in ("", "so-lieu/"):
        response = client.get(f"/can-bo/chi-so/{page}?{JULY}&truoc=1&dang=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        head = next(row for row in sheet.iter_rows(values_only=True) if "Gồm các đơn vị trước" in row)
        place = head.index("Gồm các đơn vị trước")
        told = {str(row[head.index("Đơn vị")]): row[place] for row in sheet.iter_rows(values_only=True)}
        assert told["Phường Hà Huy Tập"] == "Phường Đại Nài (ước tính: gồm cả phần đã sang Phường Thành Sen)", page
        assert "Xã Thạch Châu" in told["Xã Mai Phụ"], page


def test_a_leader_sees_his_unit_with_its_predecessors_and_no_other(office, codes):
    page = text(signed_in(office, "vanphong"), f"/can-bo/chi-so/?{JULY}&truoc=1")
    assert "Xã Mai Phụ" in page
    assert "Thành Sen" not in page


@pytest.mark.parametrize(("page", "most"), [("", 7), ("so-lieu/", 8), ("don-vi/{unit}/", 6)])
def test_it_costs_a_fixed_number_of_statements(office, codes, page, most, django_assert_max_num_queries):
    client = official(office, Role.PROCEDURE_CONTROLLER)
    address = "/can-bo/chi-so/" + page.format(unit=office.world.mai_phu.id) + f"?{JULY}&truoc=1"
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_of_a_period_before_it_began_a_unit_shows_what_those_before_it_did(office, codes):
    may = Period(date(2025, 5, 1), date(2025, 5, 1))
    told = selectors.numbers_with_before(office.world.province.id, may, [office.world.mai_phu])
    assert told.numbers[office.world.mai_phu.id]["received"] == 0  # on the last day of May it had no predecessors yet
    assert YEAR.end - timedelta(days=1) > may.end
