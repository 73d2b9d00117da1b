"""What the centre says about a certificate: OCSP answers and revocation lists, as of its own clock."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from simulators.trust_centre.authority import OCSP, ROOT, SUB, Authority

_BACK = timedelta(seconds=5)
OCSP_FOR, CRL_FOR = timedelta(hours=1), timedelta(days=1)


def ocsp_answer(centre: Authority, question: bytes) -> bytes:
    """The signed answer to one question; a certificate nobody issued is good, as simple responders say."""
    asked = ocsp.load_der_ocsp_request(question)
    since = centre.revoked().get(asked.serial_number)
    now = centre.now()
    build = ocsp.OCSPResponseBuilder().add_response_by_hash(
        asked.issuer_name_hash,
        asked.issuer_key_hash,
        asked.serial_number,
        asked.hash_algorithm,
        ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
        now - _BACK,
        now + OCSP_FOR,
        since,
        x509.ReasonFlags.cessation_of_operation if since else None,
    )
    answerer = centre.certificate(OCSP)
    build = build.responder_id(ocsp.OCSPResponderEncoding.HASH, answerer).certificates([answerer])
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            build = build.add_extension(extension.value, False)
    return build.sign(centre.key(OCSP), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def revocation_list(centre: Authority, name: str) -> bytes:
    """The list of one of the two authorities."""
    assert name in (ROOT, SUB)
    now, issuer = centre.now(), centre.certificate(name)
    build = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now - _BACK)
        .next_update(now + CRL_FOR)
        .add_extension(x509.CRLNumber(int(now.timestamp())), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
    )
    for serial, since in centre.revoked().items() if name == SUB else ():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.cessation_of_operation), False)
        build = build.add_revoked_certificate(entry.build())
    return build.sign(centre.key(name), hashes.SHA256()).public_bytes(serialization.Encoding.DER)
