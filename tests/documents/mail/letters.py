"""Letters as offices, programs and people's computers send them."""

import struct
from email.message import EmailMessage
from typing import Any

from tests.factories.documents import a_pdf

SENDER = "Sở Nội vụ Hà Tĩnh <snv@hatinh.example>"


def a_letter(number: int = 1, **heads: str) -> EmailMessage:
    """A letter without attachments, with its own id."""
    message = EmailMessage()
    given = {
        "From": SENDER,
        "To": "maiphu@hatinh.example",
        "Subject": f"V/v góp ý dự thảo (Công văn {number}/SNV-CCHC)",
        "Message-ID": f"<{number}@snv.example>",
    }
    for name, value in (given | heads).items():
        if value:
            message[name] = value
    message.set_content("Kính gửi quý cơ quan.")
    return message


def with_files(count: int, number: int = 1) -> bytes:
    """A letter with so many PDFs."""
    message = a_letter(number)
    for one in range(count):
        message.add_attachment(
            a_pdf(f"{number}-{one}"), maintype="application", subtype="pdf", filename=f"phụ lục {one}.pdf"
        )
    return message.as_bytes()


def signed_wrapper(inner: bytes, number: int = 1) -> bytes:
    """A letter whose whole content stands inside a signed S/MIME wrapper (made by a key of the moment)."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs7

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Sở Nội vụ")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(inner).add_signer(certificate, key, hashes.SHA256())
    made = builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    message = a_letter(number)
    message.clear_content()
    message.set_content(made, maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    return message.as_bytes()


def winmail(files: list[tuple[str, bytes]]) -> bytes:
    """winmail.dat with these files, names long and in two bytes a letter, as Outlook writes them."""
    packed = struct.pack("<IH", 0x223E9F78, 1)

    def attribute(kind: int, data: bytes) -> bytes:
        return struct.pack("<BII", 2, kind, len(data)) + data + struct.pack("<H", sum(data) % 65_536)

    for name, content in files:
        wide = (name + "\0").encode("utf-16-le")
        properties = struct.pack("<I", 1) + b"\x1f\x00\x07\x37" + struct.pack("<II", 1, len(wide)) + wide
        packed += attribute(0x00069002, b"\0" * 14) + attribute(0x00018010, b"VANBAN~1.PDF\0")
        packed += attribute(0x0006800F, content) + attribute(0x00069005, properties)
    return packed


def an_auto_reply(**heads: str) -> EmailMessage:
    """What a mail program answers while its owner is away."""
    return a_letter(900, **({"Auto-Submitted": "auto-replied", "Subject": "Vắng mặt"} | heads))


def a_bounce(of: str) -> bytes:
    """A mail server says that a letter of ours did not arrive."""
    return f"""From: MAILER-DAEMON@hatinh.example
To: mot-cua@localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@hatinh.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system could not deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.hatinh.example

Final-Recipient: rfc822; snv@hatinh.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {of}
Subject: x

--b--
""".encode()


def an_invitation(method: str) -> bytes:
    """A meeting, or the answer to one, as calendar programs send it."""
    message = a_letter(70, Subject="Giấy mời họp giao ban")
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n"
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    return message.as_bytes()


def names_of(found: Any) -> list[str]:
    """Names of attachments."""
    return [name for name, _content in found.attachments]
