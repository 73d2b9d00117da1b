"""Giấy tờ của hồ sơ chưa trình ký số được: counted for the register of signers, listed for who can do something."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.models import Dossier, DossierFile, PaperSigning
from thongsuot.signatures.blocked import Blocked

READERS = (Role.CHAIR, Role.UNIT_LEADER)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """Một giấy tờ bị chặn, with its dossier."""

    signing: PaperSigning
    code: str
    applicant: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """Một trang; `next` continues after its last row."""

    rows: list[Row]
    total: int
    next: int


def _blocked(units: Collection[int]):
    return PaperSigning.objects.filter(unit_id__in=units, document_id=None, settled_at=None)


def for_register(units: Collection[int]) -> dict[int, list[Blocked]]:
    """Số giấy tờ bị chặn của các đơn vị, by reason. One statement."""
    rows = (
        _blocked(units)
        .values("unit_id", "kind", "blocked_by")
        .annotate(count=Count("pk"), oldest=Min("made_at"))
        .order_by("oldest")
    )
    found: dict[int, list[Blocked]] = defaultdict(list)
    words = {PaperSigning.Kind.RESULT: _("kết quả hồ sơ"), PaperSigning.Kind.APOLOGY: _("văn bản xin lỗi, hẹn lại")}
    for row in rows:
        what = words[PaperSigning.Kind(row["kind"])]
        page = reverse("dossiers:unsigned")
        found[row["unit_id"]].append(
            Blocked(what, row["count"], row["oldest"], row["blocked_by"], page, tuple(READERS))
        )
    return found


def page_of(principal: Principal, *, after: int = 0) -> Page:
    """Giấy tờ bị chặn ở các đơn vị người này lãnh đạo, the oldest first; four statements for any number."""
    mine = _blocked(principal.units_with(*READERS))
    total = mine.count()
    found = list(mine.filter(pk__gt=after).order_by("pk")[: SHOWN + 1])
    shown = found[:SHOWN]
    provinces = {one.province_id for one in shown}
    dossiers = Dossier.objects.filter(province_id__in=provinces).in_bulk([one.dossier_id for one in shown])
    files = DossierFile.objects.filter(province_id__in=provinces)
    titles = dict(files.filter(pk__in=[one.file_id for one in shown if one.file_id]).values_list("pk", "title"))
    rows = [
        Row(
            one,
            dossiers[one.dossier_id].code,
            dossiers[one.dossier_id].applicant_name,
            titles.get(one.file_id or 0) or PaperSigning.Made(one.made).label.capitalize(),
        )
        for one in shown
    ]
    return Page(rows, total, shown[-1].pk if len(found) > SHOWN else 0)
