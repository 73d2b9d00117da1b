"""A commune that signs: its chair, clerk and seal with certificates in the token, letters that wait."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization

from simulators.trust_centre.authority import Wanted
from tests.factories.accounts import make_official, principal_for
from tests.signatures.centre import MODULE, PIN, TOKEN, Centre
from thongsuot.accounts.models import Role, User
from thongsuot.common import files
from thongsuot.common.now import now
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate, SigningRequest
from thongsuot.signatures.services.certificates import NewCertificate
from thongsuot.signatures.signing.tokens import make_key

MARK = {"page": 1, "x": 110, "y": 200, "width": 50}


@dataclass
class Desk:
    """Mai Phụ, ready to sign."""

    world: Any
    centre: Centre
    letter: bytes
    people: dict[str, User] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    _number: int = 0

    def principal(self, name: str = "chair") -> Any:
        return principal_for(self.people[name], now())

    def wait(self, **more: Any) -> SigningRequest:
        """One more letter that waits for the chair."""
        self._number += 1
        said = {
            "purpose": "person",
            "wanted_user_id": self.people["chair"].pk,
            "subject_kind": "test_letter",
            "subject_id": self._number,
            "subject_code": f"{self._number:02}/QĐ-UBND",
            "subject_title": f"Quyết định số {self._number}",
            "page": "/can-bo/viec/",
            "file_uid": self.file().uid,
            "mark": MARK,
        }
        return services.request_signature(
            province_id=self.world.province.id, unit_id=self.world.mai_phu.id, at=now(), **(said | more)
        )

    def wait_for_seal(self, first: SigningRequest) -> SigningRequest:
        """The seal on the same letter, after the chair."""
        return self.wait(
            purpose="seal",
            wanted_user_id=None,
            wanted_role=Role.DOCUMENT_CLERK,
            subject_id=first.subject_id,
            subject_code=first.subject_code,
            file_uid=None,
            order=2,
            mark={"page": 1, "x": 90, "y": 190, "width": 36},
        )

    def file(self) -> Any:
        owner = self.people["chair"].pk
        return files.store_made(BytesIO(self.letter), "van-ban.pdf", owner, kind=files.PDF, at=now())

    def sign(self, *requests: SigningRequest, by: str = "chair", pin: str = PIN) -> Any:
        """In one act, its work done at once."""
        run = services.sign([one.pk for one in requests], principal=self.principal(by), pin=pin, at=now())
        services.carry_out(run.pk)
        run.refresh_from_db()
        return run

    def certify(self, name: str, label: str, *, user: User | None = None, **said: Any) -> Certificate:
        """A certificate whose key is made in the token."""
        public = make_key(module=MODULE, token=TOKEN, pin=PIN, label=label)
        issued = self.centre.authority.issue(public, Wanted(name, **said))
        wanted = NewCertificate(
            issued.public_bytes(serialization.Encoding.DER),
            "person" if user else "seal",
            self.world.mai_phu.id,
            user.pk if user else None,
            token=TOKEN,
            key=label,
        )
        return services.enter_certificate(wanted, principal=None, at=now())


def make_desk(world: Any, centre: Centre, letter: bytes) -> Desk:
    """People and certificates."""
    desk = Desk(world, centre, letter)
    for name, role, full in (
        ("chair", Role.CHAIR, "Trần Văn Ký"),
        ("clerk", Role.DOCUMENT_CLERK, "Lê Thị Văn Thư"),
        ("other", Role.SPECIALIST, "Phạm Chuyên Viên"),
    ):
        user = make_official(
            world,
            f"maiphu.{name}",
            role,
            world.mai_phu,
            full_name=full,
            title="Chủ tịch UBND xã" if role == Role.CHAIR else "",
        )
        desk.people[name] = user
    agency = "UBND xã Mai Phụ"
    desk.certificates["chair"] = desk.certify("Trần Văn Ký", "chu-tich", user=desk.people["chair"], organisation=agency)
    desk.certificates["seal"] = desk.certify(agency, "con-dau", organisation=agency)
    return desk


def certificate_of(certificate: Certificate) -> x509.Certificate:
    """As the library reads it."""
    return x509.Certificate.load(bytes(certificate.der))
