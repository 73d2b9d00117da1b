"""Tiền của một hồ sơ: everything that pages about it show, in one statement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import Payment, Status
from thongsuot.dossiers.payments import is_open
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.payments.models import Arrival, Exemption, Intent, Receipt, Refund
from thongsuot.payments.revenue import UNIT_DISSOLVED, is_outdated

_TABLES = (Payment, Intent, Arrival, Receipt, Refund, Exemption)
_PART = (
    "(SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM {table} x WHERE x.province_id = %(p)s AND x.dossier_id = %(d)s)"
)
_ALL = "SELECT " + ", ".join(_PART.format(table=model._meta.db_table) for model in _TABLES)


@dataclass(frozen=True, slots=True)
class Money:
    """Yêu cầu, lần thanh toán, tiền đến, biên lai, hoàn tiền, miễn giảm of one dossier, each oldest first."""

    requests: list[Payment] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)

    @property
    def asked(self) -> Payment | None:
        """Yêu cầu đang chờ nộp."""
        return next((p for p in self.requests if is_open(p)), None)

    @property
    def kept(self) -> int:
        """Đã đến, chưa đủ: integer đồng."""
        asked = self.asked
        rows = [a for a in self.arrivals if asked and a.request_id == asked.pk and a.state == Arrival.State.KEPT]
        return sum(a.amount for a in rows)

    @property
    def left(self) -> int:
        """Còn phải nộp; 0 when nothing is asked."""
        return self.asked.amount - self.kept if self.asked else 0

    @property
    def exemption(self) -> Exemption | None:
        """Miễn, giảm, once in a dossier's life."""
        return self.exemptions[0] if self.exemptions else None

    @property
    def issued(self) -> list[Receipt]:
        """Biên lai còn giá trị."""
        return [r for r in self.receipts if r.state == Receipt.State.ISSUED]

    @property
    def has_paid_by_rule(self) -> bool:
        """Whether the fee of the tariff has been paid."""
        return any(p.recorded_at and not p.reason for p in self.requests)

    def waiting(self, method: str) -> Intent | None:
        """Lần đang chờ bằng cách này."""
        asked = self.asked
        rows = (i for i in self.intents if asked and i.request_id == asked.pk and i.method == method)
        return next((i for i in rows if i.state == Intent.State.PENDING), None)

    def usable(self, loaded: Loaded, method: str, at: datetime) -> Intent | None:
        """Như `waiting`, but not one that leads to the account of a unit that is no more."""
        found = self.waiting(method)
        return None if found is None or self._leads_nowhere(loaded, found, at) else found

    def account_changed(self, loaded: Loaded, at: datetime) -> bool:
        """Whether somebody may still have the page or QR code of a try for the account of a dissolved unit."""
        mine = [i for i in self.intents if self.asked and i.request_id == self.asked.pk]
        ended = any(i.trouble == UNIT_DISSOLVED and i.state == Intent.State.EXPIRED for i in mine)
        return ended or any(i.state == Intent.State.PENDING and self._leads_nowhere(loaded, i, at) for i in mine)

    def _leads_nowhere(self, loaded: Loaded, intent: Intent, at: datetime) -> bool:
        return self.asked is not None and is_outdated(loaded, self.asked, intent, at)

    def __bool__(self) -> bool:
        return bool(self.requests or self.exemptions or self.refunds)


def money_of(loaded: Loaded) -> Money:
    """Mọi điều về tiền của hồ sơ; whoever asks has been shown the dossier. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"p": loaded.dossier.province_id, "d": loaded.dossier.pk})
        row = cursor.fetchone()
    return Money(*(_models(model, found) for model, found in zip(_TABLES, row, strict=True)))


def receipt_of(loaded: Loaded, receipt_id: int) -> Receipt:
    """Một biên lai của hồ sơ này; NotFound for any other."""
    rows = Receipt.objects.filter(province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk)
    found = rows.filter(pk=receipt_id).first()
    if found is None:
        raise NotFound()
    return found


def owes(loaded: Loaded) -> bool:
    """Whether the dossier waits for money now."""
    return loaded.dossier.status == Status.AWAITING_PAYMENT


def _models(model: Any, found: str | None) -> list[Any]:
    rows = orjson.loads(found) if found else []
    return [_model(model, row) for row in rows]


def _model(model: Any, row: dict[str, Any]) -> Any:
    """A row that came as JSON, with its moments as moments."""
    fields = model._meta.concrete_fields
    json_names = {f.attname for f in fields if f.get_internal_type() == "JSONField"}
    values = {
        f.attname: row[f.column] if f.attname in json_names or row[f.column] is None else f.to_python(row[f.column])
        for f in fields
        if f.remote_field is None
    }
    values |= {f.attname: row[f.column] for f in fields if f.remote_field is not None}
    return model(**values)
