"""Từ hồ sơ ra sự kiện: one statement that reads what a dossier is now and says it as a fact.

The fact never adds up events: it is read from the dossier as it stands, so that a late, doubled or lost piece of news
makes no wrong figure. Columns that a legal source defines say so; readings of ours are marked in docs/decisions.
"""

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
  SELECT coalesce(array_agg({month("p.began")} ORDER BY p.began), '{{}}') AS paused_from,
    coalesce(array_agg({month("p.ended")} ORDER BY p.began), '{{}}') AS paused_to,
    coalesce(sum(extract(epoch FROM p.ended - p.began) / 60), 0)::int AS paused_minutes
  FROM (SELECT (x ->> 'from')::timestamptz AS began, (x ->> 'to')::timestamptz AS ended
          FROM jsonb_array_elements(coalesce(d.clock -> 'pauses', '[]')) AS x
        UNION ALL SELECT d.stopped_at, NULL
         WHERE d.status IN ('AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'STOPPED') AND d.stopped_at IS NOT NULL) AS p
"""  # noqa: S608  (constants of ours)
_COMPONENTS = """
  SELECT coalesce(bool_or(jsonb_array_length(c.files) > 0), false) AS digitised,
    coalesce(bool_or(c.source = 'REUSED'), false) AS reused,
    coalesce(bool_or(c.source = 'FROM_DATABASE'), false) AS database_used
  FROM dossiers_dossiercomponent c WHERE c.province_id = d.province_id AND c.dossier_id = d.id
"""
_RESULTS = """
  SELECT count(*) > 0 AS e_result, coalesce(bool_and(r.signed), false) AS e_result_signed
  FROM dossiers_dossierfile r
  WHERE r.province_id = d.province_id AND r.dossier_id = d.id AND r.purpose = 'result' AND r.replaced_at IS NULL
"""
_MONEY = """
  SELECT coalesce(sum(y.amount), 0) AS fee_due, coalesce(sum(y.amount) FILTER (WHERE y.paid_at IS NOT NULL), 0) AS fee_paid,
    coalesce(bool_or(y.method = 'online'), false) AS paid_online
  FROM dossiers_payment y WHERE y.province_id = d.province_id AND y.dossier_id = d.id AND y.cancelled_at IS NULL
"""
_STEPS = f"""
  SELECT CASE WHEN count(*) = 0 THEN NULL WHEN bool_or(s.ended_at > s.due_at) THEN 0
    WHEN bool_and({day("s.ended_at")} < {day("s.due_at")}) THEN 2 ELSE 1 END AS index_2
  FROM dossiers_dossierstep s
  WHERE s.province_id = d.province_id AND s.dossier_id = d.id AND s.state = 'done' AND s.due_at IS NOT NULL
"""  # noqa: S608  (constants of ours)
_OPINION = """
  SELECT count(*) > 0 AS rated, coalesce(bool_or(g.unhappy), false) AS unhappy
  FROM ratings_rating g WHERE g.province_id = d.province_id AND g.dossier_id = d.id AND g.counted
"""
# On the national portal: it has confirmed a message about the dossier, or knows it under a code of its own.
_SYNCED = f"""
  EXISTS (SELECT FROM exchange_sentdossier x
    WHERE x.province_id = d.province_id AND x.dossier_id = d.id AND x.system_id = '{NATIONAL_PORTAL}')
  OR EXISTS (SELECT FROM exchange_foreigncode x WHERE x.dossier_id = d.id AND x.system_id = '{NATIONAL_PORTAL}')
"""  # noqa: S608  (constants of ours)
_TIMELINESS = f"""
  CASE WHEN m.done_at IS NULL OR d.due_at IS NULL THEN '' WHEN m.done_at > d.due_at THEN 'late'
    WHEN {day("m.done_at")} < {day("d.due_at")} THEN 'early' ELSE 'on_time' END
"""
# The indices of TT 01/2018 that are told per dossier: 1 total time, 2 time of each step, 3 contacts, 4 agencies, 7 attitude.
FACTS = f"""
SELECT d.province_id, d.id, d.competent_unit_id, d.receiving_unit_id, d.version_id, v.procedure_id, d.channel, d.status,
  d.received_at, d.due_at, m.done_at, d.returned_at, m.ended_at, d.outcome, d.supplement_count, d.extension_count,
  p.paused_minutes, {month("d.received_at")}, {month("d.due_at")}, {month("m.done_at")}, {month("d.returned_at")},
  CASE WHEN d.status = 'REFUSED' THEN {month("d.closed_at")} END, {month("m.ended_at")}, p.paused_from, p.paused_to,
  t.timeliness, CASE WHEN d.due_at IS NOT NULL AND m.ended_at IS NOT NULL
    THEN m.ended_at <= d.due_at AND d.supplement_count <= 1 END,
  c.digitised, c.reused, c.database_used, v.result_name <> '', r.e_result, r.e_result AND r.e_result_signed,
  EXISTS (SELECT FROM procedures_feerule e WHERE e.version_id = v.id), y.fee_due, y.fee_paid, y.paid_online,
  d.receiving_unit_id <> d.competent_unit_id, o.unhappy, o.rated, {_SYNCED},
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
CROSS JOIN LATERAL ({_PAUSES}) AS p
CROSS JOIN LATERAL ({_COMPONENTS}) AS c
CROSS JOIN LATERAL ({_RESULTS}) AS r
CROSS JOIN LATERAL ({_MONEY}) AS y
CROSS JOIN LATERAL ({_STEPS}) AS s
CROSS JOIN LATERAL ({_OPINION}) AS o
WHERE d.province_id = %(province)s AND {{which}}
"""  # noqa: S608  (constants of ours)
