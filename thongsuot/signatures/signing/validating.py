"""Kiểm tra chữ ký trong PDF: chain, revocation, alteration, time, each said by itself; what is not known is never "valid"."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from asn1crypto import x509
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESStatus
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.util import issuer_serial

from thongsuot.signatures.signing import pdfs
from thongsuot.signatures.signing.fetching import Backend
from thongsuot.signatures.signing.reports import Check, Report, Signed, State
from thongsuot.signatures.signing.trust import Trust
from thongsuot.signatures.signing.waiting import wait_for

MOST_SIGNATURES = 40
LOGGER = logging.getLogger("pyhanko")
_OK, _BAD, _OPEN = State.VALID, State.INVALID, State.UNCHECKED


def validate_pdf(pdf: bytes, *, at: datetime, trust: Trust) -> Report:
    """Kiểm tra mọi chữ ký, as the package says it."""
    LOGGER.setLevel(logging.CRITICAL)  # what it would say stands in the report
    found = pdfs.reader(pdf)
    try:
        signatures = list(found.embedded_regular_signatures)
    except pdfs.BROKEN:
        from thongsuot.signatures.signing.faults import SigningRefused

        raise SigningRefused("pdf_broken") from None
    backend = Backend(trust.answers, at)
    spec, timing = _spec(trust, backend), ValidationTimingInfo(at, at, False)
    checked = wait_for(_all(signatures[:MOST_SIGNATURES], spec, timing, trust, backend))
    checked += [_unlooked(n + 1) for n in range(MOST_SIGNATURES, len(signatures))][:1]
    notes = []
    if not checked:
        notes.append(_("Tệp này không có chữ ký số nào."))
    elif not trust.ready:
        notes.append(
            _("Máy chủ chưa được cấu hình nơi cấp chứng thư nào được tin cậy nên không chữ ký nào kiểm tra được.")
        )
    if pdfs.has_scripts(found):
        notes.append(_("Tệp có mã chạy tự động: điều nhìn thấy có thể khác điều đã ký."))
    return Report(sha256(pdf).hexdigest(), at, tuple(checked), tuple(notes))


async def _all(
    signatures: Iterable[EmbeddedPdfSignature],
    spec: PdfSignatureValidationSpec,
    timing: ValidationTimingInfo,
    trust: Trust,
    backend: Backend,
) -> list[Signed]:
    return [await _one(n, one, spec, timing, trust, backend) for n, one in enumerate(signatures, 1)]


def _spec(trust: Trust, backend: Backend) -> PdfSignatureValidationSpec:
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=list(trust.roots)),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.NO_HISTORICAL_FETCH, fetcher_backend=backend
            ),
            local_knowledge=LocalKnowledge(known_certs=[*trust.issuers, *trust.roots]),
        )
    )


async def _one(
    position: int,
    signature: EmbeddedPdfSignature,
    spec: PdfSignatureValidationSpec,
    timing: ValidationTimingInfo,
    trust: Trust,
    backend: Backend,
) -> Signed:
    try:
        signature.compute_integrity_info()
        base = _who(position, signature)
        result = await _judge(signature, spec, timing)
        if _unanswered(result, signature, backend):
            result = await _judge(signature, _by_the_file_alone(spec), timing)
    except (SignatureValidationError, PdfError, *pdfs.BROKEN):
        return _unreadable(position)
    chain, revocation, content = _verdict(result, signature)
    stamp = getattr(result.api_status, "timestamp_validity", None)
    stamped = stamp is not None and stamp.valid and stamp.trusted
    moment = stamp.timestamp if stamp is not None and stamped else None
    return replace(
        base,
        chain=chain,
        revocation=revocation,
        content=content,
        stamped=stamped,
        signed_at=moment or base.signed_at,
        revoked_since=_revoked_since(signature.signer_cert, backend),
        lasting=getattr(result, "oldest_evidence_record_timestamp", None) is not None,
    )


async def _judge(
    signature: EmbeddedPdfSignature, spec: PdfSignatureValidationSpec, timing: ValidationTimingInfo
) -> Any:
    """By the long-term rules where a later time stamp covers the signature, else as of now (ETSI EN 319 102-1)."""
    if any(one.signed_revision > signature.signed_revision for one in signature.reader.embedded_timestamp_signatures):
        return await ades.ades_lta_validation(signature, spec, timing_info=timing)
    known: dict[str, Any] = {"timing_info": timing, "raw_digest": signature.compute_digest()}
    if next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None) is None:
        return await ades.ades_basic_validation(signature.signed_data, spec.signature_validation_spec, **known)
    return await ades.ades_with_time_validation(
        signature.signed_data,
        spec.signature_validation_spec,
        extra_status_kwargs=signature.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
        **known,
    )


def _unanswered(result: Any, signature: EmbeddedPdfSignature, backend: Backend) -> bool:
    """Whether only the authority's silence stands against the signature: then what the file itself proves counts."""
    answer = result.ades_subindic
    if answer.status != AdESStatus.INDETERMINATE or answer == AdESIndeterminate.SIG_CONSTRAINTS_FAILURE:
        return False
    return _revoked_since(signature.signer_cert, backend) is None


def _by_the_file_alone(spec: PdfSignatureValidationSpec) -> PdfSignatureValidationSpec:
    policy = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return replace(
        spec, signature_validation_spec=replace(spec.signature_validation_spec, revinfo_gathering_policy=policy)
    )


def _who(position: int, signature: EmbeddedPdfSignature) -> Signed:
    """What the certificate says; nothing is proved yet."""
    certificate: x509.Certificate = signature.signer_cert
    said = certificate.subject.native
    unchecked = Check(_OPEN, _("Chưa kiểm tra."))
    return Signed(
        position=position,
        name=_text(said, "common_name"),
        organisation=_text(said, "organization_name"),
        title=_text(said, "title"),
        serial=f"{certificate.serial_number:X}",
        issuer=_text(certificate.issuer.native, "common_name") or _text(certificate.issuer.native, "organization_name"),
        fingerprint=certificate.sha256.hex(),
        signed_at=signature.self_reported_timestamp,
        stamped=False,
        covers_whole_file=_whole(signature),
        chain=unchecked,
        revocation=unchecked,
        content=unchecked,
        reason=str(signature.sig_object.get("/Reason", "") or ""),
    )


def _whole(signature: EmbeddedPdfSignature) -> bool:
    """Whether everything in the file is what was signed, or was only added to keep or join signatures."""
    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return signature.coverage == SignatureCoverageLevel.ENTIRE_REVISION and _later(signature) in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    )


def _later(signature: EmbeddedPdfSignature) -> ModificationLevel:
    result = signature.diff_result
    return getattr(result, "modification_level", ModificationLevel.OTHER)


def _verdict(result: Any, signature: EmbeddedPdfSignature) -> tuple[Check, Check, Check]:
    """Chain, revocation and content from the standard's answer and the comparison of revisions."""
    answer = result.ades_subindic
    if answer in (AdESFailure.HASH_FAILURE, AdESFailure.SIG_CRYPTO_FAILURE, AdESFailure.FORMAT_FAILURE):
        altered = Check(_BAD, _("Nội dung đã bị thay đổi sau khi ký, hoặc chữ ký bị hỏng."))
        unasked = Check(_OPEN, _("Không kiểm tra nữa vì nội dung đã bị thay đổi."))
        return unasked, unasked, altered
    chain, revocation = CERTIFICATE.get(answer, UNKNOWN)
    return chain, revocation, _content(signature)


def _content(signature: EmbeddedPdfSignature) -> Check:
    if _whole(signature):
        if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
            return Check(_OK, _("Nội dung không thay đổi; chữ ký phủ toàn bộ tệp."))
        return Check(
            _OK, _("Nội dung không thay đổi; sau chữ ký này chỉ có thêm chữ ký khác và dữ liệu giữ hiệu lực lâu dài.")
        )
    if signature.coverage >= SignatureCoverageLevel.ENTIRE_REVISION:
        return Check(_BAD, _("Sau chữ ký này tệp đã được sửa thêm nội dung."))
    return Check(_BAD, _("Chữ ký không phủ hết tệp: có phần nội dung không được ký."))


_TRUSTED = Check(_OK, _("Chứng thư do nơi cấp được tin cậy phát hành."))
_NOT_ASKED = Check(_OPEN, _("Chưa biết chứng thư có bị thu hồi hay không."))
UNKNOWN = (Check(_OPEN, _("Chưa kiểm tra được chứng thư của người ký.")), _NOT_ASKED)
CERTIFICATE: dict[Any, tuple[Check, Check]] = {
    AdESPassed.OK: (_TRUSTED, Check(_OK, _("Chứng thư có hiệu lực, chưa bị thu hồi vào lúc ký."))),
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: (
        Check(_OPEN, _("Không biết nơi cấp chứng thư này: chưa kiểm tra được người ký là ai.")),
        _NOT_ASKED,
    ),
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: UNKNOWN,
    AdESIndeterminate.REVOKED_NO_POE: (
        _TRUSTED,
        Check(_BAD, _("Chứng thư đã bị thu hồi và tệp không chứng minh được là đã ký trước lúc đó.")),
    ),
    AdESIndeterminate.REVOKED_CA_NO_POE: (
        Check(_BAD, _("Chứng thư của nơi cấp đã bị thu hồi.")),
        Check(_BAD, _("Chứng thư của nơi cấp đã bị thu hồi.")),
    ),
    AdESFailure.REVOKED: (_TRUSTED, Check(_BAD, _("Chứng thư đã bị thu hồi trước khi ký."))),
    AdESFailure.NOT_YET_VALID: (Check(_BAD, _("Ký khi chứng thư chưa đến ngày có hiệu lực.")), _NOT_ASKED),
    AdESIndeterminate.NOT_YET_VALID: (Check(_BAD, _("Ký khi chứng thư chưa đến ngày có hiệu lực.")), _NOT_ASKED),
    AdESIndeterminate.EXPIRED: (Check(_BAD, _("Ký khi chứng thư đã hết hạn.")), _NOT_ASKED),
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: (
        Check(_OPEN, _("Chứng thư đã hết hạn hoặc chưa có hiệu lực vào lúc kiểm tra, và tệp không có dấu thời gian đủ tin cậy.")),
        _NOT_ASKED,
    ),
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: (
        Check(_OPEN, _("Chứng thư đã hết hạn, và tệp không có dấu thời gian đủ tin cậy.")),
        _NOT_ASKED,
    ),
    AdESIndeterminate.TRY_LATER: (_TRUSTED, Check(_OPEN, _("Chưa hỏi được nơi cấp xem chứng thư có bị thu hồi không."))),
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: (
        _TRUSTED,
        Check(_OPEN, _("Trả lời về thu hồi đã cũ; chưa hỏi được trả lời mới.")),
    ),
    AdESIndeterminate.TIMESTAMP_ORDER_FAILURE: (
        Check(_BAD, _("Các dấu thời gian trong tệp mâu thuẫn nhau.")),
        _NOT_ASKED,
    ),
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: (Check(_BAD, _("Chữ ký không đúng quy cách.")), _NOT_ASKED),
}  # fmt: skip


def _unreadable(position: int) -> Signed:
    open_ = Check(_OPEN, _("Không đọc được chữ ký này."))
    return Signed(position, "", "", "", "", "", "", None, False, False, open_, open_, Check(_BAD, _("Chữ ký bị hỏng.")))


def _unlooked(position: int) -> Signed:
    """The first of those beyond the limit: nobody says that it holds, nor that the file does."""
    open_ = Check(_OPEN, _("Tệp có quá nhiều chữ ký; từ chữ ký này trở đi chưa được kiểm tra."))
    return Signed(position, "", "", "", "", "", "", None, False, False, open_, open_, open_)


def _revoked_since(certificate: x509.Certificate, backend: Backend) -> datetime | None:
    """Whether the authority says today that it is revoked, as far as it was asked for this file."""
    fetchers = backend.get_fetchers()
    for answer in fetchers.ocsp_fetcher.fetched_responses_for_cert(certificate):
        status = answer.response_data["responses"][0]["cert_status"]
        if status.name == "revoked":
            moment: datetime = status.chosen["revocation_time"].native
            return moment
    listed = getattr(fetchers.crl_fetcher, "used", {}).get(issuer_serial(certificate), [])
    for one in listed:
        for entry in one["tbs_cert_list"]["revoked_certificates"] or ():
            if entry["user_certificate"].native == certificate.serial_number:
                since: datetime = entry["revocation_date"].chosen.native
                return since
    return None


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key, "")
    return ", ".join(value) if isinstance(value, list) else str(value or "")
