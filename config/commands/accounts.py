"""Tài khoản: demo accounts, tokens, keys."""

import argparse
import json

from config.commands.session import django_session, say
from config.run.places import Places, read_private
from config.run.problem import CannotRun


def demo_accounts(chosen: argparse.Namespace) -> int:
    """Print the demo accounts that the first start made."""
    stored = read_private(Places.from_environment().var / "demo_accounts.json")
    if stored is None:
        raise CannotRun("Chưa có tài khoản dùng thử ở đây. Hãy chạy “make run” hoặc “thongsuot seed”.")
    accounts = json.loads(stored)
    if chosen.json:
        print(json.dumps(accounts, ensure_ascii=False, indent=1))
        return 0
    for account in accounts:
        print("  ".join(str(account.get(key) or "-") for key in ("username", "password", "role", "unit")))
    return 0


def token_create(chosen: argparse.Namespace) -> int:
    """Print a new token, alone on its line."""
    with django_session():
        from thongsuot.accounts.services.tokens import create_token
        from thongsuot.common.errors import Refused

        try:
            token = create_token(chosen.username, days=chosen.days, name=chosen.name)
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused
    print(token)
    return 0


def keys_rotate(chosen: argparse.Namespace) -> int:
    """A new key for new ciphers; old ciphers are written anew."""
    with django_session():
        from thongsuot.common import crypto

        counts = crypto.rotate()
    for place, count in counts.items():
        print(f"{place}\t{count}")
    say("Đã tạo khoá mới và mã hoá lại. Hãy cất bản sao thư mục khoá ở nơi khác.")
    return 0
