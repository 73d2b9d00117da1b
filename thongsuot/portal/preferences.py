"""Cách một công dân muốn được báo tin, and where he can be reached: his own words, kept with the account."""

from datetime import datetime

from django.db import transaction

from thongsuot.accounts.models import User
from thongsuot.common import journal
from thongsuot.common.models import NoticePreference
from thongsuot.common.notices import ways

# After the one chosen, in this order, what also reaches him: a short message never depends on a smartphone.
AFTER = {
    ways.SMS: (ways.SMS, ways.ZALO, ways.MAIL),
    ways.ZALO: (ways.ZALO, ways.SMS, ways.MAIL),
    ways.MAIL: (ways.MAIL, ways.SMS, ways.ZALO),
}


def wish_of(user_id: int) -> NoticePreference | None:
    """Điều đã chọn; None when nothing was chosen yet."""
    return NoticePreference.objects.filter(pk=user_id).first()


@transaction.atomic
def choose(user: User, *, first: str, every: bool, phone: str, email: str, at: datetime) -> NoticePreference:
    """Nhớ lựa chọn và địa chỉ; the journal keeps that it changed, not the number itself."""
    changed = [name for name, value in (("phone", phone), ("email", email)) if getattr(user, name) != value]
    if changed:
        user.phone, user.email = phone, email
        user.save(update_fields=["phone", "email"])
    kept, _new = NoticePreference.objects.update_or_create(
        user_id=user.pk, defaults={"channels": list(AFTER[first]), "every": every, "changed_at": at}
    )
    facts = {"channels": list(AFTER[first]), "every": every, "changed": changed}
    journal.note([journal.Entry(0, "account", user.pk, "notice_preference_chosen", at, user.pk, None, facts)])
    return kept
