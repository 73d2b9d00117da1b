"""Vé theo dõi: the short-lived signed permission that opens a stream of live events."""

from django.core import signing

SALT = "thongsuot.events"
TICKET_SECONDS = 15 * 60


def make_token(user_id: int, unit_ids: list[int]) -> str:
    """Permission to watch one's own tasks and those of the units in which one holds a post now."""
    return signing.dumps({"p": user_id, "u": unit_ids}, salt=SALT, compress=True)


def read_token(token: str) -> tuple[int, frozenset[int]]:
    """Person and units of a ticket; raises `django.core.signing.BadSignature` when it is forged or too old."""
    allowed = signing.loads(token, salt=SALT, max_age=TICKET_SECONDS)
    return int(allowed["p"]), frozenset(int(u) for u in allowed["u"])
