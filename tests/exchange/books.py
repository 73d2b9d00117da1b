"""Both books side by side: what the tests need to ask the simulated portal and our queue."""

import json
import urllib.request
from datetime import datetime, timedelta

from config.run.waiting import PATIENCE
from tests.factories.dossiers import MONDAY_9
from thongsuot.exchange import sending, systems
from thongsuot.exchange.models import OutMessage
from thongsuot.exchange.services import queueing

PORTAL = systems.NATIONAL_PORTAL


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = MONDAY_9) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        """Later by so much."""
        self.at += timedelta(**by)
        return self.at


def ask(server, method, path, body=None):
    """One call to the simulator; its answer."""
    request = urllib.request.Request(
        server.address + path, json.dumps(body or {}).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def fault(server, mode, **more):
    """Set a fault."""
    return ask(server, "PUT", "/dieu-khien/loi", {"mode": mode, **more})


def there(server, code):
    """A dossier in the portal's books."""
    return ask(server, "GET", f"/so/ho-so/{code}")


def exchange(clock, **more):
    """Queue the news and send what is due, as the two jobs do."""
    while queueing.queue_news(clock()):
        pass
    return sending.send(PORTAL, clock=clock, **more)


def until_empty(clock, *, step=60, most=200):
    """Go on by the clock until nothing waits; how many rounds it took."""
    for turn in range(most):
        exchange(clock)
        if not OutMessage.objects.exists():
            return turn
        clock.move(seconds=step)
    raise AssertionError(f"còn {OutMessage.objects.count()} tin sau {most} lượt")
