"""Điều đã biết của một xã, so that nobody types what the platform holds: organs by law, people by their posts."""

from datetime import datetime

from django.utils import timezone

from thongsuot.accounts.models import Post
from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.checking import Known, check
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.collecting.shapes import SHAPES, STAYS
from thongsuot.cutover.models import DataKind, DataRequest, Going, PlanUnit, Side
from thongsuot.org.models import Kind
from thongsuot.org.organs import OF_A_COMMUNE
from thongsuot.org.selectors import unit_info

FIRST_ROW = 2


def known_rows(request: DataRequest, known: Known, at: datetime) -> list[Row]:
    """Các dòng điền sẵn; checked like everything else, so that gaps are seen at once."""
    found = _organs(request) if request.kind == DataKind.ORGANISATION else []
    if request.kind in (DataKind.STAFF, DataKind.ACCOUNTS):
        found = _people(request, at)
    raw = [(number, cells) for number, cells in enumerate(found, FIRST_ROW)]
    return check(SHAPES[request.kind], raw, known)


def _organs(request: DataRequest) -> list[dict[str, str]]:
    unit = request.unit
    return [
        {
            "organ": str(organ.organ_kind),
            "name": f"{organ.name_for(Kind(unit.kind))} {unit.full_name[:1].lower()}{unit.full_name[1:]}",
        }
        for organ in OF_A_COMMUNE
    ]


def _people(request: DataRequest, at: datetime) -> list[dict[str, str]]:
    """Everybody who holds a post now in an old unit of this commune; the person once, with his first post.

    Identity numbers stay where they are: nobody gets a list of them from here.
    """
    olds = _old_units(request)
    posts = (
        Post.objects.filter(unit_id__in=olds, valid__contains=at, user__is_active=True)
        .select_related("user")
        .order_by("unit_id", "id")
    )
    found: dict[int, dict[str, str]] = {}
    day = timezone.localdate(at)
    for post in posts:
        user = post.user
        organ = unit_info(post.organ_id, day).organ_kind if post.organ_id else ""
        found.setdefault(
            user.pk,
            {
                "full_name": user.full_name,
                "birth_date": f"{user.birth_date:%d/%m/%Y}" if user.birth_date else "",
                "username": user.username,
                "phone": user.phone,
                "email": user.email,
                "old_unit": str(olds[post.unit_id]),
                "stay": STAYS,
                "role": post.role if post.role in shapes.COMMUNE_ROLES else "",
                "organ": organ if organ in shapes.COMMUNE_ORGANS else "",
                "title": post.title,
                "mailbox": shapes.YES,
            },
        )
    return list(found.values())


def _old_units(request: DataRequest) -> dict[int, int]:
    """Identity in `org` → unit of the plan."""
    if request.unit.side == Side.OLD:
        return {request.unit.unit_id: request.unit_id}
    goings = Going.objects.filter(new=request.unit)
    return dict(PlanUnit.objects.filter(pk__in=goings.values("old_id")).values_list("unit_id", "pk"))
