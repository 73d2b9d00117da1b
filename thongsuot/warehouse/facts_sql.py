"""Từ hồ sơ ra sự kiện: one statement that reads what a dossier is now and says it as a fact; of some dossiers, or of many.

The fact never adds up events: it is read from the dossier as it stands, so that a late, doubled or lost piece of news
makes no wrong figure. Columns that a legal source defines say so; readings of ours are marked in docs/decisions.
"""

from dataclasses import dataclass

from thongsuot.exchange.systems import NATIONAL_PORTAL

FACT_COLUMNS = (
    "province_id",
    "dossier_id",
    "unit_id",
    "receiving_unit_id",
    "version_id",
    "procedure_id",
    "channel",
    "status",
    "received_at",
    "due_at",
    "done_at",
    "returned_at",
    "ended_at",
    "outcome",
    "supplements",
    "extensions",
    "paused_minutes",
    "received_month",
    "due_month",
    "done_month",
    "returned_month",
    "refused_month",
    "ended_month",
    "paused_from",
    "paused_to",
    "timeliness",
    "in_time_766",
    "digitised",
    "reused",
    "database_used",
    "gives_paper",
    "e_result",
    "e_result_signed",
    "fee_procedure",
    "fee_due",
    "fee_paid",
    "paid_online",
    "non_territorial",
    "unhappy",
    "rated",
    "synced",
    "index_1",
    "index_2",
    "index_3",
    "index_4",
    "index_7",
)
ZONE = "'Asia/Ho_Chi_Minh'"


def month(moment: str) -> str:
    """First day of the local month of a moment."""
    return f"date_trunc('month', {moment} AT TIME ZONE {ZONE})::date"


def day(moment: str) -> str:
    """Local day of a moment."""
    return f"({moment} AT TIME ZONE {ZONE})::date"


# What ends a dossier: by the status groups of domain §1.4 (done), and as Decision 766 counts it (ended): a stop, a
# withdrawal, an open request for a supplement end it too, if it was ever received.
_MOMENTS = """
  coalesce(d.finished_at, CASE WHEN d.status = 'WITHDRAWN' AND d.received_at IS NOT NULL THEN d.closed_at END) AS done_at,
  CASE WHEN d.received_at IS NOT NULL THEN coalesce(d.finished_at, d.returned_at,
    CASE WHEN d.status IN ('WITHDRAWN', 'REFUSED') THEN d.closed_at END,
    CASE WHEN d.status IN ('STOPPED', 'AWAITING_SUPPLEMENT') THEN d.stopped_at END) END AS ended_at
"""
_PAUSES = f"""
  coalesce(array_agg({month("p.began")} ORDER BY p.began), '{{}}') AS paused_from,
  coalesce(array_agg({month("p.ended")} ORDER BY p.began), '{{}}') AS paused_to,
  coalesce(sum(extract(epoch FROM p.ended - p.began) / 60), 0)::int AS paused_minutes
"""
_EACH_PAUSE = """
  SELECT (x ->> 'from')::timestamptz AS began, (x ->> 'to')::timestamptz AS ended
    FROM jsonb_array_elements(coalesce({0}.clock -> 'pauses', '[]')) AS x
  UNION ALL SELECT {0}.stopped_at, NULL
   WHERE {0}.status IN ('AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'STOPPED') AND {0}.stopped_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Phần của sự kiện đọc ở một bảng khác: alias, table, what is counted over its rows, which rows."""

    alias: str
    table: str
    told: str
    rows: str = "true"


_PARTS = (
    Part(
        "c",
        "dossiers_dossiercomponent",
        "bool_or(jsonb_array_length(c.files) > 0) AS digitised, bool_or(c.source = 'REUSED') AS reused,"
        " bool_or(c.source = 'FROM_DATABASE') AS database_used",
    ),
    Part(
        "r",
        "dossiers_dossierfile",
        "count(*) > 0 AS e_result, bool_and(r.signed) AS e_result_signed",
        "r.purpose = 'result' AND r.replaced_at IS NULL",
    ),
    Part(
        "y",
        "dossiers_payment",
        "sum(y.amount) AS fee_due, sum(y.amount) FILTER (WHERE y.paid_at IS NOT NULL) AS fee_paid,"
        " bool_or(y.method = 'online') AS paid_online",
        "y.cancelled_at IS NULL",
    ),
    Part(
        "s",
        "dossiers_dossierstep",
        "CASE WHEN count(*) = 0 THEN NULL WHEN bool_or(s.ended_at > s.due_at) THEN 0"
        f" WHEN bool_and({day('s.ended_at')} < {day('s.due_at')}) THEN 2 ELSE 1 END AS index_2",
        "s.state = 'done' AND s.due_at IS NOT NULL",
    ),
    Part("o", "ratings_rating", "count(*) > 0 AS rated, bool_or(o.unhappy) AS unhappy", "o.counted"),
    Part("x", "exchange_sentdossier", "count(*) > 0 AS synced", f"x.system_id = '{NATIONAL_PORTAL}'"),
)


def _looked_up(part: Part) -> str:
    """For a few dossiers: looked up one by one."""
    a = part.alias
    return (
        f"CROSS JOIN LATERAL (SELECT {part.told} FROM {part.table} {a}"  # noqa: S608  (constants of ours)
        f" WHERE {a}.province_id = d.province_id AND {a}.dossier_id = d.id AND {part.rows}) AS {a}"
    )


def _joined(part: Part) -> str:
    """For a range of dossiers: the part's rows of the whole range counted once, and joined."""
    a = part.alias
    return (
        f"LEFT JOIN (SELECT {a}.dossier_id, {part.told} FROM {part.table} {a}"  # noqa: S608
        f" WHERE {a}.province_id = %(province)s AND {a}.dossier_id > %(after)s AND {a}.dossier_id <= %(upto)s AND {part.rows}"
        f" GROUP BY 1) AS {a} ON {a}.dossier_id = d.id"
    )


_PAUSES_LOOKED_UP = f"CROSS JOIN LATERAL (SELECT {_PAUSES} FROM ({_EACH_PAUSE.format('d')}) AS p) AS p"  # noqa: S608
_PAUSES_JOINED = f"""
LEFT JOIN (SELECT q.id AS dossier_id, {_PAUSES} FROM dossiers_dossier q CROSS JOIN LATERAL ({_EACH_PAUSE.format("q")}) AS p
  WHERE q.province_id = %(province)s AND q.id > %(after)s AND q.id <= %(upto)s
    AND (q.stopped_at IS NOT NULL OR q.clock -> 'pauses' <> '[]') GROUP BY 1) AS p ON p.dossier_id = d.id
"""  # noqa: S608
_TIMELINESS = f"""
  CASE WHEN m.done_at IS NULL OR d.due_at IS NULL THEN '' WHEN m.done_at > d.due_at THEN 'late'
    WHEN {day("m.done_at")} < {day("d.due_at")} THEN 'early' ELSE 'on_time' END
"""
# The indices of TT 01/2018 that are told per dossier: 1 total time, 2 time of each step, 3 contacts, 4 agencies, 7 attitude.
# On the national portal is what it has confirmed a message about, or knows under a code of its own.
_FACTS = f"""
SELECT d.province_id, d.id, d.competent_unit_id, d.receiving_unit_id, d.version_id, v.procedure_id, d.channel, d.status,
  d.received_at, d.due_at, m.done_at, d.returned_at, m.ended_at, d.outcome, d.supplement_count, d.extension_count,
  coalesce(p.paused_minutes, 0), {month("d.received_at")}, {month("d.due_at")}, {month("m.done_at")},
  {month("d.returned_at")}, CASE WHEN d.status = 'REFUSED' THEN {month("d.closed_at")} END, {month("m.ended_at")},
  coalesce(p.paused_from, '{{}}'), coalesce(p.paused_to, '{{}}'), t.timeliness,
  CASE WHEN d.due_at IS NOT NULL AND m.ended_at IS NOT NULL
    THEN m.ended_at <= d.due_at AND d.supplement_count <= 1 END,
  coalesce(c.digitised, false), coalesce(c.reused, false), coalesce(c.database_used, false), v.result_name <> '',
  coalesce(r.e_result, false), coalesce(r.e_result AND r.e_result_signed, false),
  EXISTS (SELECT FROM procedures_feerule e WHERE e.version_id = v.id), coalesce(y.fee_due, 0), coalesce(y.fee_paid, 0),
  coalesce(y.paid_online, false), d.receiving_unit_id <> d.competent_unit_id, coalesce(o.unhappy, false),
  coalesce(o.rated, false), coalesce(x.synced, false) OR EXISTS (SELECT FROM exchange_foreigncode k
    WHERE k.dossier_id = d.id AND k.system_id = '{NATIONAL_PORTAL}'),
  CASE t.timeliness WHEN 'early' THEN 2 WHEN 'on_time' THEN 1 WHEN 'late' THEN 0 END,
  CASE WHEN m.done_at IS NOT NULL THEN s.index_2 END,
  CASE WHEN m.done_at IS NOT NULL THEN 2 - least(d.supplement_count, 2) END,
  CASE WHEN m.done_at IS NULL THEN NULL WHEN d.channel = 'DIRECT' THEN 1 ELSE 2 END,
  CASE WHEN m.done_at IS NULL THEN NULL WHEN o.unhappy THEN 0
    WHEN t.timeliness = 'early' THEN 2 WHEN t.timeliness = 'on_time' THEN 1 END
FROM dossiers_dossier d
JOIN procedures_procedureversion v ON v.id = d.version_id
CROSS JOIN LATERAL (SELECT {_MOMENTS}) AS m
CROSS JOIN LATERAL (SELECT {_TIMELINESS} AS timeliness) AS t
{{parts}}
WHERE d.province_id = %(province)s AND {{which}}
"""  # noqa: S608


def _facts(parts: list[str], which: str) -> str:
    return _FACTS.replace("{parts}", "\n".join(parts)).replace("{which}", which)


FACTS_OF_SOME = _facts([_PAUSES_LOOKED_UP, *map(_looked_up, _PARTS)], "d.id = ANY(%(ids)s)")
FACTS_OF_RANGE = _facts([_PAUSES_JOINED, *map(_joined, _PARTS)], "d.id > %(after)s AND d.id <= %(upto)s")
