"""Thông báo không tới được ở quầy: what waits for a person, by age and cause; three statements whatever the length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import notices
from thongsuot.common.notices import NoticeLine
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.models import Dossier
from thongsuot.org.selectors import predecessor_ids

PAGE = 50


@dataclass(frozen=True, slots=True)
class Lost:
    """Một thông báo không tới, with whom to call about which dossier."""

    notice: NoticeLine
    code: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class LostPage:
    """Một trang của danh sách; `causes` counts all of them: {nguyên nhân: (bao nhiêu, lâu nhất từ)}."""

    rows: Sequence[Lost]
    causes: dict[str, tuple[int, datetime]]
    next: int | None

    @property
    def total(self) -> int:
        """How many wait in all."""
        return sum(count for count, _oldest in self.causes.values())


def counters_of(principal: Principal) -> frozenset[int]:
    """Quầy của người này, with what came from its predecessors: what was lost for them is now this counter's."""
    own = principal.units_with(Role.COUNTER_CLERK)
    return own.union(*(predecessor_ids(unit_id) for unit_id in own))


def lost_notices(principal: Principal, *, cause: str = "", after: int = 0) -> LostPage:
    """Of the counters where this person works, oldest first. Leaves out what another way has brought."""
    units = counters_of(principal)
    if not units:
        return LostPage((), {}, None)
    found = notices.lost(units, cause=cause, after=after, limit=PAGE + 1)
    about = _dossiers_of(found[:PAGE])
    rows = [Lost(one, *about.get((one.province_id, one.subject_id), ("", "", "", ""))) for one in found[:PAGE]]
    return LostPage(rows, _causes(units), found[PAGE - 1].id if len(found) > PAGE else None)


def _causes(units: frozenset[int]) -> dict[str, tuple[int, datetime]]:
    causes: dict[str, tuple[int, datetime]] = {}
    for _unit, cause, count, oldest in notices.lost_counts(units):
        before, since = causes.get(cause, (0, oldest))
        causes[cause] = (before + count, min(since, oldest))
    return causes


def _dossiers_of(found: Sequence[NoticeLine]) -> dict[tuple[int, int], tuple[str, str, str, str]]:
    ids = [one.subject_id for one in found if one.subject_kind == SUBJECT]
    rows = Dossier.objects.filter(pk__in=ids).values_list("province_id", "pk", "code", "applicant_name", "applicant")
    return {
        (province, pk): (code, name, known.get("phone", ""), known.get("email", ""))
        for province, pk, code, name, known in rows
    }
