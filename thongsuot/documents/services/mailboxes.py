"""Nối hộp thư của đơn vị: by its document clerk, to a server the installation allows; the password is sealed at once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import crypto, journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line
from thongsuot.documents import imap, permissions
from thongsuot.documents.models import Mailbox
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import predecessor_ids, unit_info

SUBJECT = "mailbox"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Điều cần để nối. An empty password keeps the one that is sealed, as long as server and name stay."""

    server: str
    address: str
    username: str
    password: str
    since: date


def register() -> None:
    """The column of sealed passwords, for `thongsuot keys rotate`; called once at start."""
    crypto.register_column("documents_mailbox", "secret", key="id", aad=_bound_to, needs=("uid",))


def _bound_to(uid: Any) -> bytes:
    return bytes(uid.bytes) + b"mailbox"


def password_of(mailbox: Mailbox) -> str:
    """Mật khẩu của hộp thư; raises CannotDecryptError."""
    return crypto.decrypt(bytes(mailbox.secret), _bound_to(mailbox.uid))


def units_of(principal: Principal) -> frozenset[int]:
    """Đơn vị có hộp thư mà người này lo, with those they came from: letters still come to old addresses."""
    own = principal.units_with(*permissions.CLERKS)
    return own.union(*(predecessor_ids(unit_id) for unit_id in own))


@transaction.atomic
def connect(*, unit_id: int, wanted: Wanted, principal: Principal, at: datetime) -> Mailbox:
    """Nối hoặc sửa hộp thư của đơn vị; another server or name begins anew. Raises Invalid naming the fields."""
    permissions.need(principal, unit_id, *permissions.CLERKS)
    wanted = _checked(wanted, at)
    known = Mailbox.objects.select_for_update().filter(unit_id=unit_id, active=True).first()
    same = known is not None and (known.server, known.username) == (wanted.server, wanted.username)
    if not wanted.password and not same:
        raise _wrong("password", _("Cần mật khẩu của hộp thư."))
    if known is not None and not same:
        known.active = False
        known.save(update_fields=["active"])
        _write(known, "disconnected", principal, at)
    box = known if known is not None and same else _new(unit_id, wanted, at)
    if same and wanted.since < box.since:
        box.next_uid = 1  # older letters lie below what was looked at; those that were taken are known
    box.address, box.since, box.next_look_at, box.failures = wanted.address, wanted.since, at, 0
    if wanted.password:
        box.secret = crypto.encrypt(wanted.password, _bound_to(box.uid))
    try:
        with transaction.atomic():
            box.save()
    except IntegrityError as taken:
        raise _wrong("username", _("Hộp thư này đã nối vào một đơn vị khác.")) from taken
    _write(box, "connected", principal, at, address=box.address, server=box.server, since=box.since.isoformat())
    return box


@transaction.atomic
def disconnect(*, uid: UUID, principal: Principal, at: datetime) -> Mailbox:
    """Ngừng đọc hộp thư; letters that came stay."""
    box = _own(uid, principal)
    box.active = False
    box.save(update_fields=["active"])
    _write(box, "disconnected", principal, at)
    return box


@transaction.atomic
def look_now(*, uid: UUID, principal: Principal, at: datetime) -> Mailbox:
    """Đọc lại ngay, without waiting for the end of a rest. A worker that reads it just now is not disturbed."""
    box = _own(uid, principal)
    if box.problem:
        box.next_look_at = at
        box.save(update_fields=["next_look_at"])
    return box


def _own(uid: UUID, principal: Principal) -> Mailbox:
    box = Mailbox.objects.select_for_update().filter(uid=uid, active=True, unit_id__in=units_of(principal)).first()
    if box is None:
        raise NotFound()
    return box


def _new(unit_id: int, wanted: Wanted, at: datetime) -> Mailbox:
    province_id = unit_info(unit_id, local_day(at)).province_id or unit_id
    return Mailbox(province_id=province_id, unit_id=unit_id, server=wanted.server, username=wanted.username)


def _checked(wanted: Wanted, at: datetime) -> Wanted:
    lines = {
        name: clean_line(getattr(wanted, name), field=name, limit=250) for name in ("server", "address", "username")
    }
    if lines["server"] not in settings.MAIL_SERVERS:
        raise _wrong("server", _("Hãy chọn một máy chủ thư trong danh sách của bản cài đặt."))
    imap.address_of(lines["server"])
    if "@" not in lines["address"].strip("@"):
        raise _wrong("address", _("Địa chỉ thư chưa đúng, ví dụ maiphu@hatinh.gov.vn."))
    if not lines["username"]:
        raise _wrong("username", _("Cần tên đăng nhập của hộp thư."))
    if not date(2000, 1, 1) <= wanted.since <= local_day(at):
        raise _wrong("since", _("Ngày bắt đầu đọc thư không thể ở tương lai."))
    if "\0" in wanted.password or len(wanted.password) > 250:
        raise _wrong("password", _("Mật khẩu có ký tự không dùng được hoặc quá dài."))
    return Wanted(**lines, password=wanted.password, since=wanted.since)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])


def _write(box: Mailbox, verb: str, principal: Principal, at: datetime, **data: Any) -> None:
    entry = journal.Entry(
        province_id=box.province_id,
        subject_kind=SUBJECT,
        subject_id=box.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id,
        unit_id=box.unit_id,
        data=data,
    )
    journal.note([entry])
