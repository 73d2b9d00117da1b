"""The two authorities and what they issue; keys and certificates lie in one folder as PEM files."""

import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

ROOT, SUB, TSA, OCSP = "root", "sub", "tsa", "ocsp"
HOUSE = "Trung tâm chứng thực dùng thử"
KEY_BITS = 2048
_ALLOWANCE = timedelta(hours=1)  # clocks of two machines differ


@dataclass(frozen=True)
class Wanted:
    """What a certificate is to say about its owner."""

    name: str
    organisation: str = ""
    title: str = ""
    number: str = ""
    days: float = 730
    starts_in_days: float = 0


class Authority:
    """The folder of the trust centre; made at first use, the same afterwards."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.ahead = timedelta(0)  # tests look at the years to come
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / "address").exists():
            self._found()

    def now(self) -> datetime:
        """The clock of the revocation answers."""
        return datetime.now(UTC) + self.ahead

    def certificate(self, name: str) -> x509.Certificate:
        """One of the centre's own certificates."""
        return x509.load_pem_x509_certificate((self.folder / f"{name}.crt").read_bytes())

    def key(self, name: str) -> rsa.RSAPrivateKey:
        """The key that belongs to it."""
        key = serialization.load_pem_private_key((self.folder / f"{name}.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def issue(self, public_key_pem: bytes, wanted: Wanted) -> x509.Certificate:
        """A certificate of a person or an agency for a key that its owner made himself."""
        public = serialization.load_pem_public_key(public_key_pem)
        start = datetime.now(UTC) - _ALLOWANCE + timedelta(days=wanted.starts_in_days)
        build = self._builder(_subject(wanted), public, start, timedelta(days=wanted.days) + _ALLOWANCE)
        return build.sign(self.key(SUB), hashes.SHA256())

    def revoke(self, serial: int, at: datetime | None = None) -> None:
        """Revoke for good; the moment may lie in the past."""
        with self._lock:
            revoked = self.revoked()
            revoked[serial] = at or self.now()
            path = self.folder / "revoked.json"
            path.write_text(json.dumps({str(number): moment.timestamp() for number, moment in revoked.items()}))

    def revoked(self) -> dict[int, datetime]:
        """Serial numbers that are revoked, and since when."""
        path = self.folder / "revoked.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        return {int(serial): datetime.fromtimestamp(at, UTC) for serial, at in known.items()}

    def _found(self) -> None:
        """New keys. Certificates name the address at which they are asked about: it stays the one of the first start."""
        root_key, sub_key = (rsa.generate_private_key(65537, KEY_BITS) for _ in range(2))
        long_ago = datetime.now(UTC) - timedelta(days=1)
        root_name = _subject(Wanted(f"{HOUSE} - CA gốc", HOUSE))
        root = _authority(root_name, root_name, root_key.public_key(), 1, long_ago, 3650)
        root_certificate = root.sign(root_key, hashes.SHA256())
        self._keep(ROOT, root_certificate, root_key)
        sub = _authority(
            _subject(Wanted(f"{HOUSE} - CA cán bộ", HOUSE)), root_name, sub_key.public_key(), 0, long_ago, 3300
        )
        sub = sub.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False)
        sub = sub.add_extension(_crl_at(f"{self.address}/root.crl"), False)
        self._keep(SUB, sub.sign(root_key, hashes.SHA256()), sub_key)
        for name, title, usage in (
            (TSA, "dấu thời gian", ExtendedKeyUsageOID.TIME_STAMPING),
            (OCSP, "trả lời thu hồi", ExtendedKeyUsageOID.OCSP_SIGNING),
        ):
            key = rsa.generate_private_key(65537, KEY_BITS)
            self._keep(name, self._service(f"{HOUSE} - {title}", key, usage, long_ago), key)
        (self.folder / "roots.pem").write_bytes(b"".join((self.folder / f"{n}.crt").read_bytes() for n in (ROOT, SUB)))
        (self.folder / "tsa.serial").write_text("01")
        (self.folder / "address").write_text(self.address)

    def _service(
        self, name: str, key: rsa.RSAPrivateKey, usage: x509.ObjectIdentifier, start: datetime
    ) -> x509.Certificate:
        stamping = usage == ExtendedKeyUsageOID.TIME_STAMPING
        build = self._builder(
            _subject(Wanted(name, HOUSE)), key.public_key(), start, timedelta(days=3000), asked=stamping
        )
        build = build.add_extension(x509.ExtendedKeyUsage([usage]), critical=stamping)
        if not stamping:
            build = build.add_extension(x509.OCSPNoCheck(), False)
        return build.sign(self.key(SUB), hashes.SHA256())

    def _builder(
        self, subject: x509.Name, public: object, start: datetime, valid: timedelta, *, asked: bool = True
    ) -> x509.CertificateBuilder:
        issuer = self.certificate(SUB)
        build = _plain(subject, issuer.subject, public, start, start + valid, ca=False, depth=None)
        build = build.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
        build = build.add_extension(_crl_at(f"{self.address}/sub.crl"), False)
        if not asked:
            return build
        where = [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{self.address}/ocsp")
            ),
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(f"{self.address}/sub.crt")
            ),
        ]
        return build.add_extension(x509.AuthorityInformationAccess(where), False)

    def _keep(self, name: str, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> None:
        (self.folder / f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self.folder / f"{name}.key"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secret)


def _subject(wanted: Wanted) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, wanted.organisation),
        (NameOID.TITLE, wanted.title),
        (NameOID.SERIAL_NUMBER, wanted.number),
        (NameOID.COMMON_NAME, wanted.name[:64]),
    ]
    return x509.Name([x509.NameAttribute(kind, value[:64]) for kind, value in parts if value])


def _authority(
    subject: x509.Name, issuer: x509.Name, public: object, depth: int, start: datetime, days: int
) -> x509.CertificateBuilder:
    return _plain(subject, issuer, public, start, start + timedelta(days=days), ca=True, depth=depth)


def _plain(
    subject: x509.Name,
    issuer: x509.Name,
    public: object,
    start: datetime,
    end: datetime,
    *,
    ca: bool,
    depth: int | None,
) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)  # type: ignore[arg-type]  # any key a certificate can hold
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca, depth), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)  # type: ignore[arg-type]
        .add_extension(usage, True)
    )


def _crl_at(address: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints(
        [x509.DistributionPoint([x509.UniformResourceIdentifier(address)], None, None, None)]
    )
