"""Bản nháp theo xã của nó: with one heir it follows, with several nobody guesses."""

from datetime import date

from tests.factories.units import World
from thongsuot.portal.filing import Filing
from thongsuot.portal.moved_place import follow

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


def followed(code: str, saved_on: date, today: date) -> tuple[str, str]:
    filing = Filing(receiving_unit=code)
    changed = follow(filing, saved_on=saved_on, today=today)
    return filing.receiving_unit, changed.words if changed else ""


def test_the_only_heir_takes_its_place(world: World) -> None:
    code, words = followed("18670", EVE, DAY)
    assert code == world.mai_phu.code
    assert words == "Xã Mai Phụ nay là Xã Mai Phụ; bản nháp của bạn đã đổi nơi nhận theo."


def test_a_code_means_the_unit_that_bore_it_when_the_draft_was_saved(world: World) -> None:
    assert followed("18583", EVE, DAY)[1].startswith("Xã Thạch Châu nay là Xã Mai Phụ")
    assert followed("18583", DAY, DAY) == ("18583", "")


def test_of_several_heirs_none_is_guessed(world: World) -> None:
    code, words = followed("18082", EVE, DAY)
    assert code == ""
    assert "Phường Thành Sen" in words
    assert "Phường Hà Huy Tập" in words


def test_before_the_day_and_without_a_place_nothing_changes(world: World) -> None:
    assert followed("18670", EVE, EVE) == ("18670", "")
    assert followed("", EVE, DAY) == ("", "")
    assert followed("00000", EVE, DAY) == ("00000", "")
