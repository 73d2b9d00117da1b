"""Giấy tờ của Mai Phụ mà mọi lượt hỏi API gặp: a letter with a file, a record, a package, a batch, a run of the chair."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.factories.dossiers import moment
from tests.factories.units import World
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common import files
from thongsuot.documents.models import DocumentFile
from thongsuot.documents.services import arriving
from thongsuot.records import retention, services
from thongsuot.records.models import Batch, Package, RecordFile
from thongsuot.records.packages import making
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn
from thongsuot.signatures.models import Certificate, SigningRun

AT = moment(18, 9)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Papers:
    """Their identifiers, as addresses carry them."""

    document: str
    file_id: int
    record: str
    package: str
    batch: str
    run: str


def papers_of(world: World) -> Papers:
    """Made with the demo people."""
    leader = User.objects.get(username="maiphu.vanphong")
    stored = files.store(PDF, "cong-van.pdf", None, at=AT)
    facts = arriving.ArrivingFacts("V/v rà soát hộ tịch", number="1", notation="UBND", issuer_name="UBND tỉnh")
    letter = arriving.arrive(
        unit_id=world.mai_phu.id, way="axis", facts=facts, files=[arriving.ArrivingFile(stored)], at=AT
    )
    record = _record(world, principal_of(leader.pk, AT))
    package = _package(world, record, leader)
    batch = Batch.objects.create(
        province_id=world.province.id, unit_id=world.mai_phu.id, origin_id=world.phu_luu.id, year=2025, number=1,
        title="Hộp 1", sample_percent=10, opened_at=AT, opened_by=leader,
    )  # fmt: skip
    file_id = DocumentFile.objects.get(document=letter).pk
    return Papers(str(letter.uid), file_id, str(record.uid), str(package.uid), str(batch.uid), str(_run(world).uid))


def _record(world: World, leader: Any) -> RecordFile:
    retention.load()
    stored = files.store(PDF + b"% 2\n", "to-trinh.pdf", None, at=AT)
    item = ItemHandedIn("Tờ trình sửa đường", file_uid=stored.uid)
    given = FileHandedIn("walk", 1, "Hồ sơ sửa đường", date(2025, 7, 10), (item,), rule="HS-CV")
    hand = services.hand_in(
        HandInPackage(world.province.id, world.mai_phu.id, "walk", "Đợt", (given,)), principal=leader, at=AT
    )
    services.accept(uid=hand.uid, lines=[hand.lines.get().pk], principal=leader, at=AT)
    return RecordFile.objects.get(source_kind="walk")


def _package(world: World, record: RecordFile, leader: User) -> Package:
    package = Package.objects.create(
        province_id=world.province.id, unit_id=world.mai_phu.id, kind="dip", title=record.title, file_ids=[record.pk],
        asked_by=leader, asked_at=AT,
    )  # fmt: skip
    making.make(package.pk, at=AT)
    package.refresh_from_db()
    assert package.state == Package.State.READY, package.fault
    return package


def _run(world: World) -> SigningRun:
    chair = User.objects.get(username="maiphu.chutich")
    certificate = Certificate.objects.create(
        fingerprint="1" * 64, kind="person", unit_id=world.mai_phu.id, user=chair, subject="Chủ tịch", issuer="Nơi cấp",
        serial="1", der=b"0", valid_from=AT, valid_to=AT.replace(year=2030), keep="token", entered_at=AT,
    )  # fmt: skip
    return SigningRun.objects.create(
        province_id=world.province.id, user=chair, certificate=certificate, state="asked", total=0, made_at=AT
    )
