"""Danh tính này là tài khoản nào: by (issuer, subject), at the first time by the number of the person.

A citizen without an account gets one with his full name. An official is only ever linked to an account whose number an
administrator has verified, never made. Where what the provider says and what we know differ, nothing is merged: the
person reads what differs and to whom to go, and the account's journal keeps it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts import id_numbers
from thongsuot.accounts.events import IdentityProven, tell_proven
from thongsuot.accounts.identity.claims import Person
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import ElectronicIdentity, User
from thongsuot.accounts.passwords import SIGNS
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.text import bare

WHO_HELPS = _("Hãy mang thẻ căn cước tới bộ phận một cửa của xã để đối chiếu; chưa có gì bị thay đổi.")
WORDS: dict[str, Promise] = {
    "no_official": _(
        "Chưa có tài khoản cán bộ nào mang số định danh này. Quản trị của đơn vị cần ghi số định danh đã xác minh vào "
        "tài khoản của anh/chị; trong lúc đó hãy đăng nhập bằng mật khẩu."
    ),
    "closed": _("Tài khoản gắn với danh tính này đã bị khoá. Cán bộ hãy liên hệ quản trị của đơn vị."),
    "number_changed": _(
        "Danh tính này trước đây mang một số định danh khác, nên hệ thống chưa cho vào tài khoản cũ và không gộp hai số."
    ),
    "other_subject": _("Tài khoản mang số định danh này đã gắn với một danh tính khác của cùng nhà cung cấp."),
    "differs": _("Họ tên hoặc ngày sinh nhà cung cấp báo khác với tài khoản đang mang số định danh này."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Vì sao chưa vào được: a stable code and words; a conflict needs a person to look at it."""

    code: str

    @property
    def words(self) -> str:
        """What the person reads."""
        told = str(WORDS[self.code])
        return told if self.code in ("no_official", "closed") else f"{told} {WHO_HELPS}"


def account_for(*, person: Person, kind: str, at: datetime) -> User | Refusal:
    """The account of this person as citizen or as official, linked or made if need be; or why not."""
    try:
        return _account_for(person, kind, at)
    except IntegrityError:  # the same person at the same moment in another window was first
        return _account_for(person, kind, at)


@transaction.atomic
def _account_for(person: Person, kind: str, at: datetime) -> User | Refusal:
    identity = (
        ElectronicIdentity.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(issuer=person.issuer, subject=person.subject, kind=kind)
        .first()
    )
    if identity is not None:
        return _known(identity, person, at)
    number = lookup_hash(person.id_number)
    user = User.objects.select_for_update().filter(kind=kind, id_number_hash=number).first()
    if user is None:
        return _new_citizen(person, at) if kind == User.Kind.CITIZEN else Refusal("no_official")
    problem = _problem_of_linking(user, person, at)
    if problem:
        return _refused(user, problem, person, at)
    return _linked(user, person, at)


def _known(identity: ElectronicIdentity, person: Person, at: datetime) -> User | Refusal:
    user = identity.user
    if not user.is_open(at):
        return Refusal("closed")
    if user.id_number_hash is None or bytes(user.id_number_hash) != lookup_hash(person.id_number):
        return _refused(user, "number_changed", person, at)
    if _birth_date_differs(user, person):
        return _refused(user, "differs", person, at)
    if user.kind == User.Kind.CITIZEN and user.full_name != person.name:
        record(user, "name_taken_from_identity", at, data={"before": user.full_name, "after": person.name})
        user.full_name = person.name
        user.save(update_fields=["full_name"])
    identity.last_used_at, identity.assurance = at, person.assurance
    identity.save(update_fields=["last_used_at", "assurance"])
    return _proven(user, person, at)


def _problem_of_linking(user: User, person: Person, at: datetime) -> str:
    if not user.is_open(at):
        return "closed"
    if ElectronicIdentity.objects.filter(user=user, issuer=person.issuer).exists():
        return "other_subject"
    if _birth_date_differs(user, person) or bare(user.full_name) != bare(person.name):
        return "differs"
    return ""


def _birth_date_differs(user: User, person: Person) -> bool:
    return bool(user.birth_date and person.birth_date and user.birth_date != person.birth_date)


def _new_citizen(person: Person, at: datetime) -> User:
    """Whole name, no password, a user name that says nothing about the person."""
    user = User(
        username="congdan." + "".join(secrets.choice(SIGNS) for _ in range(10)),
        full_name=person.name,
        kind=User.Kind.CITIZEN,
        birth_date=person.birth_date,
    )
    user.set_unusable_password()
    id_numbers.keep(user, person.id_number)
    user.save()
    record(user, "created", at, data={"username": user.username, "provider": person.provider})
    return _linked(user, person, at)


def _linked(user: User, person: Person, at: datetime) -> User:
    ElectronicIdentity.objects.create(
        user=user,
        kind=user.kind,
        issuer=person.issuer,
        subject=person.subject,
        provider=person.provider,
        assurance=person.assurance,
        linked_at=at,
        last_used_at=at,
    )
    if user.birth_date is None and person.birth_date is not None:
        user.birth_date = person.birth_date
        user.save(update_fields=["birth_date"])
    record(user, "identity_linked", at, data={"provider": person.provider, "assurance": person.assurance})
    return _proven(user, person, at)


def _proven(user: User, person: Person, at: datetime) -> User:
    if user.kind == User.Kind.CITIZEN:
        tell_proven(IdentityProven(user.pk, lookup_hash(person.id_number), person.name, person.birth_date, at))
    return user


def _refused(user: User, code: str, person: Person, at: datetime) -> Refusal:
    """Keep in the account's journal that somebody came whom it does not fit; no name, no number."""
    record(user, "identity_refused", at, data={"reason": code, "provider": person.provider})
    return Refusal(code)
