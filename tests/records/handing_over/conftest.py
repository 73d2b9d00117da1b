"""Paper of dissolved Phù Lưu goes to Mai Phụ; its last chair answers for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.accounts import LONG_AGO, make_official, principal_for
from tests.records.digitising.conftest import AT
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.records.handing_over.minutes import minutes_pdf
from thongsuot.records.handing_over.services import handovers, listing
from thongsuot.records.handing_over.services.listing import BoxRow, FileRow
from thongsuot.records.models import Handover

BOXES = [BoxRow("3", "Địa chính", "Kho cũ Phù Lưu, giá 2"), BoxRow("4")]
FILES = [
    FileRow("3", 1, "Hồ sơ giao đất năm 2019", "2019", "vĩnh viễn", 12, 40),
    FileRow("3", 2, "Sổ mục kê", "1998–2004", "vĩnh viễn", 1, 220),
    FileRow("4", 1, "Công văn đến năm 2020", "2020", "10 năm", 80, 95),
]


@dataclass
class Ledger:
    """Đợt bàn giao đang thử."""

    world: Any
    users: dict[str, Any]
    handover: Handover

    def who(self, name: str):
        return principal_for(self.users[name], AT)

    def about(self, name: str = "luutru", **more) -> dict[str, Any]:
        self.handover.refresh_from_db()
        return {"uid": self.handover.uid, "by": self.who(name), "at": AT, "seen": self.handover.revision} | more

    def put(self, boxes=BOXES, files=FILES, **more):
        return listing.put_rows(boxes=boxes, files=files, **self.about(**more))

    def scan(self, name: str = "chutich"):
        """What somebody who receives brings: the minutes, signed by hand and scanned."""
        return files.store(minutes_pdf(self.handover, made_at=AT), "bien-ban-da-ky.pdf", self.users[name].pk)

    def checked(self) -> Handover:
        self.put()
        for _n in range(3):
            handovers.move_on(**self.about())
        self.handover.refresh_from_db()
        return self.handover


@pytest.fixture
def ledger(world) -> Ledger:
    """Opened by the archivist of Mai Phụ, with nothing in it."""
    before = LONG_AGO - timedelta(days=300)
    users = {
        "luutru": make_official(world, "maiphu.luutru", Role.ARCHIVIST, world.mai_phu),
        "chutich": make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu, title="Chủ tịch UBND xã"),
        "cu": make_official(world, "phuluu.chutich", Role.CHAIR, world.phu_luu, since=before, title="Chủ tịch cũ"),
        "khac": make_official(world, "thachkhe.luutru", Role.ARCHIVIST, world.thach_khe),
        "tinh": make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province),
        "motcua": make_official(world, "maiphu.motcua", Role.SPECIALIST, world.mai_phu),
    }
    made = handovers.open_handover(
        old_id=world.phu_luu.id, new_id=world.mai_phu.id, title="Hồ sơ địa chính", basis="Kế hoạch 12/KH-UBND",
        by=principal_for(users["luutru"], AT), at=AT,
    )  # fmt: skip
    return Ledger(world, users, made)
