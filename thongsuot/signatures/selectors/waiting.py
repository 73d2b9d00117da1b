"""Hàng chờ ký của một người: what waits, what may be signed now and with which certificate. Two statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.org.selectors import unit_info
from thongsuot.signatures.models import Certificate, SigningRequest, SigningRow, SigningRun
from thongsuot.signatures.permissions import to_sign
from thongsuot.ui.due import Due, words

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """Một chữ ký đang chờ, as the queue shows it."""

    request: SigningRequest
    unit: str
    after: bool  # another signature of the same thing comes first
    in_run: bool
    due: Due

    @property
    def may_be_chosen(self) -> bool:
        """Whether it can be ticked."""
        return not (self.after or self.in_run)


def waiting(principal: Principal, at: datetime) -> list[Waiting]:
    """Hàng chờ, the nearest due first, at most two hundred."""
    earlier = SigningRequest.objects.filter(
        province_id=OuterRef("province_id"),
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        order__lt=OuterRef("order"),
        state=SigningRequest.State.WAITING,
    )
    running = SigningRow.objects.filter(request_id=OuterRef("pk"), state__in=["waiting", "signing"])
    found = to_sign(principal).annotate(after=Exists(earlier), in_run=Exists(running)).order_by("due_at", "pk")[:SHOWN]
    day = timezone.localdate(at)
    return [
        Waiting(one, unit_info(one.unit_id, day).full_name, one.after, one.in_run, words(one.due_at, at))
        for one in found
    ]


def certificates_of(principal: Principal, at: datetime) -> list[Certificate]:
    """Chứng thư người này ký được hôm nay: his own and the seals of his units. One statement."""
    from django.db.models import Q

    mine = Q(kind="person", user_id=principal.user_id) | Q(kind="seal", unit_id__in=principal.units_with())
    usable = Certificate.objects.filter(mine, revoked_at=None, valid_from__lte=at, valid_to__gt=at)
    return list(usable.order_by("kind", "-valid_to"))


def open_runs(principal: Principal) -> list[SigningRun]:
    """Lượt ký chưa xong của người này."""
    states = [SigningRun.State.ASKED, SigningRun.State.RUNNING, SigningRun.State.PAUSED]
    return list(SigningRun.objects.filter(user_id=principal.user_id, state__in=states).order_by("-made_at")[:5])


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng của lượt ký, with what it is about."""

    row: SigningRow
    code: str
    title: str
    page: str


def lines_of(run: SigningRun) -> list[Line]:
    """Các dòng của một lượt. Two statements."""
    rows = list(run.rows.order_by("position"))
    about = _requests(row.request_id for row in rows)
    return [Line(row, *about.get(row.request_id, ("", "", ""))) for row in rows]


def _requests(ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    found = SigningRequest.objects.filter(pk__in=list(ids)).values_list("pk", "subject_code", "subject_title", "page")
    return {pk: (code, title, page) for pk, code, title, page in found}
