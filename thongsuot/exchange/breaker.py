"""Ngắt mạch và giãn cách: how long a message and a whole system are left alone after a failure. Pure; times in seconds.

Jitter keeps a thousand messages that failed together from coming back together.
"""

import random
from datetime import timedelta

MESSAGE_FIRST, MESSAGE_LONGEST = 5.0, 1800.0
REST_FIRST, REST_LONGEST = 5.0, 300.0
RETRY_AFTER_LONGEST = 3600.0
TRIPS_AFTER = 5  # failures in a row, of whichever dossiers
TRIED_LONG = 12  # attempts of one message that a living system keeps failing on
_random = random.SystemRandom()


def message_pause(attempts: int, retry_after: float | None = None) -> timedelta:
    """Giãn cách trước lần gửi sau của một tin; `attempts` counts those made, at least one."""
    return _pause(MESSAGE_FIRST, MESSAGE_LONGEST, attempts, retry_after)


def system_rest(failures: int, retry_after: float | None = None) -> timedelta:
    """Hệ thống được nghỉ bao lâu; `failures` counts the rests in a row, this one included."""
    return _pause(REST_FIRST, REST_LONGEST, failures, retry_after)


def _pause(first: float, longest: float, times: int, retry_after: float | None) -> timedelta:
    grown = min(longest, first * 2 ** min(max(times, 1) - 1, 20))
    spread = grown * _random.uniform(0.75, 1.25)
    asked = min(retry_after or 0.0, RETRY_AFTER_LONGEST)
    return timedelta(seconds=max(spread, asked))
