"""Kho mẫu văn bản: put one on the shelf, replace it by a newer version, withdraw it. Files are read before anything is locked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.files.kinds import DOCX
from thongsuot.common.text import clean_line
from thongsuot.documents.models import DocumentTemplate, TemplateVersion
from thongsuot.documents.permissions import CLERKS, LEADERS, keeping_unit
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import document_types
from thongsuot.org.selectors import unit_info

SUBJECT = "document_template"
KEEPERS = (*CLERKS, *LEADERS)
MOST_BYTES = 10_000_000


def add(
    *,
    unit_id: int,
    type_key: str,
    name: str,
    content: bytes,
    file_name: str,
    principal: Principal,
    at: datetime,
    shared: bool = False,
) -> DocumentTemplate:
    """Thêm một mẫu vào kho của đơn vị. Raises Invalid (`template_name_taken`, what `blanks_of` refuses), Forbidden, NotFound."""
    keeping_unit(principal, unit_id, at, roles=KEEPERS)
    name = clean_line(name, field="name", limit=200)
    if not name:
        raise _wrong("name", _("Hãy đặt tên cho mẫu."))
    if type_key not in document_types():
        raise _wrong("type", _("Hãy chọn loại văn bản."))
    unit = unit_info(unit_id, local_day(at))
    province_id = unit.province_id or unit.id
    if shared and unit_id != province_id:
        raise _wrong("shared", _("Chỉ mẫu của tỉnh mới dùng chung được cho các đơn vị trong tỉnh."))
    blanks = _read(content)
    with transaction.atomic():
        made = DocumentTemplate(
            province_id=province_id, unit_id=unit_id, type=type_key, name=name, shared=shared, made_at=at
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as exc:
            message = _("Kho đã có mẫu cùng loại mang tên này. Hãy mở mẫu ấy và thay bằng bản mới, hoặc đặt tên khác.")
            raise _wrong("name", message, code="template_name_taken") from exc
        _put(made, content, file_name, blanks, principal, at)
        _write(made, "template_added", principal, at)
    return made


def replace(uid: UUID, *, content: bytes, file_name: str, principal: Principal, at: datetime) -> DocumentTemplate:
    """Thay bằng bản mới: new drafts begin from it; drafts made from the old version keep it, and it stays readable."""
    _kept(DocumentTemplate.objects.filter(uid=uid).first(), principal, at)
    blanks = _read(content)
    with transaction.atomic():
        found = _kept(DocumentTemplate.objects.select_for_update().filter(uid=uid).first(), principal, at)
        found.version += 1
        found.save(update_fields=["version"])
        _put(found, content, file_name, blanks, principal, at)
        _write(found, "template_replaced", principal, at)
    return found


@transaction.atomic
def withdraw(uid: UUID, *, principal: Principal, at: datetime) -> DocumentTemplate:
    """Ngừng dùng: nobody begins a document from it any more; what was made from it stays as it is."""
    found = _kept(DocumentTemplate.objects.select_for_update().filter(uid=uid).first(), principal, at)
    found.withdrawn_at, found.withdrawn_by_id = at, principal.user_id
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _write(found, "template_withdrawn", principal, at)
    return found


def _kept(found: DocumentTemplate | None, principal: Principal, at: datetime) -> DocumentTemplate:
    if found is None:
        raise NotFound()
    keeping_unit(principal, found.unit_id, at, roles=KEEPERS)
    if found.withdrawn_at:
        raise MoveNotAllowed(_("Mẫu này đã ngừng dùng, không thay đổi được nữa."), code="template_withdrawn")
    return found


def _read(content: bytes) -> list[str]:
    from thongsuot.documents.services.word_files import blanks_of

    if not content:
        raise _wrong("file", _("Hãy chọn tệp Word của mẫu."))
    if len(content) > MOST_BYTES:
        raise _wrong("file", _("Tệp Word lớn hơn 10 MB."), code="word_too_large")
    return blanks_of(content)


def _put(
    template: DocumentTemplate, content: bytes, name: str, blanks: list[str], principal: Principal, at: datetime
) -> None:
    file = files.store(content, name or "mau.docx", principal.user_id, accepted=(DOCX,), at=at)
    TemplateVersion.objects.create(
        province_id=template.province_id,
        template=template,
        version=template.version,
        file=file,
        blanks=blanks,
        put_at=at,
        put_by_id=principal.user_id,
    )


def _write(template: DocumentTemplate, verb: str, principal: Principal, at: datetime) -> None:
    data: dict[str, Any] = {"name": template.name, "type": template.type, "version": template.version}
    entry = journal.Entry(
        province_id=template.province_id,
        subject_kind=SUBJECT,
        subject_id=template.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id,
        unit_id=template.unit_id,
        data=data,
    )
    journal.note([entry])


def _wrong(field: str, message: str, *, code: str = "invalid_input") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])
