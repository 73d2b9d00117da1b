"""Kho dữ liệu: built anew from the dossiers."""

import argparse
import json
import sys

from config.commands.session import django_session, say


def warehouse_rebuild(chosen: argparse.Namespace) -> int:
    """Dựng lại mọi sự kiện và số cộng dồn; what was made per province is printed as JSON."""
    with django_session():
        from thongsuot.warehouse import services

        made = services.rebuild(told=_progress)
    print(json.dumps([{"province_id": one.province_id, "facts": one.facts} for one in made]))
    return 0


def _progress(done: int) -> None:
    text = f"Sự kiện: {done:,}".replace(",", ".")
    if sys.stderr.isatty():
        print(f"\r{text}", end="", file=sys.stderr)
    else:
        say(text)
