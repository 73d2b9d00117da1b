"""Whatever is decided in whatever order, each day has the version that a list of (day, what) pairs would give it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.catalogue import decide, make_controller
from tests.factories.procedures import COPY
from thongsuot.common.errors import Invalid
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.selectors import version_in_force, versions_of

pytestmark = pytest.mark.django_db
START = date(2025, 7, 1)
ACTS = st.lists(st.tuples(st.sampled_from(["publish", "amend", "abolish"]), st.integers(0, 12)), max_size=7)


class Model:
    """The catalogue as a child would keep it: on which day what began."""

    def __init__(self):
        self.begins = {0: "đầu"}  # day → words in force from then on, None = abolished

    def on(self, day):
        known = [begun for begun in self.begins if begun <= day]
        return self.begins[max(known)] if known else None

    def decide(self, effect, day, words):
        """Whether the act fits; the rules are those of docs/decisions/the-catalogue-changes-only-by-a-decision.md."""
        standing = self.on(day)
        begins_today = day in self.begins and self.begins[day] is not None
        later = [begun for begun in self.begins if begun > day and self.begins[begun] is not None]
        if effect == "publish":
            fits = standing is None
        else:
            fits = standing is not None and not begins_today and not (effect == "abolish" and later)
        if fits and effect == "abolish":  # an end that was to come later comes now
            self.begins = {begun: words for begun, words in self.begins.items() if begun <= day}
        if fits:
            self.begins[day] = None if effect == "abolish" else words
        return fits


@given(acts=ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_versions_follow_the_decisions(six, acts):
    with transaction.atomic():
        by, model = make_controller(six), Model()
        for number, (effect, day) in enumerate(acts):
            words = f"nội dung {number}"
            record = {"name": "Chứng thực bản sao", "field": "Chứng thực", "conditions": words}
            line = Line(COPY, effect, {} if effect == "abolish" else record)
            try:
                with transaction.atomic():
                    decide(by, line, on=START + timedelta(day), number=f"{number}/QĐ-UBND")
                done = True
            except Invalid:
                done = False
            assert done == model.decide(effect, day, words), (acts, number)
        for day in range(14):
            found = version_in_force(COPY, START + timedelta(day))
            expected = model.on(day)
            assert (found is None) == (expected is None), (acts, day)
            if found is not None and expected != "đầu":
                assert found.conditions == expected, (acts, day)
        spans = [(version.valid_from, version.valid_to or date.max) for version in versions_of(COPY)]
        assert all(begin < end for begin, end in spans)
        assert spans == sorted(spans)
        transaction.set_rollback(True)
