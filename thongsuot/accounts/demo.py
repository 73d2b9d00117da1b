"""Tài khoản dùng thử: made once per installation, with passwords of its own kept beside the data, readable by its owner.

Idempotent: accounts that exist keep their passwords and posts; what is missing is made. A lost file gets new
passwords, because stored ones cannot be read back.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts import id_numbers
from thongsuot.accounts.demo_roster import MAI_PHU, PROVINCE, ROSTER, SINCE, THACH_KHE, DemoAccount, DemoPost
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import Post, User
from thongsuot.accounts.passwords import readable_password
from thongsuot.common.errors import Forbidden
from thongsuot.common.now import now
from thongsuot.org.models import Level
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.selectors import organ_id_of, require_in_force

FILE = "demo_accounts.json"
PLACES = (Level.PROVINCE, Level.COMMUNE)
Report = Callable[[int, int], None]


def load(report: Report) -> None:
    """Loader for the first start."""
    ensure_demo_accounts(settings.VAR, report)


def ensure_demo_accounts(var: Path, report: Report = lambda done, total: None) -> list[dict[str, Any]]:
    """Bảo đảm có đủ tài khoản dùng thử; returns what `demo accounts --json` prints.

    Passwords are written before the accounts are made: a start that dies in between finds them again.
    """
    if not settings.DEMO:
        raise Forbidden(_("Tài khoản dùng thử chỉ có ở bản dùng thử, không có ở bản vận hành thật."))
    kept = {account["username"]: account for account in read(var)}
    existing = set(User.objects.filter(username__in=[a.username for a in ROSTER]).values_list("username", flat=True))
    listed = [_listed(account, kept.get(account.username)) for account in ROSTER]
    if listed != list(kept.values()):
        _write(var / FILE, listed)
    passwords = {entry["username"]: entry["password"] for entry in listed}
    with transaction.atomic():
        ensure_organs_of(require_in_force(code, SINCE, levels=PLACES).id for code in (PROVINCE, MAI_PHU, THACH_KHE))
        for done, account in enumerate(ROSTER):
            report(done, len(ROSTER))
            if account.username not in existing:
                _make(account, passwords[account.username])
            elif account.username not in kept:
                _new_password(account.username, passwords[account.username])
    return listed


def read(var: Path) -> list[dict[str, Any]]:
    """Accounts of the file, none when there is no readable one."""
    try:
        listed = json.loads((var / FILE).read_text())
    except (OSError, ValueError):
        return []
    return [entry for entry in listed if isinstance(entry, dict) and entry.get("username") and entry.get("password")]


def _listed(account: DemoAccount, kept: dict[str, Any] | None) -> dict[str, Any]:
    entry = {
        "username": account.username,
        "password": kept["password"] if kept else readable_password(),
        "role": account.role,
        "unit": account.unit,
    }
    if kept and kept.get("totp_secret"):
        entry["totp_secret"] = kept["totp_secret"]
    return entry


def _write(path: Path, listed: list[dict[str, Any]]) -> None:
    """Replace the file at once; nobody else may read it, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(listed, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _make(account: DemoAccount, password: str) -> None:
    user = User(
        username=account.username,
        full_name=account.full_name,
        kind=account.kind,
        birth_date=account.birth_date,
        address=account.address,
        phone=account.phone,
        email=account.email,
        is_demo=True,
    )
    user.set_password(password)
    if account.id_number:
        id_numbers.keep(user, account.id_number)
    user.save()
    Post.objects.bulk_create([_post(user, post) for post in account.posts])
    record(user, "created", now(), data={"username": account.username, "demo": True})


def _post(user: User, post: DemoPost) -> Post:
    unit = require_in_force(post.unit, SINCE)
    since = timezone.make_aware(datetime.combine(SINCE, time.min))
    return Post(
        user=user,
        unit_id=unit.id,
        organ_id=organ_id_of(unit.id, post.organ, SINCE) if post.organ else None,
        role=post.role,
        title=post.title,
        valid=DateTimeTZRange(since, None),
    )


def _new_password(username: str, password: str) -> None:
    user = User.objects.get(username=username)
    user.set_password(password)
    user.save(update_fields=["password"])
