"""Ai ký được gì: the person named, or whoever holds the wanted role in the unit now (delegates too); nobody else sees it."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.permissions import administered_posts
from thongsuot.accounts.principal import Principal
from thongsuot.org.selectors import in_force, subtree_ids
from thongsuot.signatures.models import Certificate, SigningRequest

# Who keeps the agency's key (NĐ 30/2020, Điều 32: văn thư); where there is no clerk, the head of the office.
SEAL_KEEPERS = (Role.DOCUMENT_CLERK, Role.UNIT_LEADER)
SIGNERS = (
    Role.CHAIR, Role.UNIT_LEADER, Role.SPECIALIST, Role.DEPARTMENT_OFFICIAL, Role.DOCUMENT_CLERK, Role.ARCHIVIST,
    Role.COUNTER_CLERK,
)  # fmt: skip
REGISTER_READERS = (Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)


def to_sign(principal: Principal) -> QuerySet[SigningRequest]:
    """Chữ ký đang chờ người này."""
    named = Q(wanted_user_id=principal.user_id, unit_id__in=principal.units_with())
    held = Q()
    for post in principal.posts:
        givers = [post.on_behalf.giver_id] if post.on_behalf else []
        held |= Q(unit_id=post.unit_id, wanted_role=post.role) & (Q(wanted_user=None) | Q(wanted_user_id__in=givers))
    seen = named | held if held else named
    return SigningRequest.objects.filter(seen, state=SigningRequest.State.WAITING)


def certificates_for(principal: Principal, request: SigningRequest, at: datetime) -> QuerySet[Certificate]:
    """Certificates with which this person may sign it: his own, or the unit's seal if he keeps it and the unit exists."""
    usable = Certificate.objects.filter(revoked_at=None, valid_from__lte=at, valid_to__gt=at).order_by("-valid_to")
    if request.purpose == SigningRequest.Purpose.PERSON:
        return usable.filter(kind=Certificate.Kind.PERSON, user_id=principal.user_id)
    if not in_force(request.unit_id, timezone.localdate(at)):
        return usable.none()
    if not principal.roles_in(request.unit_id) & {*SEAL_KEEPERS, request.wanted_role}:
        return usable.none()
    return usable.filter(kind=Certificate.Kind.SEAL, unit_id=request.unit_id)


def register_units(principal: Principal, at: datetime) -> frozenset[int]:
    """Units whose register of signers this person reads: his own; all of the province for its administrator."""
    day = timezone.localdate(at)
    own = principal.units_with(Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.UNIT_ADMIN)
    return own.union(*(subtree_ids(province, day) for province in principal.provinces_with(Role.PROVINCE_ADMIN)))


def administered_certificates(principal: Principal, at: datetime) -> QuerySet[Certificate]:
    """Certificates of the units inside this person's administration."""
    day = timezone.localdate(at)
    units = set(principal.units_with(Role.UNIT_ADMIN))
    for province in principal.provinces_with(Role.PROVINCE_ADMIN):
        units |= subtree_ids(province, day)
    return Certificate.objects.filter(
        Q(unit_id__in=units) | Q(user_id__in=administered_posts(principal).values("user_id"), unit_id__in=units)
    )
