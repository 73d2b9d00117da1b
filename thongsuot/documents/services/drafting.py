"""Soạn thảo: start a draft, save its versions, say something about it. Who saves over a newer version is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, Refused
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_line, clean_text
from thongsuot.documents import journalling
from thongsuot.documents.issuers import abbreviation_of, issuer_of
from thongsuot.documents.models import (
    Direction,
    Document,
    DocumentLink,
    DraftComment,
    DraftVersion,
    State,
    TemplateVersion,
    Urgency,
)
from thongsuot.documents.permissions import CLERKS, LEADERS, WORKERS, need
from thongsuot.documents.secrecy import refuse_secret
from thongsuot.documents.services import turning
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import document_types, notation
from thongsuot.org.selectors import unit_info

BODY_LIMIT = 200_000
# Until it is signed its text may be changed by whoever has it in hand at that stage.
EDITABLE = (State.DRAFTING, State.CONTENT_CHECK, State.FORM_CHECK)


@dataclass(frozen=True, slots=True)
class Text:
    """Nội dung một bản thảo, as typed."""

    summary: str
    body: str = ""
    addressed_to: str = ""
    appendix: str = ""
    urgency: int = Urgency.NORMAL
    due_at: datetime | None = None


class DraftChanged(Refused):
    """Có phiên bản mới hơn: somebody else saved while this one was being typed."""

    code, status = "draft_changed", 409


@transaction.atomic
def start(
    *,
    unit_id: int,
    type_key: str,
    text: Text,
    principal: Principal,
    at: datetime,
    organ_id: int | None = None,
    links: Sequence[tuple[str, int]] = (),
    made_from: TemplateVersion | None = None,
) -> Document:
    """Bắt đầu soạn một văn bản đi; `links` to other documents (kind, id). Raises Invalid, Secret, NotFound, Forbidden."""
    need(principal, unit_id, *WORKERS)
    if type_key not in document_types():
        message = _("Hãy chọn loại văn bản.")
        raise Invalid(code="type_unknown", errors=[{"field": "type", "message": message}])
    text = cleaned(text)
    day = local_day(at)
    unit, post = unit_info(unit_id, day), next(iter(principal.posts_in(unit_id)))
    organ = organ_id or post.organ_id
    issuer = issuer_of(unit_id, day)
    document = Document(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        direction=Direction.OUTGOING,
        type=type_key,
        state=State.DRAFTING,
        notation=notation(type_key, issuer.short, abbreviation_of(unit_info(organ, day)) if organ else ""),
        summary=text.summary,
        issuer_name=issuer.lines[-1],
        issuer_unit_id=unit_id,
        urgency=text.urgency,
        due_at=text.due_at,
        organ_id=organ,
        lead_id=principal.user_id,
        revision=1,
        created_at=at,
        created_by_id=principal.user_id,
    )
    turning.begin(document, principal=principal, at=at)
    _keep(document, text, principal, at, made_from.file if made_from else None, made_from)
    DocumentLink.objects.bulk_create(
        DocumentLink(province_id=document.province_id, document=document, kind=kind, other_id=other, made_at=at)
        for kind, other in links
    )
    return document


@transaction.atomic
def save(
    uid: UUID,
    *,
    seen: int,
    text: Text,
    principal: Principal,
    at: datetime,
    source: StoredFile | None = None,
    made_from: TemplateVersion | None = None,
) -> Document:
    """Lưu một phiên bản mới over revision `seen`. Raises DraftChanged when there is a newer one; nothing is lost then."""
    document, unit_id = editable(uid, principal)
    if document.revision != seen:
        last = DraftVersion.objects.filter(province_id=document.province_id, document=document).select_related(
            "saved_by"
        )
        newest = last.order_by("-revision").first()
        raise DraftChanged(
            _(
                "%(who)s đã lưu phiên bản %(n)d trong lúc bạn soạn. Chữ bạn gõ vẫn ở trên trang; hãy so với bản mới rồi lưu lại."
            )
            % {"who": newest.saved_by if newest else "", "n": document.revision},
            revision=document.revision,
        )
    text = cleaned(text)
    document.revision += 1
    document.summary, document.urgency, document.due_at = text.summary, text.urgency, text.due_at
    document.save(update_fields=["revision", "summary", "urgency", "due_at"])
    if source is None and made_from is None:  # typed on: it still comes from the template it began with
        made_from = _began_from(document)
    elif made_from:
        source = made_from.file
    _keep(document, text, principal, at, source, made_from)
    journalling.write(document, "draft_saved", principal=principal, at=at, unit_id=unit_id, revision=document.revision)
    return document


def editable(uid: UUID, principal: Principal) -> tuple[Document, int]:
    """Khoá một bản thảo để sửa: anybody of the unit while it is drafted; who checks it, while it is checked."""
    document, unit_id = turning.locked(uid, principal, EDITABLE)
    if document.state != State.DRAFTING and not principal.roles_in(unit_id) & {*LEADERS, *CLERKS}:
        raise Forbidden(
            _("Văn bản đang được kiểm tra: chỉ lãnh đạo hoặc văn thư sửa được. Muốn sửa, xin trả lại trước.")
        )
    return document, unit_id


@transaction.atomic
def comment(uid: UUID, *, words: str, principal: Principal, at: datetime) -> None:
    """Góp ý vào bản thảo."""
    document, _unit = turning.locked(uid, principal, (*EDITABLE, State.TO_SIGN))
    note(document, words, principal, at)


def note(document: Document, words: str, principal: Principal, at: datetime, *, sends_back: bool = False) -> str:
    """Ghi một ý kiến. Inside the caller's transaction; returns it cleaned."""
    said = clean_text(words, field="words", limit=4000)
    refuse_secret(said)
    if not said:
        message = _("Hãy ghi lý do trả lại.") if sends_back else _("Hãy ghi ý kiến.")
        raise Invalid(code="comment_missing", errors=[{"field": "words", "message": message}])
    DraftComment.objects.create(
        province_id=document.province_id,
        document=document,
        revision=document.revision,
        text=said,
        sends_back=sends_back,
        made_at=at,
        made_by_id=principal.user_id,
    )
    return said


def cleaned(text: Text) -> Text:
    """Sạch ở cửa: NFC, no control characters; secrecy marks refused. Raises Invalid, Secret."""
    summary = clean_line(text.summary, field="summary", limit=600)
    body = clean_text(text.body, field="body", limit=BODY_LIMIT)
    to = clean_text(text.addressed_to, field="addressed_to", limit=4000)
    appendix = clean_text(text.appendix, field="appendix", limit=BODY_LIMIT)
    refuse_secret(summary, body, to, appendix)
    if not summary:
        message = _("Hãy ghi trích yếu nội dung.")
        raise Invalid(code="summary_missing", errors=[{"field": "summary", "message": message}])
    if text.urgency not in Urgency.values:
        message = _("Hãy chọn độ khẩn.")
        raise Invalid(code="urgency_unknown", errors=[{"field": "urgency", "message": message}])
    return Text(summary, body, to, appendix, text.urgency, text.due_at)


def _began_from(document: Document) -> TemplateVersion | None:
    versions = DraftVersion.objects.filter(province_id=document.province_id, document=document)
    last = versions.exclude(source=None).select_related("made_from").order_by("-revision").first()
    return last.made_from if last else None


def _keep(
    document: Document,
    text: Text,
    principal: Principal,
    at: datetime,
    source: StoredFile | None = None,
    made_from: TemplateVersion | None = None,
) -> None:
    DraftVersion.objects.create(
        province_id=document.province_id,
        document=document,
        revision=document.revision,
        summary=text.summary,
        addressed_to=text.addressed_to,
        body=text.body,
        appendix=text.appendix,
        source=source,
        made_from=made_from,
        saved_at=at,
        saved_by_id=principal.user_id,
    )
