"""Người ở nhiều xã: a clerk and a specialist of each of many communes and a leader of the province, with tokens. Prints JSON.

python -m config.bench.people COMMUNES   (run by the bench within an installation; whoever is there already stays)
"""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import django

django.setup()

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # noqa: E402  (Django must be ready first)

from config.bench.visitors import BIRTH, SPECIALIST_OF, UNIT  # noqa: E402
from thongsuot.accounts.models import Post, Role, User  # noqa: E402
from thongsuot.accounts.services import create_token  # noqa: E402
from thongsuot.common import clock  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.org.models import Level  # noqa: E402
from thongsuot.org.selectors import UnitInfo, children, require_in_force, unit_info  # noqa: E402
from thongsuot.procedures.selectors import assigned  # noqa: E402

SINCE = datetime(2025, 7, 7, tzinfo=clock.TIMEZONE)


def main(communes: int) -> dict[str, Any]:
    """Tokens of clerks and specialists by code of the commune, and the leader's."""
    day = clock.local(now()).date()
    province = unit_info(_province_of(day), day)
    places = [unit for unit in children(province.id, day) if _receives(unit, day)][:communes]
    clerks = {unit.code: _token(f"bench.motcua.{unit.code}", unit, Role.COUNTER_CLERK) for unit in places}
    specialists = {unit.code: _specialist(unit, day) for unit in places}
    leader = _token(f"bench.chutich.{province.code}", province, Role.CHAIR)
    return {"clerks": clerks, "specialists": specialists, "leader": leader}


def _specialist(unit: UnitInfo, day: date) -> str:
    """Somebody who does the work of every office of a commune."""
    organs = [None, *(organ.id for organ in children(unit.id, day))]
    return _token(SPECIALIST_OF.format(unit.code), unit, Role.SPECIALIST, organs)


def _province_of(day: date) -> int:
    found = require_in_force(UNIT, day, levels={Level.COMMUNE}).province_id
    assert found is not None, "a commune lies in a province"
    return found


def _receives(unit: UnitInfo, day: date) -> bool:
    return unit.level == Level.COMMUNE and bool(unit.identifier) and BIRTH in assigned(unit.id, day)


def _token(username: str, unit: UnitInfo, role: str, organs: Sequence[int | None] = (None,)) -> str:
    user, made = User.objects.get_or_create(username=username, defaults={"full_name": username, "is_demo": True})
    for organ in organs if made else ():
        valid = DateTimeTZRange(SINCE, None)
        Post.objects.create(user=user, unit_id=unit.id, organ_id=organ, role=role, title=role, valid=valid)
    return create_token(username)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
