"""Gói của một tỉnh: lập, nạp, rút lại. Results as JSON on standard output, what happens meanwhile on standard error."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun


def export(chosen: argparse.Namespace) -> int:
    """Write the package; 1 when something has to be looked at (files lost, dossiers still on a machine at a counter)."""
    with _session():
        from thongsuot.common.now import now
        from thongsuot.cutover.carrying.envelope import spoken
        from thongsuot.cutover.carrying.packing import export as make

        made = make(
            province=chosen.province, to=Path(chosen.to), at=now(), passphrase=_passphrase(chosen),
            receiver=chosen.receiver, say=say,
        )  # fmt: skip
    _print(asdict(made))
    say(f"Dấu khoá để đọc qua điện thoại: {spoken(made.key_fingerprint)}")
    if made.unsent_offline:
        say(f"Còn {made.unsent_offline} hồ sơ trên máy quầy chưa gửi lên: hãy gửi hết rồi lập lại gói.")
    if made.missing_files:
        say(f"Có {len(made.missing_files)} tệp không còn trong kho.")
    return FOUND_SOMETHING if made.unsent_offline or made.missing_files else 0


def import_package(chosen: argparse.Namespace) -> int:
    """Take a package in; 1 when somebody has to decide first or here and there do not agree."""
    with _session():
        from thongsuot.common.now import now
        from thongsuot.cutover.carrying.arriving import receive
        from thongsuot.cutover.models import Package

        done = receive(
            Path(chosen.file), at=now(), passphrase=_passphrase(chosen), trust=chosen.trust, dry_run=chosen.dry_run,
            say=say,
        )  # fmt: skip
        staged = done.state == Package.State.STAGED
    _print(asdict(done))
    if staged:
        say(f"Còn {done.waiting} chỗ cần người quyết ở trang Chuyển đổi › Gói; quyết xong thì chạy lại lệnh này.")
    return FOUND_SOMETHING if staged or done.problems or done.waiting else 0


def package_key(_chosen: argparse.Namespace) -> int:
    """Print the key under which others lock packages for us."""
    with _session():
        from thongsuot.cutover.carrying.sealing import receiving_key

        print(receiving_key())
    return 0


def packages(_chosen: argparse.Namespace) -> int:
    """One line of JSON for each package."""
    with _session():
        from thongsuot.cutover.carrying.arriving import said
        from thongsuot.cutover.models import Package

        for package in Package.objects.select_related("source").order_by("received_at"):
            _print(asdict(said(package)))
    return 0


def take_back(chosen: argparse.Namespace) -> int:
    """Undo one import."""
    with _session():
        from thongsuot.common.now import now
        from thongsuot.cutover.carrying.undoing import take_back as undo
        from thongsuot.cutover.models import Package

        package = Package.objects.filter(uid=chosen.package).first()
        if package is None:
            raise CannotRun("Không có gói này.")
        _print(undo(package, by_id=None, at=now()))
    return 0


@contextmanager
def _session() -> Iterator[None]:
    """The database, and refusals in words."""
    with django_session():
        from thongsuot.common.errors import Refused

        try:
            yield
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused


def _passphrase(chosen: argparse.Namespace) -> str:
    return Path(chosen.passphrase_file).read_text(encoding="utf-8").strip() if chosen.passphrase_file else ""


def _print(result: dict[str, Any]) -> None:
    print(json.dumps(result, ensure_ascii=False))
