"""Dữ liệu giả: dossiers that nobody filed, for measuring only."""

import argparse
import json
import sys
from datetime import date

from config.commands.session import django_session, say
from config.run.problem import CannotRun


def synthetic_load(chosen: argparse.Namespace) -> int:
    """Fill the database; same seed, same rows. The summary on standard output is JSON."""
    if not 0 <= chosen.open_share <= 1 or chosen.dossiers < 1:
        raise CannotRun("Số hồ sơ phải từ 1, phần đang xử lý từ 0 đến 1.")
    with django_session():
        from config.synthetic.loading import load
        from config.synthetic.planning import Wish
        from thongsuot.common.errors import Refused

        try:
            made = load(
                dossiers=chosen.dossiers,
                open_share=chosen.open_share,
                wish=Wish(chosen.seed, chosen.units, chosen.hot_unit, _day(chosen.last_day), _day(chosen.first_day)),
                report=_progress,
            )
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused
    print(json.dumps(made, ensure_ascii=False))
    return 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CannotRun(f"Ngày phải có dạng 2025-12-19, không phải “{text}”.") from error


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rHồ sơ giả: {done:,}/{total:,}".replace(",", "."), end="\n" if done >= total else "", file=sys.stderr)
    elif done >= total or done * 10 // total > (done - 4_000) * 10 // total:
        say(f"Hồ sơ giả: {done:,}/{total:,}".replace(",", "."))
