"""Sổ người ký của một đơn vị: who may sign what by post and delegation, with which certificate, and what is missing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.accounts.models import Delegation, Held, Role
from thongsuot.org.selectors import in_force, unit_info
from thongsuot.signatures import blocked as blocked_things
from thongsuot.signatures.models import Certificate, SigningRequest
from thongsuot.signatures.permissions import SEAL_KEEPERS

SOON = timedelta(days=30)  # proposed: renewing took weeks where we asked; no text of law says how long before
SIGNING_ROLES = (Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK)


@dataclass(frozen=True, slots=True)
class Person:
    """Người ký được: the post or the delegation that lets him, his certificate, how long it lasts."""

    user_id: int
    name: str
    title: str
    role: str
    delegation: str
    certificate: Certificate | None
    days_left: int | None


@dataclass(slots=True)
class Register:
    """Sổ người ký của một đơn vị."""

    unit_id: int
    unit: str
    people: list[Person] = field(default_factory=list)
    seals: list[Certificate] = field(default_factory=list)
    keepers: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[blocked_things.Blocked] = field(default_factory=list)


def registers(units: Collection[int], at: datetime) -> list[Register]:
    """Sổ của nhiều đơn vị, those with gaps first; four statements for any number, and one for each room above."""
    day = timezone.localdate(at)
    units = [unit for unit in units if in_force(unit, day)]
    held = list(
        Held.objects.filter(unit_id__in=units, role__in=SIGNING_ROLES, valid__contains=at, user__is_active=True)
        .select_related("user")
        .order_by("unit_id", "role", "user__full_name")
    )
    papers = dict(
        Delegation.objects.filter(pk__in=[one.delegation_id for one in held if one.delegation_id]).values_list(
            "pk", "number"
        )
    )
    certificates = list(
        Certificate.objects.filter(unit_id__in=units, revoked_at=None, valid_to__gt=at, valid_from__lte=at).order_by(
            "-valid_to"
        )
    )
    waiting, blocked = _waiting(units), blocked_things.of_units(units)
    found = [_register(unit, day, at, held, papers, certificates, waiting[unit]) for unit in units]
    for one in found:
        one.blocked = blocked.get(one.unit_id, [])
    return sorted(found, key=lambda one: (not one.gaps, one.unit))


def _waiting(units: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Bị chặn vì chờ chữ ký: how much waits for whom, since when."""
    rows = (
        SigningRequest.objects.filter(unit_id__in=units, state=SigningRequest.State.WAITING)
        .values("unit_id", "wanted_role", "wanted_user__full_name", "purpose")
        .annotate(count=Count("pk"), oldest=Min("asked_at"))
        .order_by("oldest")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        who = row["wanted_user__full_name"] or Role(row["wanted_role"]).label
        purpose = SigningRequest.Purpose(row["purpose"]).label
        found[row["unit_id"]].append({"who": who, "what": purpose, "count": row["count"], "oldest": row["oldest"]})
    return found


def _register(
    unit: int,
    day: Any,
    at: datetime,
    held: list[Held],
    papers: dict[int, str],
    certificates: list[Certificate],
    waiting: list[dict[str, Any]],
) -> Register:
    own = {one.user_id: one for one in reversed(certificates) if one.unit_id == unit and one.kind == "person"}
    register = Register(unit, unit_info(unit, day).full_name, waiting=waiting)
    for one in held:
        if one.unit_id != unit:
            continue
        certificate = own.get(one.user_id)
        left = (certificate.valid_to - at).days if certificate else None
        paper = papers.get(one.delegation_id, "") if one.delegation_id else ""
        register.people.append(Person(one.user_id, str(one.user), one.title, one.role, paper, certificate, left))
    register.seals = [one for one in certificates if one.unit_id == unit and one.kind == "seal"]
    register.keepers = sorted({one.name for one in register.people if one.role in SEAL_KEEPERS})
    register.gaps = _gaps(register, at)
    return register


def _gaps(register: Register, at: datetime) -> list[str]:
    """Chỗ thiếu, the worst first."""
    able = {one.user_id for one in register.people if one.certificate and one.role in (Role.CHAIR, Role.UNIT_LEADER)}
    gaps = []
    if not able:
        gaps.append(_("chưa có người nào ký số được"))
    elif len(able) == 1:
        gaps.append(_("chỉ có một người ký"))
    if not register.seals:
        gaps.append(_("chưa có chữ ký số cơ quan"))
    elif not register.keepers:
        gaps.append(_("chưa có người giữ chữ ký số cơ quan"))
    ends = [(one.certificate.valid_to, one.name) for one in register.people if one.certificate]
    ends += [(one.valid_to, _("chữ ký số cơ quan")) for one in register.seals[:1]]
    for end, name in sorted(set(ends)):
        if end - at <= SOON:
            days = max((end - at).days, 0)
            said = ngettext("còn %(n)d ngày: %(name)s", "còn %(n)d ngày: %(name)s", days)
            gaps.append(said % {"n": days, "name": name})
    return gaps


def without_signer_or_seal(units: Collection[int], at: datetime) -> list[Register]:
    """Đơn vị chưa có người ký hoặc chưa có chữ ký số cơ quan, for the lines before a change."""
    return [
        one
        for one in registers(units, at)
        if not one.seals or not any(p.certificate and p.role in (Role.CHAIR, Role.UNIT_LEADER) for p in one.people)
    ]
