"""Những gì lưu trữ giữ mà chưa ký số: minutes of hand-in and disposal, scans; offered once somebody can sign."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.records.digitising.permissions import SCANNERS
from thongsuot.records.digitising.services import signing_late
from thongsuot.records.models import Disposal, HandIn
from thongsuot.records.permissions import KEEPERS
from thongsuot.records.services import signing_disposals, signing_minutes
from thongsuot.signatures import late
from thongsuot.signatures.late import Thing
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import able_people


def register() -> None:
    """Said once, when the platform starts."""
    late.register(
        late.Source("scanned_document", _("bản số hoá đã lưu"), SCANNERS, signing_late.listed, signing_late.ask)
    )
    late.register(late.Source("hand_in", _("biên bản giao nhận nộp lưu"), KEEPERS, hand_ins, ask_hand_in))
    late.register(late.Source("disposal_minutes", _("biên bản huỷ tài liệu"), KEEPERS, disposals, ask_disposal))


def never_asked(rows: QuerySet, kind: str) -> QuerySet:
    """Those with no signature that stands or waits."""
    asked = SigningRequest.objects.filter(
        Q(state=SigningRequest.State.WAITING) | Q(state=SigningRequest.State.SIGNED, superseded=False),
        province_id=OuterRef("province_id"),
        subject_kind=kind,
        subject_id=OuterRef("pk"),
    )
    return rows.filter(~Exists(asked))


def hand_ins(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Biên bản nộp lưu chưa ký của phông đơn vị này giữ; none while no keeper there can sign."""
    if not able_people(unit_id, KEEPERS, at):
        return []
    closed = HandIn.objects.filter(fonds__keeper_id=unit_id, state=HandIn.State.CLOSED)
    rows = never_asked(closed, signing_minutes.SUBJECT).order_by("closed_at")[:limit]
    return [
        Thing(one.pk, f"BBNL {one}", one.title, one.closed_at, reverse("records:hand_in", args=[one.uid]))
        for one in rows
        if one.closed_at
    ]


def ask_hand_in(key: int, principal: Principal, at: datetime) -> None:
    """Trình ký: of each side the first who can, who did it before others; two different people."""
    hand = HandIn.objects.select_related("fonds").filter(pk=key).first()
    if hand is None:
        raise NotFound()
    receivers, givers = signing_minutes.receivers(hand, at), signing_minutes.givers(hand, at)
    pair = next(
        ((g.user_id, r.user_id) for r in receivers for g in givers if g.user_id != r.user_id), None
    )  # fmt: skip
    if pair is None:
        raise MoveNotAllowed(
            _("Mỗi bên cần một người có chứng thư số còn hiệu lực, hai người khác nhau."), code="no_certificate"
        )
    signing_minutes.ask(uid=hand.uid, giver_id=pair[0], receiver_id=pair[1], principal=principal, at=at)


def disposals(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Biên bản huỷ chưa ký mà người huỷ nay ký được."""
    able = [one.user_id for one in able_people(unit_id, KEEPERS, at)]
    done = Disposal.objects.filter(fonds__keeper_id=unit_id, state=Disposal.State.DONE, done_by_id__in=able)
    rows = never_asked(done.select_related("fonds"), signing_disposals.SUBJECT).order_by("done_at")[:limit]
    return [
        Thing(one.pk, f"BBH {one}", one.decision, one.done_at, reverse("records:disposal", args=[one.uid]))
        for one in rows
        if one.done_at
    ]


def ask_disposal(key: int, principal: Principal, at: datetime) -> None:
    """Trình ký biên bản huỷ."""
    found = Disposal.objects.filter(pk=key).first()
    if found is None:
        raise NotFound()
    signing_disposals.ask(uid=found.uid, principal=principal, at=at)
