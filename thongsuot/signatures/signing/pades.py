"""Ký PDF: PAdES B-LTA, whatever is asked. A signature holds when its certificate is long revoked or over.

The file carries the proof itself: time stamp on the signature, the certificates, the answers about revocation, and a time
stamp over all of it. Signing is refused when any part cannot be had; nothing is signed half.
"""

import asyncio
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer as Signing
from pyhanko_certvalidator import ValidationContext, errors
from pyhanko_certvalidator.registry import SimpleCertificateStore

from thongsuot.signatures.signing import pdfs
from thongsuot.signatures.signing.appearance import style_of
from thongsuot.signatures.signing.faults import SigningRefused
from thongsuot.signatures.signing.fetching import Backend
from thongsuot.signatures.signing.marks import Mark
from thongsuot.signatures.signing.signers import DIGEST, Signer
from thongsuot.signatures.signing.stamping import Stamper
from thongsuot.signatures.signing.trust import Trust
from thongsuot.signatures.signing.waiting import wait_for

FIELD = "ChuKySo"
_EC_LARGEST = 72


def sign_pdf(pdf: bytes, *, signer: Signer, mark: Mark | None, reason: str, at: datetime, trust: Trust) -> bytes:
    """Ký một PDF, as the package says it."""
    writer = pdfs.to_sign(pdf)
    try:
        signed = list(writer.prev.embedded_regular_signatures)
        taken = {one.field_name for one in writer.prev.embedded_signatures}
    except pdfs.BROKEN:
        raise SigningRefused("pdf_broken") from None
    if mark is not None and mark.kind == "seal" and not signed:
        raise SigningRefused("person_first")
    _in_force(signer.certificate, trust.clock())
    while True:
        known = trust.answers.count()
        try:
            return _signed(writer, signer, mark, reason, at, trust, taken)
        except SigningRefused as refused:
            # On a slow line an answer is made after the moment as of which it is asked; begun again it is there already.
            if refused.code != "revocation_unchecked" or trust.answers.count() == known:
                raise
            writer = pdfs.to_sign(pdf)


def _signed(
    writer: IncrementalPdfFileWriter,
    signer: Signer,
    mark: Mark | None,
    reason: str,
    at: datetime,
    trust: Trust,
    taken: set[str],
) -> bytes:
    name = next(f"{FIELD}{n}" for n in range(1, 10_000) if f"{FIELD}{n}" not in taken)
    page, place = 0, None
    if mark is not None:
        page, box = pdfs.page_box(writer.prev, mark.page)
        place = mark.box(box)
    act = PdfSigner(
        _meta(name, reason, trust),
        _Hand(signer, trust),
        timestamper=_stamper(trust.tsa, trust.clock),
        stamp_style=style_of(mark, at) if mark else None,
        new_field_spec=SigFieldSpec(name, on_page=page, box=place),
    )
    output = BytesIO()
    try:
        wait_for(act.async_sign_pdf(writer, output=output))
    except SigningRefused:
        raise
    except Exception as fault:  # the library wraps what happened in many ways; the cause is what people need to know
        raise _why(fault) from None
    return output.getvalue()


def _meta(name: str, reason: str, trust: Trust) -> PdfSignatureMetadata:
    context = ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.issuers),
        allow_fetching=True,
        revocation_mode="require",
        fetcher_backend=Backend(trust.answers, trust.clock()),
    )
    return PdfSignatureMetadata(
        field_name=name,
        md_algorithm=DIGEST,
        reason=reason or None,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
    )


class _Hand(Signing):
    """The library's view of whoever signs."""

    def __init__(self, signer: Signer, trust: Trust) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([*signer.chain, *trust.issuers])
        super().__init__(signing_cert=signer.certificate, cert_registry=store, embed_roots=False)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """One signature; a dry run only asks how long it would be."""
        if dry_run:
            key = self._signer.certificate.public_key
            return bytes(key.byte_size if key.algorithm == "rsa" else _EC_LARGEST)
        return await asyncio.to_thread(self._signer.sign, data)


@lru_cache(maxsize=8)
def _stamper(address: str, clock: Any) -> Stamper:
    """One for all signatures of a process: it remembers how long a stamp is and whose."""
    return Stamper(address, clock)


def _in_force(certificate: x509.Certificate, now: datetime) -> None:
    if now < certificate.not_valid_before:
        raise SigningRefused("certificate_not_yet_valid")
    if now > certificate.not_valid_after:
        raise SigningRefused("certificate_expired")


_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (errors.RevokedError, "certificate_revoked"),
    (errors.ExpiredError, "certificate_expired"),
    (errors.NotYetValidError, "certificate_not_yet_valid"),
    (errors.InsufficientRevinfoError, "revocation_unchecked"),
    (errors.CRLFetchError, "revocation_unchecked"),
    (errors.OCSPFetchError, "revocation_unchecked"),
    (errors.PathBuildingError, "chain_unknown"),
    (errors.ValidationError, "chain_unknown"),
)


def _why(fault: BaseException) -> BaseException:
    """The refusal behind an error; an error that means none of them stays a fault of ours."""
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, SigningRefused):
            return seen
        for kind, code in _CAUSES:
            if isinstance(seen, kind):
                return SigningRefused(code)
        # Of an earlier time stamp that it could not check the library tells the reason as an argument.
        told = next((one for one in seen.args if isinstance(one, BaseException)), None)
        seen = told or seen.__cause__ or seen.__context__
    if isinstance(fault, PdfError) and not isinstance(fault, SigningError):
        return SigningRefused("pdf_broken")
    return fault
