"""Việc ghi của phòng tài khoản: accounts, posts, sessions, tokens; each by its noun."""

from thongsuot.accounts.services.accounts import (
    change_password,
    close_account,
    close_account_at,
    close_due,
    create_account,
    open_account,
    reopen_account,
    reset_password,
)
from thongsuot.accounts.services.delegations import DELEGABLE, NewDelegation, delegate, revoke
from thongsuot.accounts.services.numbers import keep_id_number
from thongsuot.accounts.services.posts import NewPost, end_post, give_post, move_end, withdraw_post
from thongsuot.accounts.services.sessions import end_all, end_one, forget_ended
from thongsuot.accounts.services.tokens import create_token, revoke_tokens

__all__ = [
    "DELEGABLE",
    "NewDelegation",
    "NewPost",
    "change_password",
    "close_account",
    "close_account_at",
    "close_due",
    "create_account",
    "create_token",
    "delegate",
    "end_all",
    "end_one",
    "end_post",
    "forget_ended",
    "give_post",
    "keep_id_number",
    "move_end",
    "open_account",
    "reopen_account",
    "reset_password",
    "revoke",
    "revoke_tokens",
    "withdraw_post",
]
