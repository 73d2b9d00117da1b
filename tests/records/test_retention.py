"""Bảng thời hạn bảo quản: loaded once, honest about its sources, counted from the year the work ended."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.common.errors import Invalid
from thongsuot.records import retention
from thongsuot.records.models import Certainty, RetentionRule


@given(st.dates(date(1945, 9, 2), date(2200, 1, 1)), st.integers(1, 100))
def test_a_period_ends_with_a_year_and_is_never_shorter_than_it_says(ended_on, years):
    last = retention.expires_on(ended_on, years)
    assert (last.month, last.day) == (12, 31)
    assert last.year - ended_on.year == years


@given(st.dates())
def test_what_is_permanent_never_ends(ended_on):
    assert retention.expires_on(ended_on, None) is None


def test_every_rule_names_its_basis_and_how_sure_it_is():
    codes = [rule["code"] for rule in retention.shipped()]
    assert len(codes) == len(set(codes))
    assert all(rule["basis"] and rule["certainty"] in Certainty.values for rule in retention.shipped())
    # The annex of TT 10/2022 could not be read: nothing of it may pass for verified.
    published = [rule for rule in retention.shipped() if rule["certainty"] == "published"]
    assert [(rule["code"], rule["years"]) for rule in published] == [("CT-CK", 2)]
    assert all("Điều" in rule["basis"] and rule["note"] for rule in published)


@pytest.mark.django_db
def test_loads_once_and_leaves_what_an_office_changed():
    assert retention.load() == len(retention.shipped())
    RetentionRule.objects.filter(code="HS-CV").update(years=20)
    assert retention.load() == 0
    assert retention.rule_on("HS-CV", date(2026, 1, 1)).years == 20


@pytest.mark.django_db
def test_a_rule_counts_only_on_its_days_and_the_newest_wins():
    retention.load()
    new = RetentionRule.objects.get(code="HS-CV")
    new.pk, new.valid_from, new.years = None, date(2026, 7, 1), 15
    new.save()
    assert retention.rule_on("HS-CV", date(2026, 6, 30)).years == 10
    assert retention.rule_on("HS-CV", date(2026, 7, 1)).years == 15
    assert [rule.years for rule in retention.rules_on(date(2026, 7, 1)) if rule.code == "HS-CV"] == [15]
    with pytest.raises(Invalid) as refused:
        retention.rule_on("HS-CV", date(2025, 6, 30))
    assert refused.value.code == "retention_unknown"
