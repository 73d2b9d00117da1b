"""Đồng ý bằng mã: a code goes to the applicant's own phone or mail, and the helper can only know it from the applicant.

Ten minutes, five tries, three codes an hour for one address and ten for one helper. Of the code only a keyed hash is
kept; the agreement is for one person and one filing.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import User
from thongsuot.common import ratelimit
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.language import in_vietnamese
from thongsuot.common.notices import Book, Message, post, ways
from thongsuot.common.notices.senders import on_hand
from thongsuot.dossiers.checks import invalid
from thongsuot.dossiers.models import ConsentCode

GOOD_FOR, USABLE_FOR = timedelta(minutes=10), timedelta(days=2)
MOST_TRIES, PER_ADDRESS, PER_HELPER, HOUR = 5, 3, 10, 3600
ORDER = (ways.SMS, ways.ZALO, ways.MAIL)
BOOK = Book(
    "consent",
    gettext_lazy("Đồng ý nộp thay"),
    Path(__file__).parent / "reference" / "consent.yaml",
    {
        "otp": (gettext_lazy("mã đồng ý"), "482913"),
        "helper": (gettext_lazy("tên người nộp thay"), "Trần Văn Bình"),
        "minutes": (gettext_lazy("mã dùng được bao lâu"), "10"),
    },
    open=frozenset({"otp", "helper"}),  # whom one agrees to is what the message is about
)


def person_key(name: str, id_number: str) -> bytes:
    """One person, by number, or by name where there is no number."""
    return lookup_hash(f"helped:{id_number or name}")


@in_vietnamese()
def send(
    *, user_id: int, helper_name: str, applicant: tuple[str, str], email: str, phone: str, at: datetime
) -> ConsentCode:
    """Gửi mã tới máy hoặc thư của chủ hồ sơ (name, number); refuses when no address is known, or too often.

    What the applicant's own account says comes before what the helper typed: a broker would type his own number.
    """
    known = _of_account(applicant[1]) or ways.addresses(email, phone)
    order = ways.in_order(known, (), ORDER, on_hand())
    if not order:
        raise invalid("phone", _("Chưa có số máy di động hoặc thư điện tử của người đó. Ghi ở trang trước rồi gửi mã."))
    channel, address = order[0], known[order[0]]
    ratelimit.hit("consent-address", lookup_hash(address).hex(), limit=PER_ADDRESS, seconds=HOUR, at=at)
    ratelimit.hit("consent-helper", str(user_id), limit=PER_HELPER, seconds=HOUR, at=at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        made = ConsentCode.objects.create(
            user_id=user_id,
            applicant_key=person_key(*applicant),
            channel=channel,
            address_masked=ways.masked(channel, address),
            code_hash=b"",
            sent_at=at,
            expires_at=at + GOOD_FOR,
        )
        made.code_hash = _hash(made.pk, code)
        made.save(update_fields=["code_hash"])
        values = {"otp": code, "helper": helper_name, "minutes": str(GOOD_FOR.seconds // 60)}
        day = timezone.localdate(at)
        way = BOOK.way(channel, address, "consent_code", values, day=day, unaccented=True)
        place = {"province_id": 0, "subject_kind": "consent", "subject_id": made.pk, "event": "consent_code"}
        post([Message(**place, ways=(way,), key=f"consent-{made.pk}", urgent=True)], at=at)
    return made


def _of_account(id_number: str) -> dict[str, str]:
    """How the applicant can be reached by his own account; empty when he has none."""
    if not id_number:
        return {}
    found = User.objects.filter(kind=User.Kind.CITIZEN, id_number_hash=lookup_hash(id_number), is_active=True).first()
    return ways.addresses(found.email, found.phone) if found else {}


def confirm(*, code_id: int, user_id: int, code: str, at: datetime) -> ConsentCode:
    """Nhập mã; a wrong one counts, after the fifth a new code is needed. Kept outside the caller's transaction on purpose."""
    with transaction.atomic():
        row = ConsentCode.objects.select_for_update().filter(pk=code_id, user_id=user_id).first()
        right = row is not None and _accept(row, "".join(code.split()), at)
    if row is None or not right:
        raise invalid("code", _("Mã không đúng hoặc đã hết hạn. Hỏi lại người đó, hoặc gửi mã mới."), "code_wrong")
    return row


def _accept(row: ConsentCode, code: str, at: datetime) -> bool:
    if row.confirmed_at is not None:
        return True
    if row.tries >= MOST_TRIES or at > row.expires_at:
        return False
    row.tries += 1
    right = secrets.compare_digest(bytes(row.code_hash), _hash(row.pk, code))
    row.confirmed_at = at if right else None
    row.save(update_fields=["tries", "confirmed_at"])
    return right


def use(*, reference: str, user_id: int, applicant: tuple[str, str], at: datetime) -> ConsentCode:
    """Dùng cho một lần nộp, in the filing's transaction: confirmed by this helper, for this person, not used before."""
    number = int(reference) if reference.isascii() and reference.isdigit() and len(reference) < 19 else 0
    row = ConsentCode.objects.select_for_update().filter(pk=number, user_id=user_id).first()
    fits = (
        row is not None
        and row.confirmed_at is not None
        and row.used_at is None
        and at - row.confirmed_at <= USABLE_FOR
        and bytes(row.applicant_key) == person_key(*applicant)
    )
    if row is None or not fits:
        raise invalid(
            "submitter.consent",
            _("Sự đồng ý bằng mã không còn dùng được. Hãy gửi mã mới cho người đó."),
            "consent_code_missing",
        )
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def _hash(number: int, code: str) -> bytes:
    return lookup_hash(f"consent:{number}:{code}")
