"""Trụ sở và chức vụ từ một nguồn: a source that speaks of them says all of the units it names; others stay as they are."""

from typing import Any

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role, User
from thongsuot.cutover.content import Content, PostRow, SeatRow
from thongsuot.cutover.models import Plan, PlanPost, Seat, Side
from thongsuot.cutover.services.diffs import ADD, CHANGE, REMOVE, Diff, Units
from thongsuot.cutover.services.editing import Edit


def compare(plan: Plan, content: Content, diff: Diff) -> None:
    """Told without writing."""
    new_seats, old_seats = _seats(plan, content)
    for row in new_seats:
        diff.add(ADD, "seat", f"{row.new}: {row.organs}")
    for seat in old_seats:
        diff.add(REMOVE, "seat", f"{seat.new.full_name}: {seat.organs}")
    wanted, present = _posts(plan, content)
    users = _users(content)
    for key, row in wanted.items():
        post = present.get(key)
        if post is None:
            diff.add(ADD, "post", _post_words(row))
        elif _differs(post, row, users):
            diff.add(CHANGE, "post", _post_words(row))
        else:
            diff.same += 1
    for key, post in present.items():
        if key not in wanted:
            diff.add(REMOVE, "post", post.title or post.full_name)


def write(edit: Edit, content: Content, units: Units) -> None:
    """The same, written; units stand in the plan by now."""
    new_seats, old_seats = _seats(edit.plan, content)
    edit.delete(old_seats)
    edit.create(
        [
            Seat(
                plan=edit.plan,
                new=units[Side.NEW, row.new],
                old=units.get((Side.OLD, row.old)),
                organs=row.organs,
                address=row.address,
                is_main=row.is_main,
            )
            for row in new_seats
        ]
    )
    wanted, present = _posts(edit.plan, content)
    users = _users(content)
    edit.delete(post for key, post in present.items() if key not in wanted)
    made = []
    for key, row in wanted.items():
        values = _values(row, users) | {
            "new_id": units[Side.NEW, row.new].pk if row.new else None,
            "old_id": units[Side.OLD, row.old].pk if row.old else None,
        }
        post = present.get(key)
        if post is None:
            made.append(PlanPost(plan=edit.plan, **values))
        else:
            edit.change(post, **values)
    edit.create(made)


def _seats(plan: Plan, content: Content) -> tuple[list[SeatRow], list[Seat]]:
    """Rows to make and seats to take away."""
    if content.seats is None:
        return [], []
    named = {row.new for row in content.seats}
    wanted, gone = set(content.seats), []
    for seat in Seat.objects.filter(plan=plan, new__code__in=named).select_related("new", "old"):
        row = SeatRow(seat.new.code, seat.organs, seat.old.code if seat.old else "", seat.address, seat.is_main)
        if row in wanted:
            wanted.remove(row)
        else:
            gone.append(seat)
    return [row for row in dict.fromkeys(content.seats) if row in wanted], gone


def _posts(plan: Plan, content: Content) -> tuple[dict[Any, PostRow], dict[Any, PlanPost]]:
    """What the source wants and what stands there of the units it names, by the key that knows a post again."""
    if content.posts is None:
        return {}, {}
    wanted = _numbered([(row.key, row) for row in content.posts])
    named = {row.new for row in content.posts}
    rows = PlanPost.objects.filter(plan=plan).select_related("new", "old").order_by("pk")
    there = [post for post in rows if (post.new.code if post.new else "") in named]
    return wanted, _numbered([(_row_of(post).key, post) for post in there])


def _numbered(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Two vacant posts of one title are two posts."""
    found: dict[Any, Any] = {}
    for key, value in pairs:
        number = 0
        while (*key, number) in found:
            number += 1
        found[*key, number] = value
    return found


def _row_of(post: PlanPost) -> PostRow:
    return PostRow(
        new=post.new.code if post.new else "",
        organ_kind=post.organ_kind,
        role=post.role,
        title=post.title,
        username=post.username,
        full_name=post.full_name,
        birth_date=post.birth_date,
        email=post.email,
        phone=post.phone,
        old=post.old.code if post.old else "",
        signs=post.signs,
        wants_mailbox=post.wants_mailbox,
        wants_certificate=post.wants_certificate,
    )


def _users(content: Content) -> dict[str, User]:
    names = [row.username for row in content.posts or () if row.username]
    if not names:
        return {}
    return {user.username: user for user in User.objects.filter(username__in=names, kind=User.Kind.OFFICIAL)}


def _values(row: PostRow, users: dict[str, User]) -> dict[str, Any]:
    user = users.get(row.username)
    return {
        "user_id": user.pk if user else None,
        "username": row.username,
        "full_name": row.full_name or (user.full_name if user else ""),
        "birth_date": row.birth_date,
        "email": row.email,
        "phone": row.phone,
        "organ_kind": row.organ_kind,
        "role": row.role,
        "title": row.title,
        "signs": row.signs,
        "wants_mailbox": row.wants_mailbox,
        "wants_certificate": row.wants_certificate,
    }


def _differs(post: PlanPost, row: PostRow, users: dict[str, User]) -> bool:
    there = post.old.code if post.old else ""
    return there != row.old or any(getattr(post, name) != value for name, value in _values(row, users).items())


def _post_words(row: PostRow) -> str:
    role = row.title or (str(Role(row.role).label) if row.role else _("thôi việc"))
    return f"{role}: {row.full_name or row.username or _('chưa có người')} ({row.new or '–'})"
