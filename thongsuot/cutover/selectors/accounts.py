"""Tài khoản của kế hoạch: what will be done to whom and what stands against it, before anything is done; how far it is.

A post of the plan becomes an account made, moved or closed. Nothing is guessed: a person two communes claim, a post
without a person, a unit not decided yet stay as they are and say why.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post, Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare
from thongsuot.cutover.models import (
    AccountChange,
    AccountRow,
    AccountRun,
    Plan,
    PlanPost,
    PlanState,
    PlanUnit,
    Side,
)
from thongsuot.cutover.selectors.collect import disputed_posts
from thongsuot.cutover.selectors.plans import communes
from thongsuot.org.selectors import organ_id_of

# Roles of a province are given one by one by its administrators, never out of a table.
NOT_IN_BULK = frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR, Role.INTEGRATION, Role.PROCEDURE_CONTROLLER})
UNDOABLE = (PlanState.DRAFT, PlanState.DECIDED)
NAMES_TRIED = 12


def instant_of(plan: Plan) -> datetime:
    """Thời điểm có hiệu lực: 00:00 in Việt Nam of the day."""
    return timezone.make_aware(datetime.combine(plan.effective_on, time.min))


@dataclass(slots=True)
class Intended:
    """Điều sẽ làm cho một người ở một chức vụ của kế hoạch; `problems` non-empty: nothing will be done."""

    post: PlanPost
    act: str
    username: str = ""
    ends: Sequence[Post] = field(default=())
    problems: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Đã làm rồi."""
        return self.post.written_at is not None

    @property
    def ready(self) -> bool:
        """Whether the next run does it."""
        return not self.done and not self.problems

    @property
    def act_words(self) -> str:
        """Việc sẽ làm."""
        return str(AccountChange.Act(self.act).label)


def intended(
    plan: Plan, by: Principal, *, only: Collection[int] | None = None, disputed: Collection[int] | None = None
) -> list[Intended]:
    """Mọi điều sẽ làm, by unit and person, in the order in which it is done; seven statements at most, whatever the size.

    `only`: these posts of the plan; `disputed`: as found before, so that a run does not ask again for each person.
    """
    rows = PlanPost.objects.filter(plan=plan).exclude(full_name="", user=None)
    rows = rows if only is None else rows.filter(pk__in=only)
    posts = list(rows.select_related("user", "new", "old", "account_change", "claim").order_by("id"))
    waiting = set(disputed_posts(plan) if disputed is None else disputed)
    current = _current_posts(plan, posts)
    found = [Intended(post, _act(post), ends=_ending(post, current)) for post in posts]
    _name(found)
    leaving = {p.user_id for p in posts if p.new_id is None and p.user_id}
    elsewhere = _who_stays_elsewhere(plan, leaving)
    for one in found:
        if not one.done:
            one.problems += _problems(plan, one, by, waiting, leaving)
            if one.act == AccountChange.Act.CLOSE and one.post.user_id in elsewhere:
                one.problems.append(_("Còn giữ chức vụ ở nơi khác: thôi từng chức vụ ở trang tài khoản."))
    return found


def _act(post: PlanPost) -> str:
    if post.new_id is None:
        return AccountChange.Act.CLOSE
    change = getattr(post, "account_change", None)
    if change is not None:  # made by us and taken back: the same account is opened again
        return change.act
    return AccountChange.Act.CREATE if post.user_id is None else AccountChange.Act.MOVE


def _current_posts(plan: Plan, posts: Sequence[PlanPost]) -> Mapping[int, list[Post]]:
    """Posts that go on beyond the instant, of everybody concerned, in old units of the plan."""
    instant = instant_of(plan)
    olds = PlanUnit.objects.filter(plan=plan, side=Side.OLD).values("unit_id")
    users = {post.user_id for post in posts if post.user_id}
    rows = Post.objects.filter(
        Q(valid__upper_inf=True) | Q(valid__endswith__gt=instant),
        user_id__in=users,
        unit_id__in=olds,
        valid__startswith__lt=instant,
    )
    found: dict[int, list[Post]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.user_id, []).append(row)
    return found


def _who_stays_elsewhere(plan: Plan, users: Collection[int]) -> set[int]:
    """Who holds a post beyond the instant outside the old units of the plan."""
    instant = instant_of(plan)
    olds = PlanUnit.objects.filter(plan=plan, side=Side.OLD).values("unit_id")
    lasting = Post.objects.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=instant), user_id__in=users)
    return set(lasting.exclude(unit_id__in=olds).values_list("user_id", flat=True))


def _ending(post: PlanPost, current: Mapping[int, list[Post]]) -> list[Post]:
    """Which of them end: all, but for one that is the very post the plan gives him."""
    own = current.get(post.user_id or 0, [])
    new = post.new.unit_id if post.new else None
    return [one for one in own if not (new and one.unit_id == new and one.role == post.role)]


def _problems(
    plan: Plan, one: Intended, by: Principal, waiting: Collection[int], leaving: Collection[int]
) -> list[str]:
    post, found = one.post, []
    if post.pk in waiting:
        found.append(_("Hai xã cùng khai người này: hãy chọn ở trang “Người hai xã cùng khai”."))
    if post.user_id == by.user_id:
        found.append(_("Không ai tự giao hay tự thôi chức vụ của mình: hãy nhờ quản trị tỉnh khác."))
    if post.user is not None and not post.user.is_active and getattr(post, "account_change", None) is None:
        found.append(_("Tài khoản này đang khoá: hãy mở lại hoặc bỏ khỏi kế hoạch."))
    if post.new is None:
        if post.user_id is None:
            found.append(_("Người thôi việc này không có tài khoản nào để khép."))
        return found
    if post.user_id in leaving:
        found.append(_("Người này vừa thôi việc vừa nhận chức vụ mới trong kế hoạch."))
    if post.role in NOT_IN_BULK:
        found.append(_("Vai trò này chỉ giao từng người ở trang tài khoản."))
    if post.new.unit_id is None:
        found.append(_("%(unit)s chưa có trong hệ thống: hãy quyết kế hoạch trước.") % {"unit": post.new.full_name})
    elif post.organ_kind and organ_id_of(post.new.unit_id, post.organ_kind, plan.effective_on) is None:
        words = _("%(unit)s không có bộ phận “%(organ)s” từ ngày hiệu lực.")
        found.append(words % {"unit": post.new.full_name, "organ": post.get_organ_kind_display()})
    return found


# --- names -----------------------------------------------------------------------------------------------------------------
def _name(found: Sequence[Intended]) -> None:
    """Propose names for accounts to be made: no two alike, none that exists; the same person keeps one."""
    to_make = [one for one in found if one.act == AccountChange.Act.CREATE and one.post.user is None]
    candidates = {one.post.pk: _candidates(one.post) for one in to_make}
    every = {name for names in candidates.values() for name in names}
    taken = set(User.objects.filter(username__in=every).values_list("username", flat=True))
    named: dict[object, str] = {}
    for one in to_make:
        person = person_of(one.post)
        if person not in named:
            named[person] = next((name for name in candidates[one.post.pk] if name not in taken), "")
            taken.add(named[person])
        one.username = named[person]
        if not one.username:
            one.problems.append(_("Không còn tên đăng nhập nào để đề nghị: hãy ghi một tên ở nhân sự."))
    for one in found:
        if one.post.user is not None:
            one.username = one.post.user.username


def person_of(post: PlanPost) -> object:
    """Who it is, when there is no account yet: by the key of the claim, else by name and birth date, else by itself."""
    claim = getattr(post, "claim", None)
    if claim is not None:
        return bytes(claim.key)
    return (bare(post.full_name), post.birth_date) if post.birth_date else post.pk


def _candidates(post: PlanPost) -> list[str]:
    base = username_for(post.full_name, post.new.name if post.new else "")
    numbered = [base, *(f"{base}{number}" for number in range(2, NAMES_TRIED))]
    return [post.username, *numbered] if post.username else numbered


def username_for(full_name: str, unit_name: str) -> str:
    """Tên đăng nhập đề nghị: Trần Thị An ở Mai Phụ → maiphu.antt."""
    words = re.sub(r"[^a-z ]", "", bare(full_name)).split() or ["canbo"]
    unit = re.sub(r"[^a-z0-9]", "", bare(unit_name)) or "xa"
    return f"{unit[:40]}.{words[-1][:20]}{''.join(word[0] for word in words[:-1])[:10]}"


# --- how far ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class UnitAccounts:
    """Tài khoản của một xã mới: people, accounts ready, activated, letters printed."""

    id: int
    name: str
    people: int
    ready: int
    activated: int
    letters: int

    @property
    def complete(self) -> bool:
        """Every account stands."""
        return self.people > 0 and self.ready == self.people


def progress(plan: Plan) -> list[UnitAccounts]:
    """Tiến độ từng xã mới, those with most to do first; one statement. Leavers and vacant posts are not counted."""
    is_person = ~Q(posts__full_name="") | Q(posts__user__isnull=False)
    ready = Q(posts__written_at__isnull=False)
    has_password = ready & ~Q(posts__user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    rows = (
        communes(plan, Side.NEW)
        .annotate(
            people=Count("posts", filter=is_person, distinct=True),
            ready=Count("posts", filter=ready, distinct=True),
            activated=Count("posts", filter=has_password, distinct=True),
            letters=Count("posts__letter", distinct=True),
        )
        .order_by("full_name")
    )
    found = [UnitAccounts(r.pk, r.full_name, r.people, r.ready, r.activated, r.letters) for r in rows]
    return sorted(found, key=lambda unit: (unit.complete, unit.ready - unit.people, unit.name))


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Một lần làm: how many of how many, and what was refused."""

    run: AccountRun
    rows: Sequence[AccountRow]

    @property
    def tried(self) -> int:
        """Đã thử."""
        return sum(row.state != AccountRow.State.WAITING for row in self.rows)

    @property
    def done(self) -> int:
        """Đã xong."""
        return sum(row.state == AccountRow.State.DONE for row in self.rows)

    @property
    def refused(self) -> list[AccountRow]:
        """Chưa được."""
        return [row for row in self.rows if row.state == AccountRow.State.REFUSED]

    @property
    def over(self) -> bool:
        """Whether nothing waits any more."""
        return self.run.finished_at is not None


def run_progress(run: AccountRun) -> RunProgress:
    """The run with its rows; one statement."""
    return RunProgress(run, list(run.rows.select_related("post", "post__new").order_by("id")))


def counts(found: Iterable[Intended]) -> dict[str, int]:
    """Bao nhiêu tạo, chuyển, khép; bao nhiêu vướng; bao nhiêu đã làm."""
    total = {"create": 0, "move": 0, "close": 0, "problem": 0, "done": 0}
    for one in found:
        total["done" if one.done else "problem" if one.problems else str(one.act)] += 1
    return total
