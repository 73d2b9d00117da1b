"""Kiểm tra nhân sự: people without a post, posts without a person, units nobody can run."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post, Role, User
from thongsuot.common.clock import TIMEZONE
from thongsuot.cutover.checks.facts import Facts
from thongsuot.cutover.checks.findings import Finding, Severity, Thing
from thongsuot.cutover.models import PlanPost, PlanUnit

WARN, NOTE = Severity.WARN, Severity.NOTE


def people(facts: Facts) -> Iterator[Finding]:
    """Ai đang có chức vụ ở đơn vị cũ mà kế hoạch chưa nói đi hay ở; chức vụ còn trống người."""
    if facts.is_change:
        return
    place = reverse("cutover:plan_people", args=[facts.plan.code])
    known = {post.user_id for post in facts.posts if post.user_id}
    left = [(user, unit) for user, unit in _holders(facts) if user not in known]
    if left:
        by_unit: dict[int, int] = defaultdict(int)
        for _user, unit_id in left:
            by_unit[unit_id] += 1
        of_unit = {old.unit_id: old for old in facts.olds.values()}
        things = [
            Thing(
                _("%(unit)s: %(count)d người") % {"unit": of_unit[unit_id].full_name, "count": count},
                f"{place}?cu={of_unit[unit_id].pk}",
            )
            for unit_id, count in sorted(by_unit.items())
        ]
        advice = _("Từ lúc hiệu lực họ không còn quyền ở đơn vị cũ. Giao chức vụ ở đơn vị mới, hoặc ghi là thôi việc.")
        yield Finding("people_without_post", WARN, _("Người của đơn vị cũ chưa có chức vụ mới"), advice, things, 45)
    empty = [post for post in facts.posts if post.new_id and not post.user_id and not post.full_name]
    if empty:
        things = [
            Thing(f"{post.title or post.get_role_display()}, {facts.news[post.new_id].full_name}", place)
            for post in empty
            if post.new_id in facts.news
        ]
        yield Finding(
            "post_without_person",
            WARN,
            _("Chức vụ chưa có người"),
            _("Ghi người giữ chức vụ, hoặc bỏ chức vụ."),
            things,
            46,
        )


def _holders(facts: Facts) -> list[tuple[int, int]]:
    """Who holds a post in an old unit at the end of its last day; one statement."""
    units = [old.unit_id for old in facts.olds.values() if old.unit_id]
    end = datetime.combine(facts.plan.effective_on, time(0), TIMEZONE)
    rows = Post.objects.filter(unit_id__in=units, user__is_active=True, user__kind=User.Kind.OFFICIAL)
    lasting = rows.filter(Q(valid__endswith=None) | Q(valid__endswith__gte=end), valid__startswith__lt=end)
    return list(lasting.values_list("user_id", "unit_id").distinct())


def staffed(facts: Facts) -> Iterator[Finding]:
    """Đơn vị mới không có chủ tịch, không có người trực một cửa, không có người ký."""
    if facts.is_change:
        return
    of_unit: dict[int, list[PlanPost]] = defaultdict(list)
    for post in facts.posts:
        if post.new_id and (post.user_id or post.full_name):
            of_unit[post.new_id].append(post)
    news = facts.communes(facts.news.values())
    lacks: dict[str, list[PlanUnit]] = {
        "no_chair": [new for new in news if not any(post.role == Role.CHAIR for post in of_unit[new.pk])],
        "no_clerk": [new for new in news if not any(post.role == Role.COUNTER_CLERK for post in of_unit[new.pk])],
        "no_signer": [
            new for new in news if not any(post.signs or post.role == Role.CHAIR for post in of_unit[new.pk])
        ],
    }
    titles = {
        "no_chair": _("Đơn vị mới chưa có chủ tịch"),
        "no_clerk": _("Đơn vị mới chưa có cán bộ một cửa"),
        "no_signer": _("Đơn vị mới chưa có người được ký"),
    }
    for order, (code, units) in enumerate(lacks.items()):
        if units:
            advice = _("Ghi nhân sự ở trang đơn vị hoặc nạp từ Excel.")
            yield Finding(code, WARN, titles[code], advice, facts.things(units), 47 + order)
