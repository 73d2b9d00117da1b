"""A commune on the axis: its documents, its line, and a ministry beyond it that the tests speak for."""

import datetime as dt

from tests.exchange.axis import messages
from tests.exchange.books import Clock
from thongsuot.common import files
from thongsuot.documents import journalling
from thongsuot.documents.models import (
    Direction,
    Document,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    Recipient,
    State,
)
from thongsuot.exchange.axis import edxml, keeping, queueing, sending, understanding
from thongsuot.exchange.axis.edxml.messages import Agency
from thongsuot.exchange.axis.transport import HttpTransport
from thongsuot.exchange.models import AxisIn

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
MINISTRY = Agency("G09", "Bộ Nội vụ")
OURS = {"id": "ha-tinh", "secret": "bi-mat", "prefixes": ["H27"]}
THEIRS = {"id": "bo-noi-vu", "secret": "khac", "agencies": [{"organ_id": "G09", "name": MINISTRY.name}]}


class House:
    """Our installation and the ministry's line."""

    def __init__(self, world, axis):
        self.world, self.axis, self.clock = world, axis, Clock(AT)

    def ministry(self):
        return HttpTransport(self.axis.address, THEIRS["id"], THEIRS["secret"])

    def ministry_sends(self, message, key="k"):
        line = self.ministry()
        told = edxml.write_status(message) if hasattr(message, "status") else edxml.write(message)
        found = line.send(told, key)
        line.close()
        return found

    def ministry_hears(self):
        """Everything in the ministry's box, read and taken."""
        line = self.ministry()
        found = []
        for one in line.poll(100):
            found.append(edxml.read(line.fetch(one.id)))
            line.acknowledge([one.id])
        line.close()
        return found

    def send(self):
        while queueing.queue_news(self.clock()):
            pass
        return sending.send(self.clock)

    def receive(self):
        found = keeping.fetch(self.clock)
        understanding.understand_all(understanding.due(self.clock()), at=self.clock())
        return found

    def put(self, raw, **said):
        """Straight into our box, as a careless system would."""
        told = {"kind": "document", "document_id": "x", "sender": "G09"} | said
        self.axis.post.put(OURS["id"], raw, **told)
        self.receive()
        return AxisIn.objects.latest("id")

    @property
    def unit(self):
        """Whose documents go out."""
        return self.world.mai_phu

    def outgoing(self, *codes, number="15", pdf=messages.PDF, **facts):
        """A signed document of the unit with receivers on the axis; nobody has been told yet."""
        said = {
            "type": "CV", "state": State.ISSUED, "number": number, "notation": "UBND-VP", "issued_on": dt.date(2026, 11, 25),
            "summary": "Về việc báo cáo cơ sở vật chất", "signed_at": self.clock(), "closed_at": self.clock(),
            "signer_name": "Nguyễn Văn A", "signer_title": "Chủ tịch", "signing_mode": "TM",
        }  # fmt: skip
        document = Document.objects.create(
            province_id=self.unit.province_id, unit_id=self.unit.id, direction=Direction.OUTGOING,
            created_at=self.clock(), **(said | facts),
        )  # fmt: skip
        file = files.store(pdf, "van-ban.pdf", None, at=self.clock())
        own = {"province_id": document.province_id, "document_id": document.pk}
        DocumentFile.objects.create(**own, file=file, purpose="main", added_at=self.clock())
        for place, code in enumerate(codes):
            Recipient.objects.create(**own, position=place, name=f"Nơi {code}", way=Recipient.Way.AXIS, code=code)
        return document

    def tell(self, document, verb, **data):
        journalling.write(document, verb, principal=None, at=self.clock(), **data)

    def issued(self, *codes, **facts):
        document = self.outgoing(*codes, **facts)
        self.tell(document, "issued")
        return document

    def link(self, document, kind, other):
        """This document answers, replaces … that one."""
        own = {"province_id": document.province_id, "document_id": document.pk}
        DocumentLink.objects.create(**own, kind=kind, other_id=other.pk, made_at=self.clock())

    def arrived(self):
        return Document.objects.filter(direction=Direction.INCOMING).order_by("id")

    def move_on(self, document, state):
        """The unit goes on with it, as the documents room does."""
        document.state = state
        document.save(update_fields=["state"])
        DocumentHolding.objects.filter(document_id=document.pk).update(state=state)


def from_ministry(**other):
    """A letter of the ministry to Mai Phụ."""
    said = {
        "sender": MINISTRY,
        "receivers": (Agency("H27.18583", "UBND xã Mai Phụ"),),
        "document_id": "G09,2026/11/24,77/BNV-CQĐP",
        "number": "77",
        "notation": "BNV-CQĐP",
        "promulgated_on": dt.date(2026, 11, 24),
        "place": "Hà Nội",
    }
    return messages.new(**(said | other))
