"""Thẻ căn cước gắn chip: what a local reader's service read is checked here before anything of it is believed.

Checked: the challenge is ours and fresh; the chip signed it (active authentication); the facts and the chip's key have the hashes that the
document signer signed (passive authentication); that signer was certified by a root we were told to trust; the card has not
expired; the number is a possible one. Without a configured root a card is refused, not half believed.

Only simulated cards were ever tried: their groups are JSON and their signatures plain ECDSA. A real reader hands over ASN.1 data groups and a
CMS object (ICAO 9303, parts 10 and 11), vendor by vendor; an adapter must bring them into this shape, and the root
certificates come from the Ministry of Public Security.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.org.selectors import place_of, resolve, unit_info
from thongsuot.ui.forms import parse_date

SALT = "hall.cards"
FRESH = timedelta(minutes=5)
LARGEST = 32 * 1024
NOTHING = ("", "null", None)
_ECDSA = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Điều ta giữ từ thẻ: of some twenty facts the five that a reception needs; religion, parents and photo never."""

    name: str
    id_number: str
    birth_date: str
    gender: str
    address: str
    expires: str

    def as_said(self) -> dict[str, str]:
        """As a kiosk's form would say it."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "birth_date": self.birth_date,
            "gender": self.gender,
            "address": self.address,
            "card": "chip",
        }


def challenge() -> str:
    """Câu đố cho chip: good for five minutes."""
    return signing.dumps(get_random_string(16), salt=SALT)


def read(answer: Any, at: datetime) -> CardFacts:
    """Những gì tin được trong câu trả lời của đầu đọc.

    Raises Invalid `card_unreadable`, `card_stale`, `card_not_genuine`, `card_untrusted`, `card_expired`.
    """
    try:
        groups = {name: base64.b64decode(content, validate=True) for name, content in answer["groups"].items()}
        sod, said = answer["sod"], answer["challenge"]
        _fresh(said)
        _of_this_chip(groups["DG15"], said, base64.b64decode(answer["chipSignature"]))
        _signed(groups, sod, at)
        facts = json.loads(groups["DG13"])
        return _facts(facts, timezone.localdate(at))
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as damaged:
        raise _refusal("card_unreadable") from damaged


def _fresh(said: str) -> None:
    try:
        signing.loads(said, salt=SALT, max_age=FRESH)
    except signing.BadSignature as old:
        raise _refusal("card_stale") from old


def _of_this_chip(key_pem: bytes, said: str, signature: bytes) -> None:
    key = serialization.load_pem_public_key(key_pem)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _refusal("card_not_genuine")
    _verify(key, signature, said.encode())


def _signed(groups: dict[str, bytes], sod: dict[str, str], at: datetime) -> None:
    """The hashes are those of the groups, the signer signed them, a root of ours certified the signer."""
    signed = sod["hashes"].encode()
    told = json.loads(signed)
    if any(told.get(name) != sha256(content).hexdigest() for name, content in groups.items()):
        raise _refusal("card_not_genuine")
    signer = x509.load_pem_x509_certificate(sod["certificate"].encode())
    key = signer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _refusal("card_not_genuine")
    _verify(key, base64.b64decode(sod["signature"]), signed)
    if not any(_certified(signer, root) for root in _roots()):
        raise _refusal("card_untrusted")


def _certified(signer: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        signer.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return signer.not_valid_before_utc <= datetime.now(UTC) <= signer.not_valid_after_utc


def _roots() -> list[x509.Certificate]:
    file = Path(settings.CARD_ANCHORS) if settings.CARD_ANCHORS else None
    return x509.load_pem_x509_certificates(file.read_bytes()) if file and file.exists() else []


def _verify(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> None:
    try:
        key.verify(signature, content, _ECDSA)
    except InvalidSignature as wrong:
        raise _refusal("card_not_genuine") from wrong


def _facts(given: dict[str, Any], today: date) -> CardFacts:
    def fact(name: str, limit: int = 200) -> str:
        value = given.get(name)
        return "" if value in NOTHING else clean_line(str(value), field=name, limit=limit)

    expires = parse_date(fact("dateOfExpiry"))
    born = parse_date(fact("dateOfBirth"))
    if expires is not None and expires < today:
        raise Invalid(
            _("Thẻ đã hết hạn ngày %(day)s nên không dùng được. Hãy đưa cán bộ xem giấy tờ khác.")
            % {"day": f"{expires:%d/%m/%Y}"},
            code="card_expired",
        )
    number = fact("idCardNo", 12)
    if born is None or not fact("name") or problem_of_id_number(number, birth_date=born, today=today):
        raise _refusal("card_unreadable")
    return CardFacts(
        name=fact("name"),
        id_number=number,
        birth_date=f"{born:%d/%m/%Y}",
        gender=fact("gender", 10),
        address=with_new_name(fact("residenceAddress", 200), today),
        expires=f"{expires:%d/%m/%Y}" if expires else "",
    )


def with_new_name(address: str, today: date) -> str:
    """Địa chỉ trên thẻ, with what its commune is called now where that is one unit: cards carry names from before 7/2025."""
    parts = [part.strip() for part in address.split(",")]
    if len(parts) < 3:
        return address
    found = resolve(parts[-3], today, district=parts[-2], province=parts[-1])
    heirs = {one.heir.unit_id for one in found}
    if len(heirs) != 1:
        return address
    unit = unit_info(heirs.pop(), today)
    return _("%(old)s (nay là %(new)s)") % {"old": address, "new": f"{unit.full_name}, {place_of(unit)}"}


_WORDS = {
    "card_unreadable": gettext_lazy(
        "Không đọc được dữ liệu trên thẻ. Hãy đặt lại thẻ; vẫn không được thì đưa cán bộ xem thẻ."
    ),
    "card_stale": gettext_lazy("Lần đọc này đã cũ. Hãy đặt thẻ và đọc lại."),
    "card_not_genuine": gettext_lazy("Dữ liệu trên thẻ không khớp chữ ký nên không được dùng. Hãy đưa cán bộ xem thẻ."),
    "card_untrusted": gettext_lazy(
        "Chưa có chứng thư gốc để tin thẻ này nên dữ liệu không được dùng. Hãy báo quản trị."
    ),
}


def _refusal(code: str) -> Invalid:
    return Invalid(_WORDS[code], code=code)
