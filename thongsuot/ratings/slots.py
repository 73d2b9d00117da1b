"""Chỗ cắm của đánh giá: on the page of a citizen's own dossier, which acts wait for a rating and what was answered."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from thongsuot.common.now import now
from thongsuot.dossiers.act_tokens import Act, rating_address, rating_path
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.selectors import UnitInfo
from thongsuot.ratings import acts, scales
from thongsuot.ratings.models import Rating, RatingAnswer
from thongsuot.ui import slots


def register() -> None:
    """Called by `ready()`."""
    slots.fill("citizen.dossier", "ratings/_citizen.html", on_own_dossier, order=80)
    slots.fill("counter.done", "ratings/_done.html", at_the_counter, order=80)
    slots.fill("kiosk.home", "ratings/_kiosk.html", at_the_kiosk, order=80)


def at_the_counter(request: HttpRequest, *, loaded: Loaded) -> dict[str, Any] | None:
    """For what is done at once no paper is printed: the citizen takes the code from the clerk's screen. No statement."""
    if not loaded.version.immediate or loaded.dossier.received_at is None:
        return None
    return {"address": rating_address(loaded.dossier.uid, Act.RECEPTION)}


def at_the_kiosk(request: HttpRequest, *, unit: UnitInfo) -> dict[str, Any]:
    """A door of the kiosk's first page; no statement."""
    return {"unit": unit}


def on_own_dossier(request: HttpRequest, *, loaded: Loaded) -> dict[str, Any] | None:
    """Acts that are done, each with its rating or the way to it; nothing before the reception. One statement."""
    dossier, at = loaded.dossier, now()
    done = [act for act in Act if acts.happened(dossier, act)]
    if not done or not request.principal.is_citizen:
        return None
    ratings = {r.act: r for r in _given(dossier.province_id, dossier.pk)}
    rows = [_row(dossier, act, ratings.get(act), at) for act in done]
    return {"rows": [row for row in rows if row["words"] or row["path"]]}


def _given(province_id: int, dossier_id: int) -> list[Rating]:
    answer = RatingAnswer.objects.filter(rating_id=OuterRef("pk")).values("text")
    found = Rating.objects.filter(province_id=province_id, dossier_id=dossier_id)
    return list(found.annotate(answer_text=Subquery(answer)))


def _row(dossier: Any, act: Act, rating: Rating | None, at: Any) -> dict[str, Any]:
    words = scales.scale_of(rating.scale).label(rating.level) if rating else ""
    open_now = rating is None and acts.may_be_rated(dossier, act, at)
    return {
        "label": act.label,
        "words": words,
        "answer": (rating.answer_text or "") if rating else "",  # type: ignore[attr-defined]
        "path": rating_path(dossier.uid, act) if open_now else "",
    }
