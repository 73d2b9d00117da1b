"""Nhịp thử đăng nhập: wrong tries slow down whoever makes them, and nobody else.

The "device cookie" scheme of OWASP: a browser that has signed in to an account before carries a signed cookie
(`accounts.devices`) and has a counter of its own, so no stranger can lock it out. All other tries are counted three
times: for the pair (name, network), for the name and for the network. Only the pair has to wait; failures of the name
and of the network lengthen that wait within limits. A try refused during the wait is neither counted nor does it move
the end of the wait, so the stated time is true. Names that do not exist are treated the same.

A try is counted before the password is looked at (and forgiven when it was right): a hundred simultaneous tries are
a hundred tries.
"""

import hashlib
import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from thongsuot.accounts.models import SignInPace

FORGET_HALF_AFTER = timedelta(hours=1)
DEVICE_TRUST_ENDS_AFTER = 10
LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How waiting grows: `free` tries, then `first` seconds, growing by `factor` and `plus` up to `cap`."""

    free: int
    first: float
    cap: float
    factor: float = 1.0
    plus: float = 0.0

    def seconds(self, failures: int) -> float:
        """Wait after this many failures."""
        steps = failures - self.free
        if steps < 0:
            return 0.0
        doublings = min(steps, 30)  # beyond that the cap holds anyway, and floats stay small
        return min(self.first * self.factor**doublings + self.plus * steps, self.cap)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is tried: passwords, or codes of the second step, which are short and need steeper ladders."""

    name: str
    device: Ladder
    pair: Ladder
    account: Ladder
    network: Ladder


PASSWORD = Purpose(
    "password",
    device=Ladder(free=5, first=5, factor=2, cap=300),
    pair=Ladder(free=5, first=5, factor=2, cap=300),
    account=Ladder(free=20, first=2, plus=2, cap=60),
    network=Ladder(free=50, first=1, plus=1, cap=60),
)
CODE = Purpose(
    "code",
    device=Ladder(free=5, first=10, factor=2, cap=900),
    pair=Ladder(free=5, first=10, factor=2, cap=900),
    account=Ladder(free=10, first=10, factor=1.5, cap=900),
    network=Ladder(free=50, first=1, plus=1, cap=60),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: which name, from which network, on which known device (None: a browser never signed in to this name)."""

    purpose: Purpose
    name: str
    network: str
    device: str | None = None

    def key(self, kind: str) -> bytes:
        """Key of a counter; "device", "pair", "account" or "network"."""
        parts = {
            "device": (self.device or "",),
            "pair": (self.name.lower(), self.network),
            "account": (self.name.lower(),),
            "network": (self.network,),
        }[kind]
        text = "\0".join((self.purpose.name, kind, *parts))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def network_of(address: str) -> str:
    """Network of a client: the IPv4 address itself, the /64 of an IPv6 address (one household, one office)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


@transaction.atomic
def seconds_to_wait(attempt: Attempt, at: datetime) -> int:
    """Count this try and return 0, or refuse it and return the seconds until the next one (not counted)."""
    if attempt.device is not None:
        [device] = _locked([attempt.key("device")], at)
        if _remembered(device, at) < DEVICE_TRUST_ENDS_AFTER:
            return _wait_or_count(device, [], attempt.purpose.device.seconds, at)
    pair, account, network = _locked([attempt.key(kind) for kind in ("pair", "account", "network")], at)
    others = max(
        attempt.purpose.account.seconds(_remembered(account, at)),
        attempt.purpose.network.seconds(_remembered(network, at)),
    )
    if others and not pair.failures and pair.next_at == pair.last_at:  # this pair has never been told to wait
        pair.last_at, pair.next_at = at, at + timedelta(seconds=others)
        pair.save()
    return _wait_or_count(pair, [account, network], lambda n: max(attempt.purpose.pair.seconds(n), others), at)


def forgive(attempt: Attempt) -> None:
    """The try was right: forget failures of this device and pair, take the try back from the shared counters."""
    SignInPace.objects.filter(key__in=[attempt.key("device"), attempt.key("pair")]).delete()
    SignInPace.objects.filter(key__in=[attempt.key("account"), attempt.key("network")]).update(
        failures=Greatest(F("failures") - 1, 0)
    )


def forget_old(at: datetime) -> int:
    """Remove counters nobody touched for a day."""
    return SignInPace.objects.filter(last_at__lt=at - LONG_AGO).delete()[0]


def _locked(keys: Sequence[bytes], at: datetime) -> list[SignInPace]:
    """Rows of these counters, made if missing, locked in one order so that two tries never wait for each other."""
    SignInPace.objects.bulk_create(
        [SignInPace(key=key, failures=0, last_at=at, next_at=at) for key in keys], ignore_conflicts=True
    )
    rows = {bytes(row.key): row for row in SignInPace.objects.select_for_update().filter(key__in=keys).order_by("key")}
    return [rows[key] for key in keys]


def _remembered(row: SignInPace, at: datetime) -> int:
    """Failures still remembered: half of them are forgotten after each quiet hour."""
    quiet_hours = max(0, int((at - row.last_at) / FORGET_HALF_AFTER))
    return row.failures >> min(quiet_hours, 31)


def _wait_or_count(gate: SignInPace, others: list[SignInPace], seconds, at: datetime) -> int:
    if gate.next_at > at:
        return math.ceil((gate.next_at - at).total_seconds())
    for row in (gate, *others):
        row.failures = _remembered(row, at) + 1
        row.last_at = row.next_at = at
    gate.next_at = at + timedelta(seconds=seconds(gate.failures))
    SignInPace.objects.bulk_update([gate, *others], ["failures", "last_at", "next_at"])
    return 0
