"""Giấy tờ của hồ sơ chưa trình ký số được, among what the unit may have signed now; each dossier once."""

from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import Dossier, PaperSigning
from thongsuot.dossiers.services.signing import present_again
from thongsuot.signatures import late
from thongsuot.signatures.late import Thing
from thongsuot.signatures.selectors.able import able_people, seal_stands


def register() -> None:
    """Said once, when the platform starts."""
    late.register(late.Source("dossier", _("kết quả, văn bản xin lỗi của hồ sơ"), (Role.CHAIR,), listed, ask))


def listed(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Hồ sơ có giấy tờ bị chặn, the oldest first; none while the unit or its heads cannot sign."""
    if not seal_stands(unit_id, at) or not able_people(unit_id, (Role.CHAIR,), at):
        return []
    blocked = PaperSigning.objects.filter(unit_id=unit_id, document_id=None, settled_at=None)
    rows = list(blocked.values("province_id", "dossier_id").annotate(since=Min("made_at")).order_by("since")[:limit])
    found = Dossier.objects.filter(province_id__in={row["province_id"] for row in rows})
    dossiers = found.in_bulk([row["dossier_id"] for row in rows])
    return [
        Thing(one.pk, one.code, one.applicant_name, row["since"], reverse("dossiers:dossier", args=[one.code]))
        for row in rows
        if (one := dossiers.get(row["dossier_id"]))
    ]


def ask(key: int, principal: Principal, at: datetime) -> None:
    """Trình ký lại giấy tờ của một hồ sơ, in the name of who asks."""
    code = Dossier.objects.filter(pk=key).values_list("code", flat=True).first()
    if code is None:
        raise NotFound()
    present_again(code=code, principal=principal, at=at)
