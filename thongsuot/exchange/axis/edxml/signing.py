"""Chữ ký số của thông điệp (XAdES, enveloped): made with the whole chain inside, verified when a message is read.

Canonicalisation is the default one: with the exclusive one signxml's XAdES fails its own check. A signature that does
not fit is a reason to refuse; one whose signer nobody vouches for is `UNCHECKED`, never valid.
"""

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.algorithms import SignatureMethod
from signxml.exceptions import InvalidCertificate, InvalidDigest, InvalidInput, InvalidSignature, SignXMLException
from signxml.xades import XAdESSignatureConfiguration, XAdESSigner, XAdESVerifier

from thongsuot.exchange.axis.edxml.keys import Key
from thongsuot.exchange.axis.edxml.messages import Refused, Remark, Signed
from thongsuot.exchange.axis.edxml.values import Fields
from thongsuot.exchange.axis.edxml.words import SIGNATURE

_TAG = f"{{{SIGNATURE}}}Signature"
_QUALIFYING = ".//{http://uri.etsi.org/01903/v1.3.2#}QualifyingProperties"
XADES_REFERENCES = 3  # the message, the certificate, the signed properties


@dataclass(frozen=True, slots=True)
class Found:
    """Chữ ký tìm thấy."""

    state: Signed
    subject: str = ""


def sign(root: Any, place: Any, key: Key) -> Any:
    """Ký cả thông điệp; the signature comes into `place`, an element of it. Returns the signed root."""
    etree.SubElement(place, _TAG, Id="placeholder")
    is_rsa = hasattr(key.private.public_key().public_numbers(), "n")
    method = SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256
    return XAdESSigner(signature_algorithm=method).sign(root, key=key.private, cert=list(key.chain))


def verify(root: Any, header: Fields, anchors: str, remarks: list[Remark]) -> Found:
    """Kiểm chữ ký của thông điệp; raises Refused when contents and signature do not fit.

    `anchors` is a file (PEM) of the roots that may vouch for signers; empty: nobody may.
    """
    places = header.all("DigitalSignature", "Signature")
    signature = next((one for place in places for one in place.iter(_TAG)), None)
    if signature is None:
        if any(len(place) for place in places):
            remarks.append(Remark("signature_unreadable"))
        return Found(Signed.ABSENT)
    if sum(1 for _ in root.iter(_TAG)) > 1:  # which one covers what cannot be told apart here
        remarks.append(Remark("signature_unreadable"))
        return Found(Signed.UNCHECKED)
    return _judged(root, signature, anchors, remarks)


def _judged(root: Any, signature: Any, anchors: str, remarks: list[Remark]) -> Found:
    certificate = _certificate(signature)
    subject = certificate.subject.rfc4514_string() if certificate else ""
    if certificate is None:
        remarks.append(Remark("signature_unreadable"))
        return Found(Signed.UNCHECKED)
    try:
        _fits(root, signature, x509_cert=certificate)
        if not anchors:
            return Found(Signed.UNCHECKED, subject)
        _fits(root, signature, ca_pem_file=anchors)
    except InvalidCertificate:
        return Found(Signed.UNCHECKED, subject)
    except (InvalidDigest, InvalidSignature) as problem:
        raise Refused("signature_altered") from problem
    except (InvalidInput, SignXMLException, etree.LxmlError, OSError, ValueError, TypeError, KeyError, AttributeError):
        remarks.append(Remark("signature_unreadable"))
        return Found(Signed.UNCHECKED, subject)
    return Found(Signed.VALID, subject)


def _fits(root: Any, signature: Any, **trust: Any) -> None:
    """Whether the digests and the signature fit and the whole message is covered; raises what signxml raises."""
    if signature.find(_QUALIFYING) is not None:
        config: SignatureConfiguration = XAdESSignatureConfiguration(expect_references=XADES_REFERENCES, location=".//")
        found: list[Any] = XAdESVerifier().verify(root, expect_config=config, **trust)
    else:
        config = SignatureConfiguration(expect_references=1, location=".//")
        one = XMLVerifier().verify(root, expect_config=config, **trust)
        found = one if isinstance(one, list) else [one]
    if not any(one.signed_xml is not None and one.signed_xml.tag == root.tag for one in found):
        raise InvalidInput("the signature does not cover the message")


def _certificate(signature: Any) -> x509.Certificate | None:
    """The signer's: the first of those embedded."""
    for element in signature.iter(f"{{{SIGNATURE}}}X509Certificate"):
        try:
            text = "".join((element.text or "").split())
            return x509.load_pem_x509_certificate(
                f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n".encode()
            )
        except ValueError:
            return None
    return None
