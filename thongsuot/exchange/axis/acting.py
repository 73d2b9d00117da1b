"""Làm điều thông điệp nói: a new document arrives, an earlier one is taken back, updated or replaced."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.documents.models import Document
from thongsuot.documents.services import from_sender, sending_back
from thongsuot.exchange.axis import arrival, connection, into_documents, places, queueing
from thongsuot.exchange.axis.edxml.messages import Message
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode
from thongsuot.exchange.models import AxisIn, AxisTie
from thongsuot.org.selectors import UnitInfo


@dataclass(slots=True)
class Done:
    """Kết quả: `ask`: a person of the unit has to agree; `lacking`: a cause why nothing could be done."""

    document_id: int | None = None
    unit_id: int | None = None
    province_id: int | None = None
    detail: str = ""
    ask: bool = False
    lacking: str = ""

    def about(self, document: Document) -> None:
        """The first document that it concerns is shown with the message."""
        if self.document_id is None:
            self.document_id, self.unit_id = document.pk, document.unit_id
            self.province_id = document.province_id


def prepare(message: Message, at: datetime) -> arrival.Filed:
    """Cất tệp trước, outside any transaction. Raises Refused."""
    return [] if message.doc_type == DocType.RECALL else arrival.store_files(message, at)


def act(row: AxisIn, message: Message, filed: arrival.Filed, at: datetime) -> Done:
    """Làm; inside the caller's transaction. Raises Misplaced when no receiver of ours can be found."""
    if message.doc_type in (DocType.RECALL, DocType.UPDATE):
        return _change(row, message, filed, at)
    done = Done()
    for unit, code in _receivers(row, message, done, at):
        document, fresh = into_documents.arrive(unit, message, filed, at=at)
        arrival.tie(document, message, code, at)
        done.about(document)
        if fresh:
            _answer(document, StatusCode.ARRIVED, row, at)
        if message.doc_type == DocType.REPLACE:
            _supersede(row, message, document, done, at)
    return done


def _receivers(row: AxisIn, message: Message, done: Done, at: datetime) -> list[tuple[UnitInfo, str]]:
    """Units of ours that it is for, each once, with the code it was addressed by; who is not found is answered 02."""
    ours = [one.organ_id for one in message.receivers if one.organ_id and connection.is_ours(one.organ_id)]
    if not ours:
        done.lacking = "receiver_not_here"
        return []
    found: dict[int, tuple[UnitInfo, str]] = {}
    lost: list[tuple[str, places.Misplaced]] = []
    for code in ours:
        try:
            unit = places.holder(code, arrival.issued_day(message, row), timezone.localdate(at))
            found.setdefault(unit.id, (unit, code))
        except places.Misplaced as problem:
            lost.append((code, problem))
    if not found:
        raise lost[0][1]
    some = next(iter(found.values()))[0]
    for code, why in lost:
        done.detail = why.words
        _answer_lost(row, message, code, why, some, at)
    return list(found.values())


def _answer_lost(
    row: AxisIn, message: Message, code: str, problem: places.Misplaced, some: UnitInfo, at: datetime
) -> None:
    about = {
        "organ_id": message.sender.organ_id,
        "code": arrival.sign_of(message),
        "issued_on": message.promulgated_on.isoformat() if message.promulgated_on else None,
        "document_id": message.document_id,
    }
    queueing.queue_answer(
        StatusCode.REFUSED, about=about, sender=code, province_id=some.province_id or some.id, unit_id=some.id,
        origin=f"in:{row.pk}:{code}", words=problem.words, code=arrival.sign_of(message), at=at,
    )  # fmt: skip


def _answer(document: Document, status: StatusCode, row: AxisIn, at: datetime, words: str = "") -> None:
    queueing.queue_status(document, status, origin=f"in:{row.pk}:{document.pk}", words=words, at=at)


def known(key: str) -> list[Document]:
    """Văn bản đến của ta mang mã này trên trục."""
    ties = (
        AxisTie.objects.filter(document_key=key[:200], incoming=True)
        .order_by("id")
        .values_list("document_id", flat=True)
    )
    return list(Document.objects.filter(pk__in=list(ties)).order_by("id"))


def _change(row: AxisIn, message: Message, filed: arrival.Filed, at: datetime) -> Done:
    done, ours = Done(), known(message.subject_document_id)
    if not ours:
        done.lacking, done.detail = "document_not_here", message.subject_document_id[:120]
    for document in ours:
        done.about(document)
        if from_sender.may_change_unasked(document):
            agree(row, message, document, filed, principal=None, at=at)
        elif message.doc_type == DocType.RECALL:  # its clerk answers on the document's own page
            sending_back.recall_asked(document_id=document.pk, reason=message.reason, at=at)
            done.detail = _("Đơn vị đang giải quyết văn bản này; văn thư đã được giao việc trả lời.")
        else:
            done.ask = True
            done.detail = _("Đơn vị đang giải quyết văn bản này: phải có người trả lời nơi gửi.")
    return done


def agree(
    row: AxisIn,
    message: Message,
    document: Document,
    filed: arrival.Filed,
    *,
    principal: Principal | None,
    at: datetime,
) -> None:
    """Đồng ý lấy lại hoặc cập nhật; the sender learns it. Inside the caller's transaction."""
    if message.doc_type == DocType.RECALL:
        from_sender.take_back(document, reason=message.reason, principal=principal, at=at)
        _answer(document, StatusCode.AGREED, row, at)
        _answer(document, StatusCode.TAKEN_BACK, row, at)
        return
    from_sender.amend(document, summary=message.subject, files=filed, reason=message.reason, principal=principal, at=at)
    _answer(document, StatusCode.AGREED, row, at)


def _supersede(row: AxisIn, message: Message, new: Document, done: Done, at: datetime) -> None:
    keys = [one.document_id for one in message.replaced] or [message.business_document_id]
    for old in (one for key in keys if key for one in known(key)):
        if old.unit_id != new.unit_id or old.pk == new.pk:
            continue
        closed = from_sender.supersede(old, new, reason=message.reason, principal=None, at=at)
        if closed:
            _answer(old, StatusCode.AGREED, row, at)
        else:
            done.detail = _("Văn bản cũ đang được giải quyết; đã ghi mối liên hệ, đơn vị xem lại.")
