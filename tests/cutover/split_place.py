"""Việc gốc là hồ sơ: the mover of dossiers, whichever stands, reads its roots by the room's selector."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.factories.cutover_split import SplitWorld, split_world
from thongsuot.common import stamps
from thongsuot.dossiers.selectors.roots import open_roots
from thongsuot.org import moving, registry


class DossierRoots:
    """Only the reading of roots."""

    kind, label, journal, root, columns = "dossier", "hồ sơ đang mở", "dossier", "dossier", ()

    def roots(self, province_id: int, unit_id: int) -> Iterator[moving.OpenThing]:
        return open_roots(province_id, unit_id)

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Any]:
        return []

    def move(self, batch: Any) -> Any:
        raise AssertionError("không bài thử nào chuyển bằng cách này")


@pytest.fixture
def ky_loi(world: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SplitWorld]:
    """The plan of Kỳ Lợi, its people, and a mover of dossiers."""
    registry.load()
    if "dossier" not in moving._movers:
        monkeypatch.setitem(moving._movers, "dossier", DossierRoots())
    with stamps.of_one_request():
        yield split_world(world)
