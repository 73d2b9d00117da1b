"""Số thứ tự và hồ sơ là một: what was received in a turn is linked to it, and the reception ends the turn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers import journalling
from thongsuot.dossiers.models import TicketDossier
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.hall import services as hall
from thongsuot.hall.selectors.turns import turn_of


@transaction.atomic
def join(*, uid: UUID, loaded: Loaded, principal: Principal, at: datetime) -> TicketDossier:
    """Gắn hồ sơ vừa nhận với số thứ tự và kết thúc lượt; a further dossier of the same person moves the turn's end.

    Again for the same dossier: nothing. NotFound where the turn is not this clerk's, or of another hall.
    """
    known = TicketDossier.objects.filter(code=loaded.dossier.code).first()
    if known is not None:
        return known
    turn = turn_of(principal, uid, at)
    if turn is None or turn.unit_id != loaded.dossier.receiving_unit_id:
        raise NotFound(_("Số thứ tự này không ở quầy của bạn nên hồ sơ được nhận không kèm số."))
    dossier = loaded.dossier
    link = TicketDossier.objects.create(
        province_id=dossier.province_id, ticket_uid=uid, label=turn.label, dossier_id=dossier.pk, code=dossier.code,
        added_at=at,
    )  # fmt: skip
    helper = turn.said.get("helper", "")
    note = (
        _("Số %(label)s. Người giúp khai ở ki-ốt: %(name)s.") % {"label": turn.label, "name": helper} if helper else ""
    )
    journalling.write(loaded, "received_in_turn", principal=principal, at=at, ticket=turn.label, note=note)
    hall.finish(uid=uid, principal=principal, at=at, reason=dossier.code)
    return link


@transaction.atomic
def join_served(
    *, uid: UUID, served: hall.Served, loaded: Loaded, principal: Principal, at: datetime
) -> TicketDossier | None:
    """Số đã phục vụ khi mất mạng và hồ sơ là một; None where the unit has no hall. Again for the same dossier: nothing."""
    dossier = loaded.dossier
    ticket = hall.join_served(uid=uid, unit_id=dossier.receiving_unit_id, served=served, principal=principal, at=at)
    if ticket is None:
        return None
    link, made = TicketDossier.objects.get_or_create(
        code=dossier.code,
        defaults={
            "province_id": dossier.province_id, "ticket_uid": uid, "label": ticket.label, "dossier_id": dossier.pk,
            "added_at": at,
        },
    )  # fmt: skip
    if made:
        journalling.write(loaded, "received_in_turn", principal=principal, at=at, ticket=ticket.label)
    return link
