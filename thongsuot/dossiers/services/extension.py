"""Xin lỗi và gia hạn (T15, mẫu 04): one new appointment in a dossier's life, told before the old one is over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_text
from thongsuot.dossiers import checks, journalling, timing, work
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.signing import apology_blocked, present_apology
from thongsuot.ui.formats import vi_datetime


@transaction.atomic
def extend(*, code: str, principal: Principal, at: datetime, reason: str, new_due_at: datetime) -> Loaded:
    """Hẹn lại một lần: steps move on by the same working time; `original_due_at` stays. Told too late is marked late."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "extend", dossier, loaded.holders)
    if dossier.extension_count:
        raise MoveNotAllowed(
            _("Hồ sơ này đã hẹn lại một lần; quy định chỉ cho hẹn lại một lần."), reason="extension_once"
        )
    if dossier.due_at is None:
        raise MoveNotAllowed(_("Hồ sơ này chưa có ngày hẹn nên không có gì để gia hạn."), reason="no_due")
    reason = clean_text(reason, field="reason", limit=2000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi lý do chậm để xin lỗi người dân."))
    _refuse_bad_moment(loaded, new_due_at, at)
    before, late = dossier.due_at, timing.too_late_to_tell(dossier, at)
    dossier.extension_count = 1
    over = timing.extended(dossier, new_due_at, reason=reason, at=at)
    blocked = apology_blocked(loaded, principal, at=at)
    work.retime(loaded, work.dues_after_pause(loaded, over), "extension_count", "clock", also=blocked)
    journalling.write(
        loaded,
        "extended",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        reason=reason,
        told_late=late,
        signed_as=_signs_as(loaded, principal),
        notice=notice(loaded, before, reason),
        **journalling.due_change(before, new_due_at),
    )
    if not blocked:
        present_apology(loaded, principal, at=at)
    return dossier_for(principal, code)


def _signs_as(loaded: Loaded, principal: Principal) -> dict[str, str]:
    """Role and title under which the apology is signed: the chair's post before the leader's."""
    posts = [p for p in principal.posts_in(loaded.competent_id) if p.role in (Role.CHAIR, Role.UNIT_LEADER)]
    post = min(posts, key=lambda p: p.role != Role.CHAIR)
    return {"role": post.role, "title": post.title}


def _refuse_bad_moment(loaded: Loaded, new_due_at: datetime, at: datetime) -> None:
    dossier = loaded.dossier
    assert dossier.due_at is not None
    if new_due_at <= dossier.due_at or new_due_at <= at:
        raise checks.invalid(
            "new_due_at",
            _("Ngày hẹn mới phải sau ngày hẹn hiện nay (%(due)s) và sau lúc này.")
            % {"due": vi_datetime(dossier.due_at)},
            "due_not_later",
        )
    if not timing.on_a_working_day(dossier, new_due_at):
        raise checks.invalid("new_due_at", _("Ngày hẹn mới phải là ngày làm việc."), "not_a_working_day")


@in_vietnamese()
def notice(loaded: Loaded, before: datetime, reason: str) -> str:
    """Lời báo cho người dân: kept in the journal, for whoever sends it."""
    dossier = loaded.dossier
    return _(
        "Hồ sơ %(code)s chưa xong đúng hẹn %(before)s. Chúng tôi xin lỗi và hẹn lại %(after)s. Lý do: %(reason)s"
    ) % {
        "code": dossier.code,
        "before": vi_datetime(before),
        "after": vi_datetime(dossier.due_at),
        "reason": reason,
    }
