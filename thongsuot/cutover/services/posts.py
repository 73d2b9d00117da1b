"""Chức vụ và người trong kế hoạch: who holds what in a new unit from the effective day, or leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.common.text import clean_line
from thongsuot.cutover.models import PlanPost, Side
from thongsuot.cutover.services.editing import editing
from thongsuot.cutover.services.units import unit_in, wrong
from thongsuot.org.models import OrganKind


@dataclass(frozen=True, slots=True)
class PostFacts:
    """Một chức vụ như người lập ghi; `new_id` None = leaves, no name and no account = waits for a person."""

    new_id: int | None
    role: str = ""
    organ_kind: str = ""
    title: str = ""
    username: str = ""
    full_name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    old_id: int | None = None
    signs: bool = False
    wants_mailbox: bool = False
    wants_certificate: bool = False


def put_post(*, code: str, facts: PostFacts, pk: int | None = None, by: Principal | None, at: datetime) -> PlanPost:
    """Ghi hoặc sửa một chức vụ; an account named by its user name is the person, else an account will be made."""
    with editing(code=code, verb="plan_post_set", by=by, at=at) as edit:
        new = unit_in(edit.plan, facts.new_id, Side.NEW) if facts.new_id is not None else None
        old = unit_in(edit.plan, facts.old_id, Side.OLD) if facts.old_id is not None else None
        values = checked(facts) | {"new_id": new.pk if new else None, "old_id": old.pk if old else None}
        where = new.full_name if new else _("thôi việc")
        edit.words = _("Chức vụ ở %(unit)s: %(title)s") % {
            "unit": where,
            "title": values["title"] or values["full_name"],
        }
        if pk is None:
            post = PlanPost(plan=edit.plan, **values)
            edit.create([post])
            return post
        found = PlanPost.objects.filter(plan=edit.plan, pk=pk).first()
        if found is None:
            raise NotFound()
        edit.change(found, **values)
        return found


def remove_post(*, code: str, pk: int, by: Principal | None, at: datetime) -> None:
    """Bỏ một chức vụ khỏi kế hoạch."""
    with editing(code=code, verb="plan_post_removed", by=by, at=at) as edit:
        post = PlanPost.objects.filter(plan=edit.plan, pk=pk).first()
        if post is None:
            raise NotFound()
        edit.words = _("Bỏ chức vụ %(title)s") % {"title": post.title or post.get_role_display()}
        edit.delete([post])


def checked(facts: PostFacts) -> dict[str, Any]:
    """The columns of a post; Invalid names the box that is wrong."""
    if facts.new_id is not None and facts.role not in Role.values:
        raise wrong("role", _("Hãy chọn vai trò."))
    if facts.organ_kind and facts.organ_kind not in OrganKind.values:
        raise wrong("organ_kind", _("Không có bộ phận này."))
    email = clean_line(facts.email, field="email", limit=254)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise wrong("email", _("Thư điện tử chưa đúng, ví dụ an.nguyen@hatinh.gov.vn.")) from None
    username = clean_line(facts.username, field="username", limit=80).lower()
    user = User.objects.filter(username=username, kind=User.Kind.OFFICIAL).first() if username else None
    full_name = clean_line(facts.full_name, field="full_name", limit=120) or (user.full_name if user else "")
    if username and user is None and not full_name:
        raise wrong("username", _("Không có tài khoản này. Ghi họ tên nếu là người sẽ được mở tài khoản mới."))
    if facts.new_id is None and not full_name:
        raise wrong("full_name", _("Người thôi việc phải có tên hoặc tài khoản."))
    return {
        "user_id": user.pk if user else None,
        "username": username,
        "full_name": full_name,
        "birth_date": facts.birth_date,
        "email": email,
        "phone": clean_line(facts.phone, field="phone", limit=20),
        "organ_kind": facts.organ_kind,
        "role": facts.role if facts.new_id is not None else "",
        "title": clean_line(facts.title, field="title", limit=120),
        "signs": facts.signs,
        "wants_mailbox": facts.wants_mailbox,
        "wants_certificate": facts.wants_certificate,
    }
