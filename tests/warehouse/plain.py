"""Đếm thẳng từ hồ sơ: the same figures counted one by one in Python from the dossiers, for comparison with the sums."""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from thongsuot.dossiers.models import Dossier, DossierComponent, DossierFile, Payment
from thongsuot.exchange.models import ForeignCode, SentDossier
from thongsuot.ratings.models import Rating
from thongsuot.warehouse.measures import COUNT_OF, STOCK_OF
from thongsuot.warehouse.models import DossierFact, ProcedureMonth, UnitMonth

PAUSED = ("AWAITING_SUPPLEMENT", "AWAITING_PAYMENT", "STOPPED")
FAR = date(9999, 1, 1)


def month(moment: Any) -> date | None:
    return timezone.localtime(moment).date().replace(day=1) if moment else None


def months_until(first: date, last: date) -> list[date]:
    found = []
    while first <= last:
        found.append(first)
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return found


TOLD = months_until(date(2025, 7, 1), date(2025, 12, 1))


def counted(dossier: Dossier) -> list[tuple[date, str]]:
    """Month and column of all that one dossier counts for."""
    d, files = dossier, [c.files for c in DossierComponent.objects.filter(dossier_id=dossier.pk)]
    sources = {c.source for c in DossierComponent.objects.filter(dossier_id=dossier.pk)}
    results = DossierFile.objects.filter(dossier_id=d.pk, purpose="result", replaced_at=None).exists()
    money = list(Payment.objects.filter(dossier_id=d.pk, cancelled_at=None))
    due, paid = sum(p.amount for p in money), sum(p.amount for p in money if p.paid_at)
    unhappy = Rating.objects.filter(dossier_id=d.pk, counted=True, unhappy=True).exists()
    told: list[tuple[date | None, str]] = []
    received, refused = month(d.received_at), month(d.closed_at) if d.status == "REFUSED" else None
    told += [(refused, "refused"), (month(d.returned_at), "returned")]
    if received:
        told += [(received, "received"), (received, f"received_{d.channel.lower()}")]
        told += [(received, "received_elsewhere")] if d.receiving_unit_id != d.competent_unit_id else []
        told += [(received, "digitised")] if any(files) else []
        told += [(received, "reused")] if "REUSED" in sources else []
        told += [(received, "database_used")] if "FROM_DATABASE" in sources else []
        told += [(received, "synced")] if synced(d) else []
        if due:
            told += [(received, "fee_dossiers")] + ([(received, "fee_paid")] if paid >= due else [])
            told += [(received, "fee_paid_online")] if any(p.method == "online" for p in money) else []
    done_at = d.finished_at or (d.closed_at if d.status == "WITHDRAWN" and received else None)
    done = month(done_at)
    if done:
        told += [(done, "done"), *([(done, d.outcome)] if d.outcome else [])]
        told += [(done, "withdrawn")] if d.status == "WITHDRAWN" else []
        told += [(done, "done_timed")] if d.due_at and d.outcome else []
        if d.due_at is None:
            told += [(done, "done_without_due")]
        elif done_at > d.due_at:
            told += [(done, "done_late")]
        else:
            early = timezone.localtime(done_at).date() < timezone.localtime(d.due_at).date()
            told += [(done, "done_early" if early else "done_on_time")]
    ended_at = None
    if received:
        ended_at = d.finished_at or d.returned_at
        ended_at = ended_at or (d.closed_at if d.status in ("WITHDRAWN", "REFUSED") else None)
        ended_at = ended_at or (d.stopped_at if d.status in ("STOPPED", "AWAITING_SUPPLEMENT") else None)
    ended = month(ended_at)
    if ended:
        gives = bool(d.version.result_name)
        told += [(ended, "ended")]
        if d.due_at:
            told += [(ended, "ended_in_time" if ended_at <= d.due_at else "ended_late")]
        told += [(ended, "ended_online")] if d.channel == "ONLINE" and (results or not gives) else []
        told += [(ended, "ended_unhappy")] if unhappy else []
        told += [(ended, "ended_rated")] if Rating.objects.filter(dossier_id=d.pk, counted=True).exists() else []
        told += [(ended, "results_due")] if gives and d.outcome == "granted" else []
        told += [(ended, "results_electronic")] if gives and d.outcome == "granted" and results else []
        told += [(ended, "results_digitised")] if any(files) and results else []
    return [(when, column) for when, column in told if when]


def at_end_of(dossier: Dossier, when: date) -> list[str]:
    """Stocks that a dossier belongs to at the end of a month."""
    d, received = dossier, month(dossier.received_at)
    if received is None or received > when:
        return []
    done = month(d.finished_at or (d.closed_at if d.status == "WITHDRAWN" else None)) or FAR
    [ended] = DossierFact.objects.filter(dossier_id=d.pk).values_list("ended_month", flat=True)
    late = d.due_at is not None and month(d.due_at) <= when
    spans = [(p["from"], p["to"]) for p in d.clock.get("pauses", [])]
    stopped = [(month(datetime.fromisoformat(a)), month(datetime.fromisoformat(b))) for a, b in spans]
    stopped += [(month(d.stopped_at), FAR)] if d.status in PAUSED else []
    held = any(a <= when < b for a, b in stopped)
    found = []
    if done > when:
        found += ["open"] + (["open_late"] if late else []) + (["paused"] if held else [])
        found += ["paused_late"] if held and late else []
    if (ended or FAR) > when:
        found += ["open_766"] + (["open_766_late"] if late else [])
        found += ["open_766_without_due"] if d.due_at is None else []
    return found


def by_hand() -> tuple[dict, dict]:
    """(unit, month, column) → count, and (unit, month, stock) → how many at its end."""
    counts: Counter = Counter()
    stocks: Counter = Counter()
    for dossier in Dossier.objects.select_related("version"):
        for when, column in counted(dossier):
            counts[dossier.competent_unit_id, when, column] += 1
        for when in TOLD:
            for stock in at_end_of(dossier, when):
                stocks[dossier.competent_unit_id, when, stock] += 1
    return dict(counts), dict(stocks)


def synced(dossier: Dossier) -> bool:
    known = {"dossier_id": dossier.pk, "system_id": "national-portal"}
    return SentDossier.objects.filter(**known).exists() or ForeignCode.objects.filter(**known).exists()


def procedures_by_hand() -> dict:
    """(unit, procedure, month) → received, received online, finished with an appointment, minutes taken and allowed."""
    found: dict = defaultdict(lambda: [0] * 5)
    for d in Dossier.objects.select_related("version"):
        key = d.competent_unit_id, d.version.procedure_id
        if d.received_at:
            row = found[*key, month(d.received_at)]
            row[0] += 1
            row[1] += d.channel == "ONLINE"
        if d.received_at and d.finished_at and d.due_at:
            row = found[*key, month(d.finished_at)]
            row[2] += 1
            row[3] += round((d.finished_at - d.received_at).total_seconds() / 60)
            row[4] += round((d.due_at - d.received_at).total_seconds() / 60)
    return {key: tuple(row) for key, row in found.items()}


def procedures_by_sums() -> tuple[dict, dict]:
    """The same from the sums; and (unit, month) → how many procedures, by what the months of units say."""
    told = ("received", "received_online", "done_timed", "minutes_taken", "minutes_allowed")
    rows = {
        (r.unit_id, r.procedure_id, r.month): tuple(getattr(r, name) for name in told)
        for r in ProcedureMonth.objects.all()
    }
    units = {
        (u.unit_id, u.month): (
            u.procedures_used,
            u.procedures_used_online,
            u.procedures_done,
            u.procedures_in_mean,
        )
        for u in UnitMonth.objects.all()
    }
    return {key: row for key, row in rows.items() if any(row)}, {k: v for k, v in units.items() if any(v)}


def counted_procedures(rows: dict) -> dict:
    """How many procedures of a unit and month were used, used online, finished, finished in time on average."""
    found: dict = defaultdict(lambda: [0] * 4)
    for (unit, _procedure, when), (received, online, done, taken, allowed) in rows.items():
        flags = (received > 0, online > 0, done > 0, done > 0 and taken <= allowed)
        for place, flag in enumerate(flags):
            found[unit, when][place] += flag
    return {key: tuple(row) for key, row in found.items() if any(row)}


def by_sums() -> tuple[dict, dict]:
    """The same from the sums; stocks of the months that are told by hand."""
    counts, stocks = {}, {}
    for row in UnitMonth.objects.all():
        told = row.month in TOLD
        counts |= {(row.unit_id, row.month, key): n for key in COUNT_OF if (n := getattr(row, key))}
        stocks |= {(row.unit_id, row.month, key): n for key in STOCK_OF if told and (n := getattr(row, key))}
    return counts, stocks


def everything() -> list[list[tuple]]:
    """All rows of the warehouse without their keys; rows of nothing but zeros say nothing."""
    told = []
    for model in (DossierFact, UnitMonth, ProcedureMonth):
        names = [f.attname for f in model._meta.concrete_fields if f.attname != "id"]
        numbers = [n for n in names if n not in ("province_id", "unit_id", "procedure_id", "month")]
        rows = [r for r in model.objects.values(*names) if model is DossierFact or any(r[n] for n in numbers)]
        told.append(sorted(tuple(str(r[n]) for n in names) for r in rows))
    return told
