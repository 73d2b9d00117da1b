"""Ai ký số được hôm nay: whether a unit's seal or a person's certificate stands, so that a paper is asked for or stays unsigned."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from thongsuot.accounts.models import Held
from thongsuot.org.selectors import in_force
from thongsuot.signatures.models import Certificate


def _usable(at: datetime) -> QuerySet[Certificate]:
    return Certificate.objects.filter(revoked_at=None, valid_from__lte=at, valid_to__gt=at)


def seal_stands(unit_id: int, at: datetime) -> bool:
    """Cơ quan ký số được: the unit is in force and has a certificate of its own. One statement."""
    if not in_force(unit_id, timezone.localdate(at)):
        return False
    return _usable(at).filter(kind=Certificate.Kind.SEAL, unit_id=unit_id).exists()


def person_stands(user_id: int | None, at: datetime) -> bool:
    """Người này có chứng thư cá nhân còn hiệu lực. One statement."""
    return user_id is not None and _usable(at).filter(kind=Certificate.Kind.PERSON, user_id=user_id).exists()


@dataclass(frozen=True, slots=True)
class Able:
    """Người ký được: with the post by which he would."""

    user_id: int
    name: str
    title: str

    @property
    def pair(self) -> tuple[int, str]:
        """As a list of choices takes it."""
        return self.user_id, f"{self.name}, {self.title}" if self.title else self.name


def able_people(unit_id: int, roles: Collection[str], at: datetime) -> list[Able]:
    """Ai giữ một trong các vai này ở đơn vị còn hiệu lực và có chứng thư, each once, by name. Two statements."""
    if not in_force(unit_id, timezone.localdate(at)):
        return []
    held = Held.objects.filter(unit_id=unit_id, role__in=roles, valid__contains=at, user__is_active=True)
    rows = list(held.select_related("user").order_by("user__full_name", "role"))
    signing = set(
        _usable(at)
        .filter(kind=Certificate.Kind.PERSON, user_id__in=[one.user_id for one in rows])
        .values_list("user_id", flat=True)
    )
    found = {one.user_id: Able(one.user_id, str(one.user), one.title) for one in rows if one.user_id in signing}
    return list(found.values())


def works_in(user_id: int, unit_id: int, at: datetime) -> int | None:
    """Đơn vị mà người này ký được ở đó: this one while he works in it, else where he works now; None for nowhere."""
    held = Held.objects.filter(user_id=user_id, valid__contains=at, user__is_active=True)
    day = timezone.localdate(at)  # a post in a unit that has ended may stand open, but nobody signs from there
    units = {one for one in held.values_list("unit_id", flat=True) if in_force(one, day)}
    return unit_id if unit_id in units else min(units, default=None)
