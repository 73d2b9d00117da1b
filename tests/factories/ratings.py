"""Ratings as citizens give them, for the tests."""

from datetime import datetime

from tests.factories.dossiers import moment
from thongsuot.dossiers.act_tokens import Act, token_of
from thongsuot.dossiers.models import Dossier
from thongsuot.ratings import services
from thongsuot.ratings.models import Rating
from thongsuot.ratings.traces import Trace

AFTERNOON = moment(7, 15)


def token(code: str, act: Act = Act.RECEPTION) -> str:
    """The token on the paper of a dossier."""
    return token_of(Dossier.objects.get(code=code).uid, act)


def rate(
    code: str,
    level: int = 3,
    act: Act = Act.RECEPTION,
    *,
    comment: str = "",
    device: int = 0,
    at: datetime = AFTERNOON,
    **more: object,
) -> Rating:
    """One rating from a device of its own, unless told otherwise."""
    hand = (device or Dossier.objects.get(code=code).pk).to_bytes(16, "big")
    opinion = services.Opinion({"overall": level}, comment, **more)  # type: ignore[arg-type]
    return services.give(token=token(code, act), opinion=opinion, trace=Trace(hand, hand), at=at)
