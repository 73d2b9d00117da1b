"""Vé theo dõi: the short-lived signed permission that opens a stream of live events."""

from django.core import signing

CHANNEL = "thongsuot_work"
SALT = "thongsuot.events"
TICKET_SECONDS = 15 * 60


def make_token(user_id: int, unit_ids: list[int]) -> str:
    """Permission to watch one's own tasks and those of the units in which one holds a post now."""
    return signing.dumps({"p": user_id, "u": unit_ids}, salt=SALT, compress=True)


def topic(name: str, number: int) -> str:
    """Chủ đề: what is neither somebody's nor a unit's task, for example the hall of a unit; also the payload of its news."""
    return f"{name}-{number}"


def make_topic_token(watched: str) -> str:
    """Permission to watch one topic; may be given to strangers, for an event carries no data."""
    return signing.dumps({"t": watched}, salt=SALT, compress=True)


def read_token(token: str) -> tuple[int, frozenset[int], str]:
    """Person, units and topic of a ticket; raises `django.core.signing.BadSignature` when it is forged or too old."""
    allowed = signing.loads(token, salt=SALT, max_age=TICKET_SECONDS)
    return int(allowed.get("p", 0)), frozenset(int(u) for u in allowed.get("u", ())), str(allowed.get("t", ""))
