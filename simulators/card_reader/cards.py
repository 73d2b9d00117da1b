"""Thẻ giả: what a chip gives (DG13, DG15, SOD, active authentication), signed by a root of our own.

Simplified on purpose: on a real card the data groups are ASN.1 and the SOD is a CMS object (ICAO 9303, part 10) signed by a document
signer of the Ministry of Public Security; here the groups are JSON and PEM, and the signatures are plain ECDSA.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CARDS = Path(__file__).with_name("cards.json")
_SIGN = ec.ECDSA(hashes.SHA256())


class Issuer:
    """Nơi cấp thẻ giả: a root and a document signer, made anew at each start."""

    def __init__(self) -> None:
        root_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _n in range(2))
        self.root = _certificate("Gốc thẻ giả", root_key, None, root_key)
        self.signer = _certificate("Ký thẻ giả", self.key, self.root, root_key)

    @property
    def anchor(self) -> bytes:
        """The root as PEM: what a verifier must trust."""
        return self.root.public_bytes(serialization.Encoding.PEM)

    def card(self, facts: dict[str, Any]) -> "Card":
        """A card with these facts."""
        chip = ec.generate_private_key(ec.SECP256R1())
        groups = {
            "DG13": json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(),
            "DG15": chip.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            ),
        }
        hashed = {name: sha256(content).hexdigest() for name, content in groups.items()}
        body = json.dumps(hashed, sort_keys=True).encode()
        sod = {
            "hashes": body.decode(),
            "signature": _b64(self.key.sign(body, _SIGN)),
            "certificate": self.signer.public_bytes(serialization.Encoding.PEM).decode(),
        }
        return Card(facts, groups, sod, chip)


class Card:
    """Một thẻ."""

    def __init__(
        self, facts: dict[str, Any], groups: dict[str, bytes], sod: dict[str, str], chip: ec.EllipticCurvePrivateKey
    ) -> None:
        self.facts, self.groups, self.sod, self._chip = facts, groups, sod, chip

    def read(self, challenge: str, *, tampered: bool = False) -> dict[str, Any]:
        """What the reader's service hands to the page: the fields, its own verdict, and the proof behind it."""
        groups = dict(self.groups)
        if tampered:
            groups["DG13"] = groups["DG13"].replace(self.facts["name"].encode(), b"Ng\xc6\xb0\xe1\xbb\x9di Kh\xc3\xa1c")
        return {
            **json.loads(groups["DG13"]),
            "validationResult": {"aa": True, "pa": not tampered, "ca": True},
            "groups": {name: _b64(content) for name, content in groups.items()},
            "sod": self.sod,
            "challenge": challenge,
            "chipSignature": _b64(self._chip.sign(challenge.encode(), _SIGN)),
        }


def load(issuer: Issuer) -> dict[str, Card]:
    """The cards of cards.json by their short names."""
    given = json.loads(CARDS.read_text(encoding="utf-8"))
    return {name: issuer.card(facts) for name, facts in given.items()}


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    signing: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3_650))
        .not_valid_after(now + timedelta(days=3_650))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    return builder.sign(signing, hashes.SHA256())


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
