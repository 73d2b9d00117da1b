"""Bộ lọc đã lưu: each person's own names for the lists they open every day."""

from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import prepared, stamps
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line
from thongsuot.tasks.models import SavedFilter

MOST = 20
STAMP = "saved_filters"
COLUMNS = [field.attname for field in SavedFilter._meta.concrete_fields]
MINE = f"SELECT {', '.join(COLUMNS)} FROM tasks_savedfilter WHERE user_id = %s AND place = %s ORDER BY position, id"  # noqa: S608
ADDRESSES = {SavedFilter.Place.TASKS: "/can-bo/viec/", SavedFilter.Place.DOSSIERS: "/can-bo/ho-so/"}
# What a filter is made of; the place in a list (sau) and whatever else stands in an address are not part of it.
PARTS = {
    SavedFilter.Place.TASKS: ("xem", "q", "loai", "han", "tt"),
    SavedFilter.Place.DOSSIERS: ("q", "nhom", "tt", "pham-vi", "so"),
}


@stamps.cached(STAMP)
def filters_of(user_id: int, place: str) -> tuple[SavedFilter, ...]:
    """Bộ lọc của tôi ở một danh sách, in my order. Asked for by every list, changed a few times a year: kept until then."""
    with prepared.cursor() as cursor:
        cursor.execute(MINE, [user_id, str(place)])
        return tuple(SavedFilter.from_db("default", COLUMNS, row) for row in cursor.fetchall())


def query_of(place: str, address: str) -> str:
    """The part of an address that is a filter of this list, in one spelling."""
    known = PARTS[SavedFilter.Place(place)]
    return urlencode([(name, value) for name, value in parse_qsl(address) if name in known and value])


@transaction.atomic
def save(*, user_id: int, place: str, name: str, address: str, opens: bool) -> SavedFilter:
    """Lưu bộ lọc; the same name again changes it. Raises Invalid `saved_filters_full`, or without a name."""
    if place not in SavedFilter.Place.values:
        raise NotFound()
    called = clean_line(name, field="name", limit=60)
    if not called:
        message = _("Hãy đặt tên cho bộ lọc.")
        raise Invalid(message, errors=[{"field": "name", "message": message}])
    query = query_of(place, address)
    if len(query) > 1000:
        raise Invalid(_("Bộ lọc này dài quá, không lưu được."), code="filter_too_long")
    mine = list(SavedFilter.objects.select_for_update().filter(user_id=user_id, place=place))
    if len(mine) >= MOST and called not in {one.name for one in mine}:
        raise Invalid(_("Đã có %(most)d bộ lọc. Hãy bỏ bớt rồi lưu.") % {"most": MOST}, code="saved_filters_full")
    if opens:
        SavedFilter.objects.filter(user_id=user_id, place=place).update(opens=False)
    last = max((one.position for one in mine), default=0)
    found, _made = SavedFilter.objects.update_or_create(
        user_id=user_id,
        place=place,
        name=called,
        defaults={"query": query, "opens": opens},
        create_defaults={"query": query, "opens": opens, "position": last + 1},
    )
    stamps.bump(STAMP)
    return found


@transaction.atomic
def change(*, user_id: int, filter_id: int, act: str) -> SavedFilter:
    """Sửa một bộ lọc: `up` in the order, `open` by itself (or no longer), `remove`. NotFound for anybody else's."""
    one = SavedFilter.objects.select_for_update().filter(pk=filter_id, user_id=user_id).first()
    if one is None:
        raise NotFound()
    if act == "remove":
        SavedFilter.objects.filter(pk=one.pk).delete()
    elif act == "open":
        SavedFilter.objects.filter(user_id=user_id, place=one.place).exclude(pk=one.pk).update(opens=False)
        SavedFilter.objects.filter(pk=one.pk).update(opens=not one.opens)
    elif act == "up":
        order = list(SavedFilter.objects.filter(user_id=user_id, place=one.place).order_by("position", "id"))
        place = next(n for n, other in enumerate(order) if other.pk == one.pk)
        order.insert(max(place - 1, 0), order.pop(place))
        for position, other in enumerate(order, 1):
            other.position = position
        SavedFilter.objects.bulk_update(order, ["position"])
    else:
        raise NotFound()
    stamps.bump(STAMP)
    return one
