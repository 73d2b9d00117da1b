"""Messages for the tests, and a certificate authority that vouches for their signatures."""

import datetime as dt
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from thongsuot.exchange.axis.edxml.keys import Key
from thongsuot.exchange.axis.edxml.messages import (
    Agency,
    Answered,
    Attachment,
    Message,
    Replaced,
    Staff,
    StatusMessage,
    Trace,
)
from thongsuot.exchange.axis.edxml.values import VIETNAM
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode

PROVINCE = Agency("H27", "Ủy ban nhân dân tỉnh Hà Tĩnh", address="Thành Sen, Hà Tĩnh", email="vanthu@example.gov.vn")
COMMUNE = Agency("H27.9.71", "Ủy ban nhân dân xã Mai Phụ")
OTHER = Agency("H27.9.72", "Ủy ban nhân dân xã Đông Kinh")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SENT = dt.datetime(2026, 11, 25, 8, 30, tzinfo=VIETNAM)
SCAN = Attachment("Kế hoạch.pdf", PDF, "application/pdf", "tep-1", "Bản ký số")


def new(**other) -> Message:
    """A new document from the province to a commune."""
    said = {
        "document_id": "H27,2026/11/25,1234/UBND-NC",
        "sender": PROVINCE,
        "receivers": (COMMUNE,),
        "number": "1234",
        "notation": "UBND-NC",
        "place": "Hà Tĩnh",
        "promulgated_on": dt.date(2026, 11, 25),
        "type_code": "18",
        "type_name": "Công văn",
        "subject": "Về việc rà soát cơ sở vật chất & trụ sở dôi dư",
        "competence": "TM.",
        "position": "Chủ tịch",
        "signer": "Nguyễn Văn Thành",
        "due_on": dt.date(2026, 12, 5),
        "to_places": ("Như trên", "Lưu: VT, NC"),
        "priority": 1,
        "pages": 2,
        "traces": (Trace("H27", SENT),),
        "attachments": (SCAN,),
    }
    return Message(**(said | other))


def recall() -> Message:
    """The same document taken back."""
    return new(
        doc_type=DocType.RECALL,
        reason="Gửi nhầm nơi nhận",
        business_document_id=new().document_id,
        attachments=(),
        staff=Staff("Văn phòng", "Trần Thị Hạnh", "0900000000", "hanh@example.gov.vn"),
    )


def replacement() -> Message:
    """Another document that replaces it at two communes, in answer to a third."""
    return new(
        document_id="H27,2026/11/26,1240/UBND-NC",
        number="1240",
        doc_type=DocType.REPLACE,
        reason="Sai số liệu phụ lục",
        receivers=(COMMUNE, OTHER),
        business_document_id=new().document_id,
        replaced=(Replaced(new().document_id, ("H27.9.71", "H27.9.72")),),
        answers=(Answered("H27.9.71", "15/UBND-VP", dt.date(2026, 11, 20), "H27.9.71,2026/11/20,15/UBND-VP"),),
        appendixes=("Phụ lục I",),
    )


def status(code=StatusCode.RECEIVED, **other) -> StatusMessage:
    """The commune tells how the document fares."""
    about = Answered("H27", "1234/UBND-NC", dt.date(2026, 11, 25), new().document_id)
    said = {
        "about": about,
        "sender": COMMUNE,
        "status": code,
        "receiver": PROVINCE,
        "at": SENT,
        "description": "Đã vào sổ",
    }
    return StatusMessage(**(said | other))


GOLDEN = {
    "new": new,
    "recall": recall,
    "update": lambda: new(doc_type=DocType.UPDATE, reason="Bổ sung phụ lục", business_document_id=new().document_id),
    "replace": replacement,
}


@lru_cache(maxsize=1)
def authority() -> tuple[Key, bytes]:
    """A key with an intermediate certificate, and the root (PEM) that vouches for it; one for all tests."""
    root_key, middle_key, own_key = (rsa.generate_private_key(65537, 2048) for _n in range(3))
    root = _certificate("Gốc thử", root_key, None, root_key, authority=True)
    middle = _certificate("Trung gian thử", middle_key, root, root_key, authority=True)
    own = _certificate("UBND tỉnh Hà Tĩnh", own_key, middle, middle_key, authority=False)
    return Key(own_key, (own, middle)), root.public_bytes(serialization.Encoding.PEM)


def other_root() -> bytes:
    """A root that vouches for nobody here."""
    key = rsa.generate_private_key(65537, 2048)
    return _certificate("Gốc khác", key, None, key, authority=True).public_bytes(serialization.Encoding.PEM)


def _certificate(name, key, issuer, issuer_key, *, authority):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    usage = {
        "digital_signature": not authority, "content_commitment": False, "key_encipherment": False,
        "data_encipherment": False, "key_agreement": False, "key_cert_sign": authority, "crl_sign": authority,
        "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("truc.example.gov.vn")]), critical=False)
    return built.sign(issuer_key, hashes.SHA256())
