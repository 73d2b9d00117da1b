"""Databases of the State: four answers, two seconds, and nothing lost when they are away."""

import time
from datetime import date

import pytest

from tests.factories.results import population  # noqa: F401
from thongsuot.dossiers.databases import Outcome, Person
from thongsuot.dossiers.databases.http import PATIENCE, HttpAdapter, forget_failures
from thongsuot.dossiers.databases.register import adapter, all_databases, answering, connected, database

DAY = date(2025, 7, 7)
AN = Person("042193004127", "Trần Thị An", date(1993, 4, 12))


@pytest.fixture
def dan_cu(population) -> HttpAdapter:  # noqa: F811
    return adapter(database("dan-cu"))


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        (AN, Outcome.MATCH),
        (Person("042193004127", "TRẦN  thị an", date(1993, 4, 12)), Outcome.MATCH),
        (Person("042193004127", "Trần Thị Ân", date(1993, 4, 12)), Outcome.NO_MATCH),
        (Person("042193009999", "Trần Thị An", date(1993, 4, 12)), Outcome.NONE),
        (Person("042193004127", "Trần Thị An"), Outcome.INSUFFICIENT),
    ],
)
def test_answers_as_the_national_products_do(dan_cu, person, outcome):
    assert dan_cu.ask(person).outcome is outcome


def test_gives_no_more_than_the_register_allows_and_nothing_without_a_match(dan_cu):
    assert set(dan_cu.ask(AN).facts) == set(database("dan-cu").gives)
    assert "married_to" not in dan_cu.ask(AN).facts
    assert dan_cu.ask(Person("042193004127", "Ai đó", date(1993, 4, 12))).facts == {}


@pytest.mark.parametrize("mode", ["slow", "down", "500"])
def test_is_given_up_within_two_seconds_and_then_left_alone(dan_cu, population, mode):  # noqa: F811
    population.fault = {"mode": mode, "seconds": 4}
    began = time.monotonic()
    assert dan_cu.ask(AN).outcome is Outcome.UNAVAILABLE
    assert time.monotonic() - began < PATIENCE + 0.5
    asked = population.asked
    assert dan_cu.ask(AN).outcome is Outcome.UNAVAILABLE
    assert population.asked == asked
    population.fault = {"mode": "", "seconds": 0}
    forget_failures()
    assert dan_cu.ask(AN).outcome is Outcome.MATCH


def test_nobody_at_the_address_is_an_answer_too(settings):
    settings.DATABASES_OF_THE_STATE = {"dan-cu": "http://127.0.0.1:9/dan-cu"}
    forget_failures()
    assert adapter(database("dan-cu")).ask(AN).outcome is Outcome.UNAVAILABLE
    forget_failures()
    assert HttpAdapter("x", "ftp://127.0.0.1/").ask(AN).outcome is Outcome.UNAVAILABLE


def test_the_register_is_dated_and_says_how_sure_it_is(settings):
    settings.DATABASES_OF_THE_STATE = {"dan-cu": "http://127.0.0.1:9/dan-cu"}
    assert answering("1.001193-TT", date(2025, 6, 30)) is None
    assert answering("1.001193-TT", DAY).key == "dan-cu"
    assert answering("1.001193-KH", DAY) is None  # known, not connected
    assert [one.key for one in connected(DAY)] == ["dan-cu"]
    assert {one.certainty for one in all_databases()} <= {"published", "proposed", "unverified"}
    assert all(one.basis for one in all_databases())
