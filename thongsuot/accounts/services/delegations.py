"""Ủy quyền có thời hạn: a leader hands the role of one of his posts to a colleague of the unit, and takes it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import Delegation, Post, Role, User
from thongsuot.accounts.permissions import administers_unit
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line

DELEGABLE = frozenset({Role.UNIT_LEADER, Role.CHAIR})


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """Ủy quyền sắp giao: [since, until), the paper's number, its mode (TL., TUQ.) and scope in words."""

    post_id: int
    to: str
    since: datetime
    until: datetime
    number: str
    mode: str = Delegation.Mode.AUTHORISED
    note: str = ""


@transaction.atomic
def delegate(*, by: Principal, wanted: NewDelegation, at: datetime) -> Delegation:
    """Ủy quyền một chức vụ của mình (NĐ 30/2020 Điều 13: in writing, for a time, never handed on).

    Only the holder of the post himself; to an official who holds a post in the same unit. Raises Invalid by field.
    """
    post = _own_post(by, wanted.post_id, at)
    person = _colleague(post, by, wanted.to, at)
    _check_time(wanted, at)
    number = clean_line(wanted.number, field="number", limit=60)
    if not number:
        raise _field_error("number", _("Hãy ghi số của văn bản ủy quyền."))
    if wanted.mode not in Delegation.Mode.values:
        raise _field_error("mode", _("Hình thức là TL. hoặc TUQ."))
    try:
        with transaction.atomic():
            made = Delegation.objects.create(
                post=post,
                giver_id=post.user_id,
                delegate=person,
                valid=DateTimeTZRange(wanted.since, wanted.until),
                mode=wanted.mode,
                number=number,
                note=clean_line(wanted.note, field="note", limit=300),
                created_at=at,
                created_by_id=by.user_id,
            )
    except IntegrityError:
        message = _("Chức vụ này đã được ủy quyền trong khoảng thời gian đó. Hãy thu hồi ủy quyền trước.")
        raise _field_error("since", message) from None
    for user, verb in ((post.user, "delegation_given"), (person, "delegation_taken")):
        record(user, verb, at, by=by, unit_id=post.unit_id, data=_facts(made))
    return made


@transaction.atomic
def revoke(*, by: Principal, delegation_id: int, at: datetime) -> Delegation:
    """Thu hồi ủy quyền: the giver, or whoever administers the unit; the right is gone at the delegate's next request."""
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post", "giver", "delegate")
        .filter(pk=delegation_id)
        .first()
    )
    if found is None or not (found.giver_id == by.user_id or administers_unit(by, found.post.unit_id, at)):
        raise NotFound(_("Không có ủy quyền này trong phạm vi của bạn."))
    if found.revoked_at is not None or found.valid.upper <= at:
        raise MoveNotAllowed(_("Ủy quyền này đã kết thúc trước đó."))
    found.revoked_at, found.revoked_by_id = at, by.user_id
    found.save(update_fields=["revoked_at", "revoked_by"])
    for user in (found.giver, found.delegate):
        record(user, "delegation_revoked", at, by=by, unit_id=found.post.unit_id, data=_facts(found))
    return found


def _own_post(by: Principal, post_id: int, at: datetime) -> Post:
    post = Post.objects.select_related("user").filter(pk=post_id, user_id=by.user_id, valid__contains=at).first()
    if post is None:
        raise Forbidden(_("Chỉ ủy quyền được chức vụ chính mình đang giữ; việc nhận ủy quyền không ủy quyền lại được."))
    if post.role not in DELEGABLE:
        raise Forbidden(_("Chỉ chủ tịch và lãnh đạo bộ phận ủy quyền được chức vụ của mình."))
    return post


def _colleague(post: Post, by: Principal, username: str, at: datetime) -> User:
    person = (
        User.objects.filter(
            username=username.strip().lower(),
            kind=User.Kind.OFFICIAL,
            is_active=True,
            posts__unit_id=post.unit_id,
            posts__valid__contains=at,
        )
        .distinct()
        .first()
    )
    if person is None or person.pk == by.user_id:
        raise _field_error("to", _("Người nhận ủy quyền phải là một cán bộ khác đang giữ chức vụ ở đơn vị này."))
    return person


def _check_time(wanted: NewDelegation, at: datetime) -> None:
    if wanted.until <= wanted.since:
        raise _field_error("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
    if wanted.until <= at:
        raise _field_error("until", _("Thời gian ủy quyền đã qua. Không ủy quyền lùi ngày."))


def _facts(made: Delegation) -> dict[str, object]:
    return {
        "delegation": made.pk,
        "post": made.post_id,
        "role": made.post.role,
        "giver": made.giver_id,
        "delegate": made.delegate_id,
        "since": made.valid.lower.isoformat(),
        "until": made.valid.upper.isoformat(),
        "number": made.number,
        "mode": made.mode,
    }


def _field_error(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
