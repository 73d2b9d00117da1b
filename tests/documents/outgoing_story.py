"""A small office for tests of outgoing documents, and a stand-in for the room that signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from tests.factories.accounts import make_official, principal_for
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.documents import gate
from thongsuot.documents.models import Document, Recipient
from thongsuot.documents.services import addressing, checking, drafting, issuing, signing

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BODY = "Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1. Kiện toàn Tổ công tác.\nĐiều 2. Quyết định có hiệu lực từ ngày ký."
LETTER = "UBND xã đề nghị các đơn vị phối hợp.\nTrân trọng./."


@dataclass
class StandInGate:
    """Signs by adding a line behind the end of the file; remembers what it was asked."""

    waiting: list[gate.Wanted] = field(default_factory=list)
    why_not: str = ""

    def request(self, wanted: Any, *, at: datetime) -> None:
        self.waiting += wanted

    def cancel(self, *, province_id: int, subject_id: int, at: datetime) -> None:
        self.waiting = [one for one in self.waiting if one.subject_id != subject_id]

    def lock(self, *, province_id: int, subject_id: int) -> None:
        """Nothing to lock."""

    def waits(self, *, province_id: int, subject_id: int) -> frozenset[str]:
        return frozenset(one.purpose for one in self.waiting if one.subject_id == subject_id)

    def missing(self, *, unit_id: int, user_id: int, at: datetime) -> str:
        return self.why_not

    def sign(self, document: Document, purpose: str, principal: Any, at: datetime = AT) -> None:
        wanted = next(one for one in self.waiting if one.subject_id == document.pk and one.purpose == purpose)
        unsigned = signing.prepare(wanted)
        with transaction.atomic():
            content = unsigned + f"\n% ký: {purpose} {principal.name}\n".encode()
            stored = files.store(content, "van-ban.pdf", owner_id=principal.user_id, at=at)
            signing.done(wanted, stored, principal, at)
        self.waiting.remove(wanted)

    def refuse(self, document: Document, reason: str, principal: Any, at: datetime = AT) -> None:
        wanted = next(one for one in self.waiting if one.subject_id == document.pk)
        self.waiting = [one for one in self.waiting if one.subject_id != document.pk]
        with transaction.atomic():
            signing.refused(wanted, reason, principal, at)


@contextmanager
def signed_by_stand_in(at: datetime, monkeypatch: Any) -> Iterator[StandInGate]:
    """The stand-in in the place of the room that signs; the clock of signing stands at the story's moment."""
    stand_in, before = StandInGate(), gate.current()
    gate.use(stand_in)
    monkeypatch.setattr(signing, "now", lambda: at)
    try:
        yield stand_in
    finally:
        gate.use(before)


class Office:
    """People of Mai Phụ, and the ways of a document up to each stage."""

    def __init__(self, world: Any, gate_: StandInGate) -> None:
        self.world, self.gate, self.unit = world, gate_, world.mai_phu
        self.drafter = make_official(world, "kinhte", Role.SPECIALIST, self.unit, "economy")
        self.leader = make_official(world, "vanphong", Role.UNIT_LEADER, self.unit, "office", title="Chánh Văn phòng")
        self.clerk = make_official(world, "vanthu", Role.DOCUMENT_CLERK, self.unit, "office")
        self.chair = make_official(
            world, "chutich", Role.CHAIR, self.unit, title="Chủ tịch UBND xã", full_name="Hồ Sỹ Tuấn"
        )
        self.deputy = make_official(
            world, "phochutich", Role.CHAIR, self.unit, title="Phó Chủ tịch UBND xã", full_name="Lê Thị Hoa"
        )

    def who(self, user: Any, at: datetime = AT) -> Any:
        return principal_for(user, at)

    def draft(self, type_key: str = "CV", *, summary: str = "phối hợp rà soát hộ tịch", body: str = "", **more: Any):
        text = drafting.Text(
            summary, body or (BODY if type_key in ("QD", "NQ") else LETTER), "Ủy ban nhân dân tỉnh Hà Tĩnh"
        )
        return drafting.start(
            unit_id=self.unit.id, type_key=type_key, text=text, principal=self.who(self.drafter), at=AT, **more
        )

    def addressed(self, document: Document, *more: addressing.To, mode: str = "TM", signer: Any = None) -> Document:
        to = [*more, addressing.To("Lưu: VT, KT", Recipient.Way.FILE)]
        addressing.set_recipients(document.uid, to=to, principal=self.who(self.drafter), at=AT)
        signer = signer or self.chair
        who = self.who(self.drafter)
        return addressing.set_signing(document.uid, mode=mode, signer_id=signer.pk, principal=who, at=AT)

    def to_sign(self, type_key: str = "CV", *more: addressing.To, mode: str = "TM", signer: Any = None) -> Document:
        document = self.addressed(self.draft(type_key), *more, mode=mode, signer=signer)
        checking.send_to_check(document.uid, principal=self.who(self.drafter), at=AT)
        checking.pass_content(document.uid, principal=self.who(self.leader), at=AT)
        return checking.pass_form(document.uid, principal=self.who(self.clerk), at=AT)

    def signed(self, type_key: str = "CV", *more: addressing.To, **how: Any) -> Document:
        document = self.to_sign(type_key, *more, **how)
        self.gate.sign(document, "person", self.who(how.get("signer") or self.chair))
        self.gate.sign(document, "seal", self.who(self.clerk))
        document.refresh_from_db()
        return document

    def issued(self, type_key: str = "CV", *more: addressing.To, **how: Any) -> Document:
        document = self.signed(type_key, *more, **how)
        return issuing.issue(document.uid, principal=self.who(self.clerk), at=AT)
