"""Ki-ốt: what its pages share. Nobody is remembered: no cookie, no session; a form carries its own signed mark instead."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.errors import Invalid
from thongsuot.hall.selectors.setup import Hall, ServiceInfo, unit_with_hall
from thongsuot.org.selectors import UnitInfo, require_in_force
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.models import Kind
from thongsuot.procedures.search import search, usual_first
from thongsuot.procedures.selectors import all_in_force, assigned
from thongsuot.ui import slots

SALT = "portal.kiosk"
FORM_SECONDS = 15 * 60
MARK = "csrfmiddlewaretoken"
MOST_SHOWN = 7
# Life events in the words people use at the desk, and what is searched for each.
LIFE_EVENTS: tuple[tuple[str | Promise, str], ...] = (
    (gettext_lazy("Sinh con"), "khai sinh"),
    (gettext_lazy("Kết hôn"), "kết hôn"),
    (gettext_lazy("Có người mất"), "khai tử"),
    (gettext_lazy("Sao y, chứng thực"), "chứng thực bản sao"),
    (gettext_lazy("Chuyển chỗ ở"), "thường trú"),
    (gettext_lazy("Đất, nhà"), "đất"),
    (gettext_lazy("Mở quán, buôn bán"), "hộ kinh doanh"),
    (gettext_lazy("Trợ cấp, người già"), "trợ cấp"),
)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Một ki-ốt: the unit where it stands and its hall."""

    unit: UnitInfo
    hall: Hall
    day: date


def kiosk_of(code: str, at: datetime) -> Kiosk:
    """The kiosk of a unit; 422 with successors for an old code, 404 where there is no hall."""
    day = timezone.localdate(at)
    unit = require_in_force(code, day)
    return Kiosk(unit, unit_with_hall(unit), day)


def offered(kiosk: Kiosk) -> list[Version]:
    """Procedures people can do here today."""
    here = assigned(kiosk.unit.id, kiosk.day)
    return [v for v in all_in_force(kiosk.day) if v.code in here and v.kind != Kind.STANDARD_INTERNAL]


def found(kiosk: Kiosk, q: str, field: str) -> list[Version]:
    """What fits the words, with or without marks; the usual matters first where nothing was said."""
    hits = [v for _score, v in search(q, field, kiosk.unit.id, kiosk.day) if v.kind != Kind.STANDARD_INTERNAL]
    return hits if q or field else usual_first(hits)


def service_of(kiosk: Kiosk, version: Version) -> ServiceInfo | None:
    """Where one takes a number for this procedure."""
    return kiosk.hall.service_for(version.field)


def new_mark() -> tuple[str, UUID]:
    """A mark for a form of the kiosk and the name of the ticket it may make: good for a quarter of an hour, for one ticket."""
    uid = uuid4()
    return signing.dumps(uid.hex, salt=SALT), uid


def uid_of_mark(request: HttpRequest) -> UUID:
    """The ticket's name in a sent form; raises Invalid `form_old` for a mark that is not ours or too old."""
    try:
        return UUID(signing.loads(request.POST.get(MARK, ""), salt=SALT, max_age=FORM_SECONDS))
    except (signing.BadSignature, ValueError):
        raise Invalid(_("Màn hình này đã cũ. Hãy về trang đầu và làm lại."), code="form_old") from None


def register() -> None:
    """The kiosk's address among the links of the hall's head; called once at start."""
    slots.fill("hall.links", "portal/kiosk/_link.html", _link)


def _link(request: HttpRequest, *, unit: UnitInfo) -> dict[str, str]:
    return {"address": reverse("portal:kiosk", args=[unit.code])}
