"""Lưu trữ: packages by command line, the check of all copies. Results as JSON on standard output."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun


def export(chosen: argparse.Namespace) -> int:
    """Write one package; the account must keep the fonds."""
    with django_session():
        from thongsuot.common.now import now
        from thongsuot.records.models import RecordState
        from thongsuot.records.packages.making import write_package
        from thongsuot.records.permissions import keeps, visible_files

        who = _person(chosen.by)
        rows = visible_files(who).select_related("fonds").filter(fonds__code=chosen.fonds, state=RecordState.KEPT)
        if chosen.file:
            rows = rows.filter(code__in=chosen.file)
        found = [file for file in rows.order_by("id") if keeps(who, file.fonds.keeper_id)]
        if not found or (chosen.file and len(found) < len(set(chosen.file))):
            raise CannotRun(f"Không có hồ sơ nào như vậy trong phông {chosen.fonds} mà {chosen.by} giữ.")
        at, to = now(), Path(chosen.to)
        draft = to.with_name(f"{to.name}.part")
        try:
            with _refusals(), draft.open("wb") as out:
                name = f"{chosen.kind}-{at:%Y%m%d%H%M%S}"
                write_package(out, chosen.kind, found, name=name, at=at, told=lambda n: say(f"{n}/{len(found)} hồ sơ"))
            draft.replace(to)
        finally:
            draft.unlink(missing_ok=True)
    _print({"file": str(to), "kind": chosen.kind, "records": len(found), "bytes": to.stat().st_size})
    return 0


def bring_in(chosen: argparse.Namespace) -> int:
    """Verify a package and hand it in."""
    with django_session(), _refusals():
        from django.utils import timezone

        from thongsuot.common.now import now
        from thongsuot.org.selectors import require_in_force
        from thongsuot.records.packages.bringing import bring_in as take

        at = now()
        unit = require_in_force(chosen.unit, timezone.localdate(at))
        hand = take(
            Path(chosen.package),
            province_id=unit.province_id or unit.id,
            unit_id=unit.id,
            principal=_person(chosen.by),
            at=at,
        )
        _print({"hand_in": str(hand), "uid": str(hand.uid), "records": hand.lines.count()})
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Copy what is missing and read every copy whose turn it is (or all); 1 when something is lost."""
    with django_session():
        from thongsuot.common.now import now
        from thongsuot.records.models import ObjectCopy, StoreObject
        from thongsuot.records.storage import copying, fixity
        from thongsuot.records.storage.board import board

        at = now()
        if chosen.all:
            ObjectCopy.objects.filter(state=ObjectCopy.State.GOOD).update(next_at=at)
        copied, found = 0, {"good": 0, "repaired": 0, "lost": 0, "silent": 0}
        while some := copying.copy_some(at):
            copied += some
            say(f"đã chép {copied}")
        while sum((some := fixity.check_some(at)).values()):
            found = {key: found[key] + some[key] for key in found}
            say(f"đã kiểm {sum(found.values())}")
        provinces = StoreObject.objects.order_by("province_id").values_list("province_id", flat=True).distinct()
        lost = board(list(provinces), at).lost
    _print({"copied": copied, **found, "objects_lost": lost})
    return FOUND_SOMETHING if lost else 0


def key(_chosen: argparse.Namespace) -> int:
    """Print the public key."""
    with django_session():
        from thongsuot.records.packages.bagit import public_pem

        print(public_pem().decode(), end="")
    return 0


def _person(username: str) -> Any:
    from thongsuot.accounts.models import User
    from thongsuot.accounts.principal import principal_of
    from thongsuot.common.now import now

    user = User.objects.filter(username=username.lower()).first()
    principal = principal_of(user.pk, now()) if user else None
    if principal is None:
        raise CannotRun(f"Không có tài khoản {username} đang mở.")
    return principal


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal of the platform becomes words and exit code 2."""
    from thongsuot.common.errors import Refused

    try:
        yield
    except Refused as refused:
        raise CannotRun(str(refused.detail)) from refused


def _print(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False))
