"""Tạo, chuyển, khép tài khoản hàng loạt; each person in a transaction of his own, with what is needed to undo it.

Posts in the new units begin at the instant, posts in the old ones end at it, leavers' accounts are closed from it: dated,
so that open sessions change with the clock and nobody has to be there. A run killed on its way goes on where it stopped; run again,
it does nothing twice. The rules are those of the room of accounts: nobody gives a post to himself.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts import services as rooms
from thongsuot.accounts.models import Post, Role, User
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.accounts.services import NewPost
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.cutover.models import AccountChange, AccountRow, AccountRun, AccountWish, Plan, PlanPost, PlanState
from thongsuot.cutover.permissions import plans_for
from thongsuot.cutover.selectors.accounts import Intended, instant_of, intended, person_of
from thongsuot.cutover.selectors.claims import disputed_posts
from thongsuot.org.selectors import organ_id_of

CHUNK = 50
Act = AccountChange.Act


@transaction.atomic
def ask(*, by: Principal, plan: Plan, uid: UUID, verb: str, at: datetime) -> tuple[AccountRun, bool]:
    """Đặt một lần làm (apply) hay hoàn tác (undo); the same `uid` again is the same run. Only one run at a time.

    Raises MoveNotAllowed when there is nothing to do, another run is under way, or the instant has passed (undo).
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    known = AccountRun.objects.filter(uid=uid).first()
    if known is not None:
        if known.plan_id != plan.pk:
            raise Forbidden()
        return known, False
    if AccountRun.objects.filter(plan=plan, finished_at=None).exists():
        raise MoveNotAllowed(_("Một lần làm tài khoản đang chạy. Hãy đợi nó xong."))
    if verb == AccountRun.Verb.APPLY and plan.state in (PlanState.DRAFT, PlanState.CANCELLED):
        raise MoveNotAllowed(_("Kế hoạch chưa quyết nên chưa làm tài khoản. Hãy quyết kế hoạch trước."))
    posts = _to_undo(plan, at) if verb == AccountRun.Verb.UNDO else [o.post for o in intended(plan, by) if o.ready]
    if not posts:
        raise MoveNotAllowed(_("Không có gì để làm: mọi người đã xong hoặc còn vướng. Hãy xem cột vướng."))
    run = AccountRun.objects.create(
        plan=plan, uid=uid, verb=verb, asked_by_id=by.user_id, asked_at=at, total=len(posts)
    )
    AccountRow.objects.bulk_create(AccountRow(run=run, post=post) for post in posts)
    _note(plan, f"accounts_{verb}_asked", by, at, count=len(posts))
    return run, True


def _to_undo(plan: Plan, at: datetime) -> list[PlanPost]:
    """What was done, last first."""
    if at >= instant_of(plan):
        raise MoveNotAllowed(_("Đã qua thời điểm hiệu lực: chức vụ mới đã bắt đầu, không hoàn tác được ở đây."))
    changes = AccountChange.objects.filter(post__plan=plan, undone_at=None).select_related("post")
    return [change.post for change in changes.order_by("-done_at", "-id")]


@in_vietnamese()
def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> None:
    """Làm cho hết một lần: row after row, each committed; called again after an interruption it goes on."""
    run = AccountRun.objects.select_related("plan").get(pk=run_id)
    while True:
        rows = list(run.rows.filter(state=AccountRow.State.WAITING).order_by("id")[:CHUNK])
        if not rows:
            break
        disputed = disputed_posts(run.plan)
        for row in rows:
            _one(run, row.pk, disputed, clock())
    with transaction.atomic():
        locked = AccountRun.objects.select_for_update().get(pk=run_id)
        if locked.finished_at is None:
            locked.finished_at = clock()
            locked.save(update_fields=["finished_at"])


def _one(run: AccountRun, row_id: int, disputed: set[int], at: datetime) -> None:
    """One person: the act and its row in one transaction; a refusal is written down beside him and stops nobody else."""
    try:
        with transaction.atomic():
            row = _locked(row_id)
            if row is not None:
                _finish(row, AccountRow.State.DONE, _act(run, row.post_id, disputed, at))
    except Refused as refused:
        with transaction.atomic():
            row = _locked(row_id)
            if row is not None:
                _finish(row, AccountRow.State.REFUSED, _words(refused))


def _locked(row_id: int) -> AccountRow | None:
    """The row while it still waits; None when another worker did it meanwhile."""
    return AccountRow.objects.select_for_update().filter(pk=row_id, state=AccountRow.State.WAITING).first()


def _finish(row: AccountRow, state: str, words: str) -> None:
    row.state, row.words = state, words[:400]
    row.save(update_fields=["state", "words"])


def _words(refused: Refused) -> str:
    """What stands against it, as the row shows it: the field's message when there is one."""
    return str(refused.errors[0]["message"] if refused.errors else refused.detail)


def _act(run: AccountRun, post_id: int, disputed: set[int], at: datetime) -> str:
    by = principal_of(run.asked_by_id, at)
    if by is None or not plans_for(by, run.plan):
        raise Forbidden(_("Người đặt việc này không còn quyền quản trị tỉnh."))
    post = PlanPost.objects.select_for_update(of=("self",)).get(pk=post_id)
    if run.verb == AccountRun.Verb.UNDO:
        return undo(by=by, post=post, at=at)
    [one] = intended(run.plan, by, only=[post_id], disputed=disputed)
    return apply(by=by, one=one, at=at)


@transaction.atomic
def apply(*, by: Principal, one: Intended, at: datetime) -> str:
    """Làm cho một người điều đã xem trước; returns what was done, in words. Done before: nothing changes."""
    post, plan = one.post, one.post.plan
    if one.done:
        return _("Đã xong trước đó.")
    if one.problems:
        raise MoveNotAllowed(" ".join(one.problems))
    instant = instant_of(plan)
    change = AccountChange.objects.select_for_update().filter(post=post).first() or AccountChange(post=post)
    change.act, change.done_by_id, change.done_at, change.undone_at = one.act, by.user_id, at, None
    change.closed_before, change.made_posts, change.ended_posts = None, [], []
    words = _close(by, one, change, instant, at) if one.act == Act.CLOSE else _place(by, one, change, instant, at)
    change.user_id = post.user_id
    change.save()
    post.written_at = at
    post.save(update_fields=["user", "username", "written_at"])
    _wish(post, at)
    return words


def _close(by: Principal, one: Intended, change: AccountChange, instant: datetime, at: datetime) -> str:
    user = one.post.user
    assert user is not None, "a leaver without account is a problem of the preview"
    change.closed_before = user.closes_at
    rooms.close_account_at(by=by, user=user, closes_at=instant, at=at)
    _end_old(by, one, change, instant, at)
    return _("Khép tài khoản %(name)s từ %(at)s.") % {"name": user.username, "at": _moment(instant)}


def _place(by: Principal, one: Intended, change: AccountChange, instant: datetime, at: datetime) -> str:
    """Make the account if there is none, end the old posts, give the new one."""
    post, user = one.post, one.post.user
    wanted = _new_post(post, instant)
    if user is None:
        user = rooms.open_account(
            by=by,
            username=one.username,
            full_name=post.full_name,
            first_post=wanted,
            at=at,
            email=post.email,
            phone=post.phone,
            birth_date=post.birth_date,
        )
        change.made_posts = list(Post.objects.filter(user=user).values_list("pk", flat=True))
        _same_person(post, user)
        post.user, post.username = user, user.username
        return _("Tạo tài khoản %(name)s, %(title)s từ %(at)s.") % _told(user, post, instant)
    _end_old(by, one, change, instant, at)
    if not _holds(user, wanted, instant):
        change.made_posts = [rooms.give_post(by=by, user=user, post=wanted, at=at).pk]
    if not user.is_active:  # our own, closed when it was taken back
        rooms.reopen_account(by=by, user=user, at=at)
    post.username = user.username
    return _("Chuyển %(name)s, %(title)s từ %(at)s.") % _told(user, post, instant)


def _told(user: User, post: PlanPost, instant: datetime) -> dict[str, str]:
    return {"name": user.username, "title": post.title or str(Role(post.role).label), "at": _moment(instant)}


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def _new_post(post: PlanPost, instant: datetime) -> NewPost:
    assert post.new is not None, "only who stays is placed"
    unit, plan = post.new.unit_id, post.plan
    assert unit is not None, "an undecided unit is a problem of the preview"
    organ = organ_id_of(unit, post.organ_kind, plan.effective_on) if post.organ_kind else None
    return NewPost(unit, post.role, post.title[:120], instant, organ_id=organ, decision=plan.legal_basis[:120])


def _holds(user: User, wanted: NewPost, instant: datetime) -> bool:
    """Whether he has this very post over the instant already (a unit that goes on, or a hand that was quicker)."""
    return Post.objects.filter(
        user=user, unit_id=wanted.unit_id, organ_id=wanted.organ_id, role=wanted.role, valid__contains=instant
    ).exists()


def _end_old(by: Principal, one: Intended, change: AccountChange, instant: datetime, at: datetime) -> None:
    for old in one.ends:
        before = old.valid.upper
        rooms.end_post(by=by, post_id=old.pk, ends_at=instant, decision=one.post.plan.legal_basis[:120], at=at)
        change.ended_posts.append([old.pk, before.isoformat() if before else None])


def _same_person(post: PlanPost, user: User) -> None:
    """Other posts of the plan that wait for the same person now know his account."""
    others = PlanPost.objects.filter(plan_id=post.plan_id, user=None).exclude(pk=post.pk)
    same = others.filter(full_name=post.full_name, birth_date=post.birth_date).select_related("claim")
    for other in same:
        if person_of(other) == person_of(post):
            other.user = user
            other.save(update_fields=["user"])


def _wish(post: PlanPost, at: datetime) -> None:
    """Lines for who grants mailboxes and certificates."""
    wishes = []
    if post.new_id and post.wants_mailbox:
        wishes.append(AccountWish(post=post, kind=AccountWish.Kind.MAILBOX, proposed=post.username, made_at=at))
    if post.new_id and post.wants_certificate:
        wishes.append(AccountWish(post=post, kind=AccountWish.Kind.CERTIFICATE, made_at=at))
    AccountWish.objects.bulk_create(wishes, ignore_conflicts=True)


@transaction.atomic
def undo(*, by: Principal, post: PlanPost, at: datetime) -> str:
    """Hoàn tác cho một người trước thời điểm hiệu lực: exactly what was done goes back; an account made is closed."""
    change = AccountChange.objects.select_for_update().select_related("user").filter(post=post, undone_at=None).first()
    if change is None:
        return _("Không có gì để hoàn tác.")
    if at >= instant_of(post.plan):
        raise MoveNotAllowed(_("Đã qua thời điểm hiệu lực: không hoàn tác được."))
    user = change.user
    if change.act == Act.CLOSE:
        rooms.close_account_at(by=by, user=user, closes_at=change.closed_before, at=at)
    if change.act == Act.CREATE:
        rooms.close_account(by=by, user=user, at=at)
    for post_id in change.made_posts:
        rooms.withdraw_post(by=by, post_id=post_id, at=at)
    for post_id, before in change.ended_posts:
        _restore_end(by, post_id, before, at)
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    post.written_at = None
    post.save(update_fields=["written_at"])
    AccountWish.objects.filter(post=post, exported_at=None).delete()
    return _("Đã trả lại như trước: %(name)s.") % {"name": user.username}


def _restore_end(by: Principal, post_id: int, before: str | None, at: datetime) -> None:
    if Post.objects.filter(pk=post_id).exists():
        rooms.move_end(by=by, post_id=post_id, ends_at=datetime.fromisoformat(before) if before else None, at=at)


@transaction.atomic
def leavers_return(*, plan: Plan, by_id: int | None, at: datetime) -> int:
    """Người thôi việc vào lại được khi cả lần sắp xếp quay lại; their posts are opened again with all the others.

    Only accounts that the plan closed, and that nobody has dealt with since. Returns how many.
    """
    changes = AccountChange.objects.select_for_update(of=("self",)).select_related("user", "post")
    count = 0
    for change in changes.filter(post__plan=plan, act=Act.CLOSE, undone_at=None).order_by("id"):
        user = change.user
        if user.closes_at == instant_of(plan):
            user.is_active, user.closes_at = True, change.closed_before
            user.save(update_fields=["is_active", "closes_at"])
            count += 1
        change.undone_at = at
        change.save(update_fields=["undone_at"])
        PlanPost.objects.filter(pk=change.post_id).update(written_at=None)
    if count:
        data = {"plan": plan.code, "count": count}
        entry = journal.Entry(
            plan.province_id, "cutover_plan", plan.pk, "leavers_returned", at, actor_id=by_id, data=data
        )
        journal.append([entry])
    return count


def _note(plan: Plan, verb: str, by: Principal, at: datetime, **data: Any) -> None:
    entry = journal.Entry(
        plan.province_id, "cutover_plan", plan.pk, verb, at, actor_id=by.user_id, data={"plan": plan.code, **data}
    )
    journal.append([entry])
