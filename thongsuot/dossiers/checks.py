"""Kiểm tra hồ sơ nộp vào: what must hold before anything is written; every refusal names field and remedy."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.text import clean_line
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.models import Channel, DossierComponent
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, require_in_force
from thongsuot.procedures.forms import validate
from thongsuot.procedures.selectors import Component, Version, abolished, assigned, components_for, version_in_force
from thongsuot.procedures.words import abolition_words

APPLICANT_TYPES = {"citizen", "enterprise", "organisation", "foreigner", "household"}
PHONE = re.compile(r"^\+?[0-9 .()-]{8,20}$")
SOURCES = frozenset(DossierComponent.Source.values)
EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}$")


def invalid(field: str, message: str, code: str = "invalid_input", **extra: Any) -> Invalid:
    """One field's refusal."""
    return Invalid(message, code=code, errors=[{"field": field, "message": message}], **extra)


def version_for(submission: Submission, on: date) -> Version:
    """The version in force that day, and a case that belongs to it."""
    version = version_of_day(submission.procedure_code, on)
    if submission.case_code and version.case(submission.case_code) is None:
        raise invalid("case_code", _("Thủ tục này không có trường hợp mang mã đó."), "case_unknown")
    if submission.channel not in Channel.values:
        raise invalid("channel", _("Cách nộp phải là một trong: DIRECT, ONLINE, POSTAL, KIOSK."), "channel_unknown")
    if version.channel(submission.channel) is None and submission.channel != Channel.KIOSK:
        raise invalid("channel", _("Thủ tục này không nhận theo cách nộp đó."), "channel_not_offered")
    return version


def version_of_day(code: str, on: date) -> Version:
    """Phiên bản áp dụng cho hồ sơ tiếp nhận trong ngày.

    An abolished procedure names its decision and what replaces it; one without internal process says who gives it one.
    """
    version = version_in_force(code, on)
    if version is not None and version.receivable:
        return version
    if version is not None:
        raise invalid(
            "procedure_code",
            _(
                "Thủ tục %(code)s chưa có quy trình nội bộ nên chưa tiếp nhận được. Người kiểm soát thủ tục của tỉnh cần "
                "gán quy trình trong Danh mục thủ tục."
            )
            % {"code": version.code},
            "procedure_without_process",
        )
    last = abolished(code, on)
    if last is not None:
        raise invalid(
            "procedure_code",
            abolition_words(last),
            "procedure_abolished",
            decision=last.ended_by.number if last.ended_by else None,
            replaced_by=list(last.replaced_by),
        )
    raise invalid(
        "procedure_code",
        _("Không có thủ tục mang mã “%(code)s” đang hiệu lực. Xem danh mục thủ tục để chọn lại.") % {"code": code[:40]},
        "procedure_unknown",
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Đơn vị tiếp nhận và đơn vị giải quyết."""

    receiving: UnitInfo
    competent: UnitInfo


def places_for(submission: Submission, version: Version, on: date) -> Places:
    """Both units in force that day; a code that is not raises `unit_not_in_force` with its successors."""
    receiving = require_in_force(submission.receiving_unit, on, field="receiving_unit", levels={Level.COMMUNE})
    competent = receiving
    if submission.competent_unit and submission.competent_unit != submission.receiving_unit:
        competent = require_in_force(submission.competent_unit, on, field="competent_unit", levels={Level.COMMUNE})
    for unit, field in ((receiving, "receiving_unit"), (competent, "competent_unit")):
        if not unit.identifier:
            raise invalid(
                field,
                _(
                    "%(unit)s chưa có mã định danh nên chưa cấp được mã hồ sơ. Quản trị tỉnh cần nạp danh sách mã định danh."
                )
                % {"unit": unit.full_name},
                "unit_without_identifier",
            )
    if competent != receiving:
        if not version.non_territorial:
            raise invalid("competent_unit", _("Thủ tục này chỉ nhận tại đơn vị giải quyết."), "not_non_territorial")
        if competent.province_id != receiving.province_id:
            raise invalid("competent_unit", _("Hai đơn vị không cùng một tỉnh."), "other_province")
    if version.code not in assigned(competent.id, on):
        raise invalid(
            "procedure_code",
            _("%(unit)s chưa được giao thủ tục này.") % {"unit": competent.full_name},
            "procedure_not_assigned",
        )
    return Places(receiving, competent)


def channel_allowed(principal: Principal, submission: Submission, receiving: UnitInfo) -> bool:
    """Refuse who may not file here; answers whether the dossier is received in the same act."""
    if Role.COUNTER_CLERK in principal.roles_in(receiving.id):
        return submission.receive if submission.receive is not None else submission.channel == Channel.DIRECT
    if principal.kind == "citizen" or principal.has(Role.INTEGRATION):
        if submission.receive:
            raise Forbidden(_("Chỉ cán bộ một cửa của đơn vị tiếp nhận mới tiếp nhận được hồ sơ."))
        if principal.kind == "citizen" and submission.channel not in (Channel.ONLINE, Channel.KIOSK):
            raise invalid("channel", _("Công dân nộp trực tuyến hoặc tại ki-ốt."), "channel_not_offered")
        if principal.kind == "citizen" and submission.competent_unit not in ("", submission.receiving_unit):
            message = _("Nộp trực tuyến thì nộp thẳng cho nơi giải quyết, không qua nơi khác nhận hộ.")
            raise invalid("competent_unit", message, "receiving_elsewhere")
        return False
    raise Forbidden(
        _("Anh/chị không giữ chức vụ một cửa ở %(unit)s nên không nhận hồ sơ cho đơn vị này được.")
        % {"unit": receiving.full_name}
    )


def applicant_checked(applicant: Applicant, *, at: datetime) -> Applicant:
    """Clean names and numbers; refuse with the field named."""
    errors: list[dict[str, str]] = []

    def text(field: str, value: str, limit: int, *, required: bool = False) -> str:
        try:
            cleaned = clean_line(value, limit=limit)
        except Invalid as refused:
            errors.append({"field": f"applicant.{field}", "message": refused.errors[0]["message"]})
            return ""
        if required and not cleaned:
            errors.append({"field": f"applicant.{field}", "message": _("Cần điền mục này.")})
        return cleaned

    name = text("name", applicant.name, 200, required=True)
    address = text("address", applicant.address, 300)
    phone = text("phone", applicant.phone, 20)
    email = text("email", applicant.email, 254)
    number = "".join(applicant.id_number.split())
    problem = problem_of_id_number(number) if number and applicant.type in ("citizen", "household") else ""
    if problem:
        errors.append({"field": "applicant.id_number", "message": problem})
    elif len(number) > 30 or not number.isascii():
        errors.append(
            {
                "field": "applicant.id_number",
                "message": _("Số giấy tờ chỉ gồm chữ số và chữ cái không dấu, tối đa 30 ký tự."),
            }
        )
    if applicant.type not in APPLICANT_TYPES:
        errors.append({"field": "applicant.type", "message": _("Loại chủ hồ sơ không có trong danh mục.")})
    if phone and not PHONE.match(phone):
        errors.append({"field": "applicant.phone", "message": _("Số điện thoại chỉ gồm 8–20 chữ số.")})
    if email and not EMAIL.match(email):
        errors.append({"field": "applicant.email", "message": _("Địa chỉ thư điện tử phải có dạng ten@noi.vn.")})
    if applicant.birth_date and not date(1875, 1, 1) <= applicant.birth_date <= timezone.localtime(at).date():
        errors.append({"field": "applicant.birth_date", "message": _("Ngày sinh không hợp lý.")})
    if errors:
        code = "id_number_invalid" if problem and len(errors) == 1 else "invalid_input"
        raise Invalid(errors[0]["message"], code=code, errors=errors)
    return Applicant(name, applicant.type, number, applicant.birth_date, phone, email, address)


def form_checked(version: Version, submission: Submission) -> dict[str, Any]:
    """Biểu mẫu điện tử: complete when filed online; at the counter the paper may hold what is not typed."""
    partial = submission.channel in (Channel.DIRECT, Channel.POSTAL) or submission.elsewhere is not None
    return validate(version, submission.case_code, submission.form, submission.channel, partial=partial)


@dataclass(frozen=True, slots=True)
class Papers:
    """Components ready to be written, and the files they bring."""

    rows: list[dict[str, Any]]
    files: list[dict[str, Any]]
    given: frozenset[str]


def papers_checked(
    version: Version, case_code: str, filed: Sequence[FiledComponent], *, owner_id: int, online: bool
) -> Papers:
    """Every component known once, every file the person's own; one statement when there are files, none otherwise."""
    known = {c.code: c for c in components_for(version, case_code)}
    stored = _stored_files(filed, owner_id)
    rows: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    sent: set[str] = set()
    for position, item in enumerate(filed):
        component = known.get(item.code)
        where = f"components[{position}]"
        if component is None:
            raise invalid(
                f"{where}.code",
                _("Thành phần “%(code)s” không có trong thủ tục này.") % {"code": item.code[:60]},
                "component_unknown",
            )
        if item.source not in SOURCES:
            raise invalid(f"{where}.source", _("Nguồn phải là FILED, SHOWN, REUSED hoặc FROM_DATABASE."))
        if not (0 <= item.originals <= 999 and 0 <= item.copies <= 999):
            raise invalid(where, _("Số bản chính, bản sao phải từ 0 đến 999."))
        if any(row["code"] == item.code for row in rows):
            raise invalid(f"{where}.code", _("Thành phần này đã khai một lần rồi."), "component_twice")
        brought = [stored[f] for f in item.file_ids]
        uids = [f["uid"] for f in brought]
        if len({*uids} - sent) < len(uids):
            raise invalid(
                f"{where}.file_ids",
                _("Một tệp chỉ kèm cho một thành phần. Nếu một bản quét có nhiều giấy tờ, hãy tách thành từng tệp."),
                "file_twice",
            )
        sent.update(uids)
        if online and item.source == "FILED" and not brought and not component.is_form:
            raise invalid(
                f"{where}.file_ids",
                _("Nộp trực tuyến cần kèm tệp cho “%(name)s”.") % {"name": component.name},
                "component_file_missing",
            )
        rows.append(_component_row(component, item, brought))
        files += [{"uid": f["uid"], "code": item.code, "title": component.name[:300]} for f in brought]
    return Papers(rows, files, frozenset(row["code"] for row in rows))


def _component_row(component: Component, item: FiledComponent, brought: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": component.name,
        "source": item.source,
        "originals": item.originals,
        "copies": item.copies,
        "files": brought,
    }


def _stored_files(filed: Sequence[FiledComponent], owner_id: int) -> dict[str, dict[str, Any]]:
    wanted: dict[str, str] = {}
    for position, item in enumerate(filed):
        for given in item.file_ids:
            try:
                wanted[given] = str(uuid.UUID(given))
            except ValueError:
                raise _file_unknown(position) from None
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid::text, name, sha256, size, media_type FROM common_storedfile WHERE uid = ANY(%s::uuid[]) AND owner_id = %s",
            [list(wanted.values()), owner_id],
        )
        found = {
            uid: {"uid": uid, "name": name, "sha256": sha256, "size": size, "media_type": media}
            for uid, name, sha256, size, media in cursor.fetchall()
        }
    for position, item in enumerate(filed):
        if any(wanted[f] not in found for f in item.file_ids):
            raise _file_unknown(position)
    return {given: found[uid] for given, uid in wanted.items()}


def _file_unknown(position: int) -> Invalid:
    return invalid(
        f"components[{position}].file_ids",
        _(
            "Có tệp không tìm thấy hoặc không do anh/chị tải lên. Hãy tải lại tệp rồi gửi lại; phần đã điền vẫn giữ nguyên."
        ),
        "file_unknown",
    )


def refuse_missing(missing: Sequence[Component]) -> None:
    """Refuse with every missing paper named, so that nobody comes back twice."""
    if missing:
        errors = [
            {"field": f"components.{c.code}", "message": _("Thiếu: %(name)s") % {"name": c.name}} for c in missing
        ]
        raise Invalid(
            _("Hồ sơ còn thiếu %(count)s thành phần bắt buộc.") % {"count": len(missing)},
            code="component_missing",
            errors=errors,
        )
