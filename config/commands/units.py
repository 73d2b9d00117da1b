"""Đơn vị hành chính: import of conversion tables and of official identifiers; a trial unless told to write."""

import argparse
from importlib import import_module

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun


def import_mapping(chosen: argparse.Namespace) -> int:
    """Report what the table says that we did not know; 1 when something in it does not fit."""
    return _import("import_mapping", chosen)


def import_identifiers(chosen: argparse.Namespace) -> int:
    """Report which identifiers are new; 1 when a row was refused (then nothing is written)."""
    return _import("import_identifiers", chosen)


def _import(name: str, chosen: argparse.Namespace) -> int:
    with django_session():
        from thongsuot.common.errors import Refused
        from thongsuot.common.now import now

        run = getattr(import_module(f"thongsuot.org.{name}"), name)
        try:
            report = run(chosen.file, at=now(), apply=chosen.apply)
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused
    print("\n".join(report.lines()))
    if not report.applied:
        say("Chưa ghi gì. Xem báo cáo, rồi chạy lại với --apply để ghi.")
    return FOUND_SOMETHING if report.problems else 0
