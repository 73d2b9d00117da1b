"""Liên thông: our books against those of a system outside."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun

WORDS = {"missing_there": "bên kia chưa có", "missing_here": "ta không có", "status": "khác trạng thái"}


def compare(chosen: argparse.Namespace) -> int:
    """Print each difference, one a line; 1 when there are any. With --requeue what is behind is queued again."""
    with django_session():
        from thongsuot.exchange import systems
        from thongsuot.exchange.selectors import comparing

        address = chosen.address or systems.address(chosen.system)
        if not address:
            raise CannotRun(f"Hệ thống “{chosen.system}” chưa có địa chỉ trong cấu hình.")
        found = []
        try:
            for one in comparing.differences(chosen.system, address, since=_moment(chosen.since)):
                found.append(one)
                print(json.dumps(asdict(one), ensure_ascii=False) if chosen.json else _line(one))
        except comparing.NoBooks as problem:
            raise CannotRun(f"Không đọc được sổ của “{chosen.system}”: {problem}") from problem
        say(f"{len(found)} chỗ khác." if found else "Hai sổ khớp.")
        if chosen.requeue:
            say(f"Đã xếp gửi lại {_requeue(chosen.system, found)} hồ sơ.")
        return FOUND_SOMETHING if found else 0


def _moment(text: str | None) -> Any:
    """A day of Viet Nam as its first moment."""
    if not text:
        return None
    from datetime import datetime

    from django.utils import timezone

    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as problem:
        raise CannotRun(f"Ngày phải có dạng 2026-11-26, không phải “{text}”.") from problem


def _line(one: Any) -> str:
    waiting = f", còn {one.waiting} tin đang chờ" if one.waiting else ""
    return f"{one.code}: {WORDS[one.kind]} (ta: {one.ours or '–'}, bên kia: {one.theirs or '–'}{waiting})"


def _requeue(system: str, found: list[Any]) -> int:
    from thongsuot.common.now import now
    from thongsuot.exchange.services import by_hand

    behind = [(one.province_id, one.dossier_id) for one in found if one.dossier_id and not one.waiting]
    size = by_hand.MOST_REPLAYED
    return sum(by_hand.replay(system, behind[at : at + size], at=now()) for at in range(0, len(behind), size))
