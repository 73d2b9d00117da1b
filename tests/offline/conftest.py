"""A counter PC of Mai Phụ whose line was down on Monday morning."""

import base64
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.dossiers import LAN_ID, MONDAY_9, Office, office, papers_for  # noqa: F401
from tests.factories.procedures import BIRTH
from thongsuot.dossiers import aliases
from thongsuot.offline import services
from thongsuot.offline.models import Arrival, Block, Device
from thongsuot.offline.sent import Sent
from thongsuot.offline.services.merging import Hand

BACK_AT = MONDAY_9 + timedelta(hours=1)  # the line is back
LAST_CONTACT = MONDAY_9 - timedelta(hours=1)
KEY = base64.b64encode(bytes(32)).decode()


def written(**changes: Any) -> dict[str, Any]:
    """What the PC wrote down: a birth registration on a paper declaration."""
    papers = [{"code": c.code, "originals": 1} for c in papers_for(BIRTH)]
    applicant = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID, "phone": "0912345678"}
    return {"procedure_code": BIRTH, "applicant": applicant, "components": papers, **changes}


@dataclass
class Counter:
    """A registered PC with a block of numbers and its clerk."""

    office: Office
    device: Device
    block: Block
    clerk: str = "motcua1"
    used: int = 0
    printed: datetime | None = field(default_factory=lambda: MONDAY_9)

    def sent(self, *, at: datetime = MONDAY_9, **changes: Any) -> Sent:
        """The next item, taken at this moment by a clock that is right."""
        number = self.block.numbers.lower + self.used
        self.used += 1
        identifier = self.office.world.mai_phu.identifier
        return replace(
            Sent(
                uid=uuid.uuid4(),
                number=number,
                provisional=aliases.provisional(identifier, self.device.number, number),
                taken_at=at,
                offset=timedelta(0),
                synced_at=LAST_CONTACT,
                dossier=written(),
            ),
            **changes,
        )

    def hand(self, *, by: str = "", at: datetime = BACK_AT, offset: timedelta = timedelta(0)) -> Hand:
        """Who sends, when, with how wrong a clock."""
        self.device.refresh_from_db()
        return Hand(self.device, self.office.who(by or self.clerk, at), at, offset)

    def merge(self, sent: Sent, **hand: Any) -> Arrival:
        """Send one."""
        return services.merge(sent, self.hand(**hand))


def make_counter(at_work: Office, clerk: str = "motcua1", name: str = "Máy quầy số 1") -> Counter:
    """Register a PC before the line goes down."""
    who = at_work.who(clerk, LAST_CONTACT)
    device = services.register(unit=at_work.world.mai_phu.code, name=name, principal=who, at=LAST_CONTACT)
    block = services.reserve_block(device_uid=device.uid, principal=who, at=LAST_CONTACT)
    services.keep_vault(device_uid=device.uid, key=KEY, principal=who, at=LAST_CONTACT)
    return Counter(at_work, device, block, clerk)


@pytest.fixture
def counter(office: Office) -> Counter:  # noqa: F811
    """The PC of the first clerk."""
    return make_counter(office)
