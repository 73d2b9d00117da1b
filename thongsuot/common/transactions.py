"""Một giao dịch cho một động từ.

A verb is atomic wherever it is called from. Inside a transaction that somebody gives up whole on any error it needs no
savepoint of its own: that would cost two round trips and could never be used.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
_given_up_whole: ContextVar[bool] = ContextVar("given_up_whole", default=False)


@contextmanager
def whole() -> Iterator[None]:
    """A transaction whose caller promises: what is raised inside goes through to the outside, nothing goes on after it."""
    token = _given_up_whole.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _given_up_whole.reset(token)


def one_transaction(verb: Callable[P, R]) -> Callable[P, R]:
    """Động từ trọn vẹn: everything it writes, or nothing; joins a transaction opened by `whole`."""

    @wraps(verb)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _given_up_whole.get()):
            return verb(*args, **kwargs)

    return act
