"""In thư trao tài khoản của một xã: whoever has no password yet gets a new link, and every print is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.accounts.services import activation
from thongsuot.common import journal
from thongsuot.common.errors import MoveNotAllowed, Refused
from thongsuot.cutover.models import AccountLetter, Plan, PlanPost, PlanUnit
from thongsuot.cutover.papers.letters import Letter, letters_pdf
from thongsuot.cutover.selectors.accounts import instant_of
from thongsuot.org.selectors import unit_info


@dataclass(frozen=True, slots=True)
class Printed:
    """Tệp PDF và những ai không in được, in words."""

    pdf: bytes
    count: int
    left: Sequence[str] = field(default=())


def print_letters(*, by: Principal, unit: PlanUnit, at: datetime, only: int | None = None) -> Printed:
    """In thư của một xã mới (or of one post, `only`). Printing again makes new links; those before stop working.

    The links are made in one transaction and drawn after it: a paper that could not be drawn is printed again.
    """
    letters, left = _made(by, unit, at, only)
    plan = unit.plan
    province = unit_info(plan.province_id, plan.effective_on).full_name
    pdf = letters_pdf(
        letters,
        province=province,
        plan=plan.title,
        since=instant_of(plan),
        help_from=_("quản trị của đơn vị, hoặc tổ sắp xếp đơn vị của %(province)s") % {"province": province},
        made_at=at,
    )
    return Printed(pdf, len(letters), left)


@transaction.atomic
def _made(by: Principal, unit: PlanUnit, at: datetime, only: int | None) -> tuple[list[Letter], list[str]]:
    posts = PlanPost.objects.select_for_update(of=("self",)).select_related("user").filter(new=unit, user__isnull=False)
    people: dict[int, list[PlanPost]] = {}
    for post in posts.exclude(written_at=None).order_by("id"):
        people.setdefault(post.user_id or 0, []).append(post)
    if only is not None:
        people = {user: own for user, own in people.items() if any(post.pk == only for post in own)}
    letters: list[Letter] = []
    left: list[str] = []
    for own in people.values():
        user = own[0].user
        assert user is not None, "filtered above"
        try:
            letters.append(_letter(by, unit, user, own, at))
        except Refused as refused:
            left.append(f"{user.full_name}: {refused.detail}")
            continue
        for post in own:
            _count(post, by, at)
    if not letters:
        raise MoveNotAllowed(left[0] if left else _("Xã này chưa có tài khoản nào đã tạo hay chuyển để in thư."))
    data = {"plan": unit.plan.code, "unit": unit.full_name, "count": len(letters)}
    journal.append([_entry(unit.plan, by, at, data)])
    return letters, left


def _letter(by: Principal, unit: PlanUnit, user: User, own: Sequence[PlanPost], at: datetime) -> Letter:
    posts = [f"{post.title or Role(post.role).label} ({unit.full_name})" for post in own]
    if user.has_usable_password():
        return Letter(user.full_name, user.username, unit.full_name, posts)
    with transaction.atomic():
        token = activation.issue(by=by, user=user, at=at)
    address = f"{settings.PUBLIC_URL}/kich-hoat/{token}/"
    ends = timezone.localtime(at) + timedelta(days=activation.DAYS)
    return Letter(user.full_name, user.username, unit.full_name, posts, address, ends)


def _count(post: PlanPost, by: Principal, at: datetime) -> None:
    letter, new = AccountLetter.objects.get_or_create(
        post=post, defaults={"printed_by_id": by.user_id, "printed_at": at}
    )
    if not new:
        letter.printed, letter.printed_by_id, letter.printed_at = letter.printed + 1, by.user_id, at
        letter.save(update_fields=["printed", "printed_by", "printed_at"])


def _entry(plan: Plan, by: Principal, at: datetime, data: dict[str, object]) -> journal.Entry:
    return journal.Entry(
        plan.province_id, "cutover_plan", plan.pk, "letters_printed", at, actor_id=by.user_id, data=data
    )
