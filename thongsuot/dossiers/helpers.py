"""Người nộp hộ và bưu chính: who brought the dossier, by whose leave, and how the result goes back.

A named helper's filing is recorded and visible to the applicant (against brokers); what the applicant agreed to is said,
and the paper that shows it stays with the dossier.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.accounts.principal import Principal
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_line
from thongsuot.dossiers.checks import PHONE, invalid
from thongsuot.dossiers.intake_data import Submission, Submitter
from thongsuot.dossiers.models import Channel, DossierFile, HelperKind

AUTHORISED, AGREED, RELATIVE, COMPANY, CODE = "authorised", "agreed", "relative", "company", "code"
CONSENTS = {
    AUTHORISED: gettext_lazy("có văn bản ủy quyền"),
    AGREED: gettext_lazy("chủ hồ sơ đồng ý bằng văn bản"),
    RELATIVE: gettext_lazy("người thân trong gia đình, pháp luật không buộc ủy quyền"),
    COMPANY: gettext_lazy("bưu chính hoặc doanh nghiệp dịch vụ"),
    CODE: gettext_lazy("chủ hồ sơ đồng ý bằng mã gửi về máy"),
}
WITH_PAPER = {AUTHORISED, AGREED}
METHODS = ("COUNTER", "POSTAL", "ONLINE", "HOME")
BROUGHT = {"POSTAL", "HOME"}
EARLIEST = date(2025, 1, 1)


def checked(submission: Submission, principal: Principal) -> Submitter | None:
    """Người nộp thay: named, with a number that can be true; filed online also with what the applicant agreed to."""
    person = submission.submitter
    if person is None:
        return None
    name = clean_line(person.name, field="submitter.name", limit=200)
    if not name:
        raise invalid("submitter.name", _("Cần điền mục này."))
    number = "".join(person.id_number.split())
    problem = problem_of_id_number(number) if number else ""
    if problem:
        raise invalid("submitter.id_number", problem, "id_number_invalid")
    phone = clean_line(person.phone, field="submitter.phone", limit=20)
    if phone and not PHONE.match(phone):
        raise invalid("submitter.phone", _("Số điện thoại chỉ gồm 8–20 chữ số."))
    relation = clean_line(person.relation, field="submitter.relation", limit=100)
    if person.consent and person.consent not in CONSENTS:
        raise invalid("submitter.consent", _("Hãy chọn một căn cứ nộp thay trong danh sách."), "consent_unknown")
    if person.consent in WITH_PAPER and not person.evidence_id:
        raise invalid(
            "submitter.evidence_id",
            _("Cần kèm văn bản ủy quyền hoặc văn bản đồng ý của chủ hồ sơ."),
            "consent_evidence_missing",
        )
    return Submitter(name, relation, number, phone, person.consent, person.evidence_id, person.consent_ref)


def evidence_file(
    helper: Submitter | None, principal: Principal, *, taken: Sequence[dict[str, Any]]
) -> dict[str, Any] | None:
    """Tệp ủy quyền của người nộp thay: their own upload, not used for a component; one statement when there is one."""
    if helper is None or not helper.evidence_id:
        return None
    try:
        uid = uuid.UUID(helper.evidence_id)
    except ValueError:
        uid = None
    if uid and any(f["uid"] == str(uid) for f in taken):
        raise invalid(
            "submitter.evidence_id", _("Tệp này đã kèm cho một thành phần; hãy tải lên lần nữa."), "file_twice"
        )
    found = (
        StoredFile.objects.filter(pk=uid, owner_id=principal.user_id).values("name", "sha256", "size") if uid else ()
    )
    for row in found:
        return {"uid": str(uid), **row}
    raise invalid(
        "submitter.evidence_id",
        _("Không tìm thấy tệp ủy quyền, hoặc tệp không do anh/chị tải lên. Hãy tải lại tệp."),
        "file_unknown",
    )


def as_file(evidence: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The evidence as a file of the dossier."""
    if evidence is None:
        return []
    title = str(_("Văn bản ủy quyền, đồng ý nộp thay"))
    return [{"uid": evidence["uid"], "code": "nop-thay", "title": title, "purpose": DossierFile.Purpose.MANDATE}]


def kept(
    helper: Submitter | None, evidence: dict[str, Any] | None, *, kind: str = "", agreed_by: str = ""
) -> dict[str, Any] | None:
    """What the dossier keeps of a helper; of the number only what a mask shows.

    `kind` of a registered helper; `agreed_by`: the masked address to which the code of the agreement went.
    """
    if helper is None:
        return None
    told = {"name": helper.name, "relation": helper.relation, "phone": helper.phone, "id_last": helper.id_number[-4:]}
    if helper.consent:
        told["consent"] = helper.consent
    told |= {name: value for name, value in (("kind", kind), ("agreed_by", agreed_by)) if value}
    if evidence:
        told |= {"evidence": evidence["uid"], "evidence_sha256": evidence["sha256"]}
    return told


def journalled(submitter: dict[str, Any] | None) -> dict[str, Any]:
    """What the journal keeps: who, what they are to the applicant, by which leave, and the hash of the paper."""
    told = submitter or {}
    return {
        "helper": told.get("name"),
        "helper_relation": told.get("relation"),
        "helper_consent": told.get("consent"),
        "helper_kind": told.get("kind"),
        "helper_evidence": told.get("evidence_sha256"),
    }


def words(told: dict[str, Any]) -> str:
    """Người nộp thay trong một dòng, from what the dossier or the journal keeps: name, kind, relation, by which leave."""
    consent = told.get("consent") or told.get("helper_consent") or ""
    kind = told.get("kind") or told.get("helper_kind") or ""
    parts = [
        told.get("name") or told.get("helper") or "",
        str(HelperKind(kind).label) if kind in HelperKind.values else "",
        told.get("relation") or told.get("helper_relation") or "",
        str(CONSENTS.get(consent, "")),
    ]
    return ", ".join(part for part in parts if part)


def delivery_checked(submission: Submission, *, at: datetime) -> dict[str, Any] | None:
    """Bưu gửi tới và cách trả kết quả, cleaned; None when neither was said."""
    found: dict[str, Any] = {}
    if submission.postal is not None:
        found["postal"] = _postal(submission, at=at)
    if submission.wish is not None and submission.wish.method:
        found["return"] = _wish(submission)
    return found or None


def _postal(submission: Submission, *, at: datetime) -> dict[str, Any]:
    item = submission.postal
    assert item is not None
    if submission.channel != Channel.POSTAL:
        raise invalid("postal", _("Thông tin bưu gửi chỉ ghi cho hồ sơ nộp qua bưu chính."), "postal_only_by_post")
    sender = clean_line(item.sender, field="postal.sender", limit=200)
    number = clean_line(item.item_number, field="postal.item_number", limit=40)
    for name, value in (("sender", sender), ("item_number", number)):
        if not value:
            raise invalid(
                f"postal.{name}", _("Hồ sơ qua bưu chính cần ghi người gửi và số hiệu bưu gửi."), "postal_incomplete"
            )
    today = timezone.localtime(at).date()
    if item.posted_on is None or not EARLIEST <= item.posted_on <= today:
        raise invalid(
            "postal.posted_on", _("Ngày gửi trên bưu gửi phải có và không sau hôm nay."), "postal_date_invalid"
        )
    return {
        "sender": sender,
        "item_number": number,
        "posted_on": item.posted_on.isoformat(),
        "company": clean_line(item.company, field="postal.company", limit=100),
    }


def _wish(submission: Submission) -> dict[str, Any]:
    wish = submission.wish
    assert wish is not None
    if wish.method not in METHODS:
        raise invalid("return.method", _("Cách trả phải là một trong: COUNTER, POSTAL, ONLINE, HOME."))
    address = clean_line(wish.address, field="return.address", limit=300)
    if wish.method in BROUGHT and not address:
        raise invalid("return.address", _("Trả qua bưu chính hoặc tại nhà cần địa chỉ nhận."), "return_address_missing")
    return {"method": wish.method, **({"address": address} if address else {})}


METHOD_WORDS = {
    "COUNTER": gettext_lazy("tại quầy"),
    "POSTAL": gettext_lazy("qua bưu chính"),
    "ONLINE": gettext_lazy("trực tuyến"),
    "HOME": gettext_lazy("tại nhà"),
}


def delivery_words(delivery: dict[str, Any] | None) -> dict[str, str]:
    """Bưu gửi và cách trả bằng lời, each empty when not said."""
    told = delivery or {}
    found: dict[str, str] = {}
    if item := told.get("postal"):
        day = "/".join(reversed(item["posted_on"].split("-")))
        sent = _("%(sender)s gửi ngày %(day)s, số hiệu %(number)s") % {
            "sender": item["sender"],
            "day": day,
            "number": item["item_number"],
        }
        found["postal"] = ", ".join(part for part in (sent, item.get("company", "")) if part)
    if wish := told.get("return"):
        words_of = [str(METHOD_WORDS[wish["method"]]), wish.get("address", "")]
        found["wish"] = ", ".join(part for part in words_of if part)
    return found
