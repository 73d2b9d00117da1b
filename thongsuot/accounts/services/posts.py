"""Chức vụ theo thời gian: given and ended by decision; a right lives exactly as long as its post."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts import permissions
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import Post, Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.text import clean_line
from thongsuot.org.selectors import in_force, subtree_ids


@dataclass(frozen=True, slots=True)
class NewPost:
    """Chức vụ sắp giao: [since, until); `until` None = until ended."""

    unit_id: int
    role: str
    title: str
    since: datetime
    until: datetime | None = None
    organ_id: int | None = None
    decision: str = ""


@transaction.atomic
def give_post(*, by: Principal, user: User, post: NewPost, at: datetime) -> Post:
    """Giao chức vụ theo quyết định. Refused for oneself, for units and roles outside one's administration."""
    permissions.require_may_give(by, user, post.unit_id, post.role, at)
    _check(post)
    try:
        with transaction.atomic():
            made = Post.objects.create(
                user=user,
                unit_id=post.unit_id,
                organ_id=post.organ_id,
                role=post.role,
                title=clean_line(post.title, field="title", limit=120) or str(Role(post.role).label).capitalize(),
                valid=DateTimeTZRange(post.since, post.until),
                decision=clean_line(post.decision, field="decision", limit=120),
            )
    except IntegrityError:
        raise _field_error("role", _("Người này đã giữ chức vụ đó trong khoảng thời gian này.")) from None
    record(user, "post_given", at, by=by, unit_id=post.unit_id, data=_facts(made))
    return made


@transaction.atomic
def end_post(*, by: Principal, post_id: int, ends_at: datetime, decision: str, at: datetime) -> Post:
    """Thôi giữ chức vụ từ `ends_at`: rights end that minute, in open browsers too; tasks stay with the unit."""
    found = Post.objects.select_for_update(of=("self",)).select_related("user").filter(pk=post_id).first()
    post = permissions.require_may_end(by, found, at)
    if post.valid.upper is not None and post.valid.upper <= at:
        raise MoveNotAllowed(_("Chức vụ này đã kết thúc trước đó."))
    if ends_at <= post.valid.lower:
        raise _field_error("ends_on", _("Ngày thôi giữ chức vụ phải sau ngày bắt đầu."))
    if post.valid.upper is not None and ends_at > post.valid.upper:
        raise _field_error(
            "ends_on", _("Chức vụ này kết thúc trước ngày đó. Muốn giữ lâu hơn thì giao thêm một thời hạn mới.")
        )
    post.valid = DateTimeTZRange(post.valid.lower, ends_at)
    post.save(update_fields=["valid"])
    data = _facts(post) | {"ending_decision": clean_line(decision, field="decision", limit=120)}
    record(post.user, "post_ended", at, by=by, unit_id=post.unit_id, data=data)
    return post


@transaction.atomic
def withdraw_post(*, by: Principal, post_id: int, at: datetime) -> None:
    """Rút một chức vụ chưa bắt đầu, as if it had not been given; the journal keeps both."""
    found = Post.objects.select_for_update(of=("self",)).select_related("user").filter(pk=post_id).first()
    post = permissions.require_may_end(by, found, at)
    if post.valid.lower <= at:
        raise MoveNotAllowed(_("Chức vụ này đã bắt đầu: chỉ thôi giữ được, không rút được."))
    if post.delegations.exists():
        raise MoveNotAllowed(_("Chức vụ này đã được ủy quyền. Hãy thu hồi ủy quyền trước."))
    record(post.user, "post_withdrawn", at, by=by, unit_id=post.unit_id, data=_facts(post))
    post.delete()


@transaction.atomic
def move_end(*, by: Principal, post_id: int, ends_at: datetime | None, at: datetime) -> Post:
    """Đổi ngày kết thúc còn ở phía trước của một chức vụ; None = until ended."""
    found = Post.objects.select_for_update(of=("self",)).select_related("user").filter(pk=post_id).first()
    post = permissions.require_may_end(by, found, at)
    if post.user_id == by.user_id:
        raise Forbidden(_("Không ai tự kéo dài chức vụ của mình."))
    if post.valid.upper is not None and post.valid.upper <= at:
        raise MoveNotAllowed(_("Chức vụ này đã kết thúc trước đó."))
    post.valid = DateTimeTZRange(post.valid.lower, ends_at)
    post.save(update_fields=["valid"])
    record(post.user, "post_end_moved", at, by=by, unit_id=post.unit_id, data=_facts(post))
    return post


def _check(post: NewPost) -> None:
    day = timezone.localtime(post.since).date()
    if post.role not in Role.values:
        raise _field_error("role", _("Không có vai trò này."))
    if post.until is not None and post.until <= post.since:
        raise _field_error("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
    if not in_force(post.unit_id, day):
        raise _field_error("unit", _("Đơn vị không có hiệu lực vào ngày bắt đầu giữ chức vụ."))
    if post.organ_id is not None and post.organ_id not in subtree_ids(post.unit_id, day):
        raise _field_error("organ", _("Bộ phận này không thuộc đơn vị đã chọn."))


def _facts(post: Post) -> dict[str, object]:
    return {
        "post": post.pk,
        "role": post.role,
        "organ": post.organ_id,
        "title": post.title,
        "since": post.valid.lower.isoformat(),
        "until": post.valid.upper.isoformat() if post.valid.upper else None,
        "decision": post.decision,
    }


def _field_error(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
