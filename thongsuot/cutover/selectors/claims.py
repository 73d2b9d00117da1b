"""Người hai xã cùng khai: who was named by two communes and waits for somebody to choose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thongsuot.cutover.models import PersonClaim, Plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """Một người hai nơi khai."""

    name: str
    birth: str
    claims: Sequence[PersonClaim]
    certain: bool


def conflicts(plan: Plan) -> list[Conflict]:
    """Người được hai xã khai mà chưa ai chọn, by name; one statement.

    The same identity number is the same person; the same name and birth date with a number missing may be one.
    """
    claims = list(
        PersonClaim.objects.filter(plan=plan)
        .exclude(choice=PersonClaim.Choice.DROPPED)
        .select_related("unit")
        .order_by("full_name", "unit__full_name", "id")
    )
    found: dict[frozenset[int], Conflict] = {}
    for certain, groups in ((True, _grouped(claims, _by_key)), (False, _grouped(claims, _by_birth))):
        for own in groups:
            name = frozenset(claim.pk for claim in own)
            if _undecided(own) and (certain or any(c.id_hash is None for c in own)) and name not in found:
                birth = f"{own[0].birth_date:%d/%m/%Y}" if own[0].birth_date else ""
                found[name] = Conflict(own[0].full_name, birth, own, certain)
    return list(found.values())


def disputed_posts(plan: Plan) -> set[int]:
    """Ids of posts whose person two communes claim: nothing is written for them until somebody has chosen."""
    return {claim.post_id for conflict in conflicts(plan) for claim in conflict.claims if claim.post_id is not None}


def _grouped(claims: Sequence[PersonClaim], key: Callable[[PersonClaim], object]) -> list[list[PersonClaim]]:
    groups: dict[object, list[PersonClaim]] = {}
    for claim in claims:
        groups.setdefault(key(claim), []).append(claim)
    return [own for name, own in groups.items() if name is not None]


def _by_key(claim: PersonClaim) -> object:
    return bytes(claim.key)


def _by_birth(claim: PersonClaim) -> object:
    return (claim.full_name.casefold(), claim.birth_date) if claim.birth_date else None


def _undecided(claims: Sequence[PersonClaim]) -> bool:
    units = {claim.unit_id for claim in claims}
    return len(units) > 1 and any(claim.choice == PersonClaim.Choice.OPEN for claim in claims)
