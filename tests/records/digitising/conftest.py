"""A unit that digitises: Mai Phụ, with paper of dissolved Phù Lưu; people who scan, key and check."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.records.digitising.paper import bundle, letter, picture, separator
from thongsuot.accounts.models import Role
from thongsuot.records import retention
from thongsuot.records.digitising import ocr
from thongsuot.records.digitising.marks import Kind, Mark
from thongsuot.records.digitising.services import arranging, intake, reading
from thongsuot.records.models import Batch, Page

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 9:00 of a Monday in Viet Nam


@dataclass
class Desk:
    """Bàn số hoá."""

    world: Any
    users: dict[str, Any] = field(default_factory=dict)
    batch: Any = None

    def who(self, name: str, at: datetime = AT):
        return principal_for(self.users[name], at)

    def open(self, **changes) -> Batch:
        given = {
            "unit_id": self.world.mai_phu.id,
            "origin_id": self.world.phu_luu.id,
            "title": "Đất đai Phù Lưu, hộp 3",
            "box": "3",
            "by": self.who("luutru"),
            "at": AT,
        }
        self.batch = intake.open_batch(**(given | changes))
        return self.batch

    def take(self, *given, who="luutru"):
        return intake.take(uid=self.batch.uid, given=given, by=self.who(who), at=AT)

    def read_all(self, at: datetime = AT) -> int:
        count = 0
        while done := reading.read_some(batch_id=self.batch.pk, clock=lambda: at):
            count += done
        return count

    def arrange(self) -> int:
        return arranging.arrange(uid=self.batch.uid, by=self.who("luutru"), at=AT)

    def pages(self) -> list[Page]:
        return list(Page.objects.filter(batch=self.batch).order_by("position"))


@pytest.fixture
def desk(world) -> Desk:
    """Nobody has scanned anything yet."""
    made = Desk(world)
    people = [
        ("luutru", Role.ARCHIVIST, world.mai_phu),
        ("nhap1", Role.SPECIALIST, world.mai_phu),
        ("nhap2", Role.SPECIALIST, world.mai_phu),
        ("motcua", Role.COUNTER_CLERK, world.mai_phu),
        ("khac", Role.ARCHIVIST, world.thach_khe),
    ]
    for name, role, unit in people:
        made.users[name] = make_official(world, f"sohoa.{name}", role, unit)
    return made


@pytest.fixture
def split(desk, monkeypatch):
    """A batch of two documents of one file, all of it to be keyed twice; reading is not what is tried here."""
    texts = iter(["Số: 15/QĐ-UBND trang một", "Thửa đất của ông Nguyễn Văn Bính", "Trang khác hẳn"])
    monkeypatch.setattr(
        ocr, "read", lambda source, count, folder: [ocr.Read(source.read_bytes(), next(texts)) for _n in range(count)]
    )
    sheet = picture(letter(("Một dòng.",)))
    desk.open(sample_percent=100)
    desk.take(("a.pdf", bundle(sheet)), ("b.pdf", bundle(sheet.rotate(180))), ("c.pdf", bundle(separator(Mark(Kind.DOCUMENT)))), ("d.pdf", bundle(sheet.rotate(90, expand=True))))  # fmt: skip
    desk.read_all()
    desk.arrange()
    retention.load()
    return desk
