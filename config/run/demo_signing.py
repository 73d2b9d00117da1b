"""Ký tiếp văn bản dùng thử: once the platform runs, demo documents are really signed, sealed, sent on, in the background.

The trust centre that stamps the time is not there yet when the data are prepared, and nobody should wait for it. Every turn
does what can be done at that moment and comes back for the rest; whoever signs by hand meanwhile is in nobody's way. Where
this machine cannot sign, the documents stay what they are: waiting for their signer.
"""

import logging
from collections.abc import Sequence

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from config.run import token
from thongsuot.accounts.demo_cast import Cast
from thongsuot.common.errors import Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.documents import gate
from thongsuot.documents.demo import ToSign
from thongsuot.documents.models import Document, State
from thongsuot.documents.services import issuing
from thongsuot.documents.services.signing import is_sealed
from thongsuot.records.demo import go_on_with_batches
from thongsuot.signatures.models import SigningRun
from thongsuot.signatures.permissions import to_sign
from thongsuot.signatures.services import drop, sign
from thongsuot.signatures.signing import SigningRefused

LOGGER = logging.getLogger(__name__)
MOST_TURNS = 60
PAUSE = 5  # seconds between two turns; longer while nothing moves
Letter = dict[str, str]


def defer(letters: Sequence[ToSign]) -> None:
    """Xếp việc; in the caller's transaction, so that it comes with the documents or not at all."""
    given: list[Letter] = [
        {"uid": str(one.uid), "until": one.until, "signer": one.signer, "clerk": one.clerk, "leader": one.leader,
         "reason": one.reason}
        for one in letters
    ]  # fmt: skip
    app.configure_task("demo.go_on").defer(letters=_as_said(given), turn=0)


def _as_said(letters: list[Letter]) -> list[JSONValue]:
    return [{**one} for one in letters]


@app.task(name="demo.go_on")
def go_on(letters: list[Letter], turn: int) -> int:
    """Một lượt; returns how many documents are not yet where they should be."""
    if not settings.DEMO:
        return 0
    left, reading = take_turn(letters), _batches()
    if (left or reading) and turn < MOST_TURNS:
        wait = {"seconds": PAUSE if turn < MOST_TURNS // 2 else 6 * PAUSE}
        app.configure_task("demo.go_on", schedule_in=wait).defer(letters=_as_said(left), turn=turn + 1)
    return len(left)


@in_vietnamese()
def take_turn(letters: Sequence[Letter]) -> list[Letter]:
    """Ký, đóng dấu, phát hành, thu hồi what can be now; those that must be looked at again."""
    cast = Cast.gathered(now())
    for purpose, hand in ((gate.PERSON, "signer"), (gate.SEAL, "clerk")):
        wanted = [one for one in letters if purpose == gate.PERSON or one["until"] != "seal"]
        for name in dict.fromkeys(one[hand] for one in wanted):
            try:
                _sign([one for one in wanted if one[hand] == name], purpose, name, cast)
            except SigningRefused as refused:  # not this demonstration's token, or no key: a PIN is never tried again
                LOGGER.info("Thôi ký văn bản dùng thử: %s", refused.detail)
                return []
    return [one for one in letters if not _arrived(one, cast)]


def _sign(letters: list[Letter], purpose: str, name: str, cast: Cast) -> None:
    """One run of this person for all of them that wait; one that was stopped (no stamp yet) is begun anew."""
    who, at = cast.who(name, now()), now()
    ids = list(Document.objects.filter(uid__in=[one["uid"] for one in letters]).values_list("pk", flat=True))
    state = State.TO_SIGN if purpose == gate.PERSON else State.SIGNED
    ready = Document.objects.filter(pk__in=ids, state=state).values_list("pk", flat=True)
    waiting = to_sign(who).filter(subject_kind=gate.SUBJECT, subject_id__in=list(ready), purpose=purpose)
    wanted: list[int] = list(waiting.order_by("subject_id").values_list("pk", flat=True))
    if not wanted:
        return
    try:
        for stopped in SigningRun.objects.filter(
            user_id=who.user_id, state=SigningRun.State.PAUSED, rows__request_id__in=wanted
        ).distinct():
            drop(stopped.uid, principal=who, at=at)
        sign(wanted, principal=who, pin=token.PIN, at=at)  # another job carries it out
    except SigningRefused:
        raise
    except Refused as refused:
        LOGGER.info("Chưa ký được văn bản dùng thử: %s", refused.detail)


def _arrived(one: Letter, cast: Cast) -> bool:
    """Whether it is where it should be, after going the steps that need no signature."""
    document = Document.objects.filter(uid=one["uid"]).first()
    if document is None or document.state not in (State.TO_SIGN, State.SIGNED, State.ISSUED):
        return True
    if one["until"] == "seal":
        return document.state != State.TO_SIGN
    try:
        if document.state == State.SIGNED and is_sealed(document):
            document = issuing.issue(document.uid, principal=cast.who(one["clerk"], now()), at=now())
        if document.state == State.ISSUED and one["until"] == "recalled":
            leader = cast.who(one["leader"], now())
            document = issuing.recall(document.uid, reason=one["reason"], principal=leader, at=now())
    except Refused as refused:
        LOGGER.info("Chưa phát hành được văn bản dùng thử: %s", refused.detail)
    return document.state == (State.RECALLED if one["until"] == "recalled" else State.ISSUED)


def _batches() -> bool:
    try:
        return go_on_with_batches(at=now())
    except Refused as refused:
        LOGGER.info("Chưa chia được mẻ số hoá dùng thử: %s", refused.detail)
        return False
