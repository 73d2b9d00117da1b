"""Thư bọc S/MIME: what is inside a signed wrapper is read; the signature itself is not checked here, and is said so."""

from asn1crypto import cms

from thongsuot.documents.letters.unopened import Unopened

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})


def inside(content: bytes) -> bytes:
    """The message inside. Raises Unopened for an enciphered one, and for what is no such wrapper."""
    try:
        info = cms.ContentInfo.load(content)
        kind = info["content_type"].native
        if kind in ("enveloped_data", "authenticated_enveloped_data", "encrypted_data"):
            raise Unopened("mail_enciphered")
        if kind != "signed_data":
            raise Unopened("mail_unreadable")
        found = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Unopened("mail_unreadable") from wrong
    if not isinstance(found, bytes) or not found:
        raise Unopened("mail_unreadable")
    return found
