"""Number series that end at a moment, and one journal entry for many subjects at once.

`next_number` takes the moment of the act: a series of a dissolved unit gives no number from its end on, and none at
all once it is closed. `journal_append_many` writes what `journal_append` would write, subject by subject, with the heads
locked in one order; feeds get no note, for whoever moves a province tells of it otherwise.
"""

from django.db import migrations, models

NUMBER = """
DROP FUNCTION next_number(text, text);
CREATE FUNCTION next_number(p_series text, p_period text, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint; closed timestamptz;
BEGIN
  INSERT INTO common_counter AS c (series, period, value) VALUES (p_series, p_period, 1)
    ON CONFLICT (series, period) DO UPDATE SET value = c.value + 1
    RETURNING c.value, c.closed_at INTO v, closed;
  -- Asked after the row is ours: whoever closes the series waits for this transaction, or this one sees it closed.
  IF closed IS NOT NULL OR EXISTS (
    SELECT FROM common_seriesend e
     WHERE e.owner = split_part(p_series, ':', 1) || ':' || split_part(p_series, ':', 2)
       AND (e.closed_at IS NOT NULL OR e.ends_at <= p_at)) THEN
    RAISE EXCEPTION 'number series % of % is closed', p_series, p_period USING ERRCODE = 'TS002';
  END IF;
  RETURN v;
END $$;
"""
NUMBER_BACK = """
DROP FUNCTION next_number(text, text, timestamptz);
CREATE FUNCTION next_number(p_series text, p_period text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint; closed timestamptz;
BEGIN
  INSERT INTO common_counter AS c (series, period, value) VALUES (p_series, p_period, 1)
    ON CONFLICT (series, period) DO UPDATE SET value = c.value + 1
    RETURNING c.value, c.closed_at INTO v, closed;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'number series % of % is closed', p_series, p_period USING ERRCODE = 'TS002';
  END IF;
  RETURN v;
END $$;
"""
# The clock rule and the hash are those of `journal_append`. Two statements: the second sees what others had written
# before the first got their heads.
APPEND_MANY = """
CREATE FUNCTION journal_append_many(p_province bigint, p_kind text, p_subjects bigint[], p_verb text, p_at timestamptz,
    p_actor bigint, p_unit bigint, p_data jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE v_late bigint; v_count bigint; v_now timestamptz := clock_timestamp();
BEGIN
  INSERT INTO common_journalhead (province_id, subject_kind, subject_id, seq, hash, at)
    SELECT p_province, p_kind, s.id, 0, ''::bytea, p_at FROM unnest(p_subjects) AS s(id)
     WHERE NOT EXISTS (SELECT FROM common_journalhead h
       WHERE h.province_id = p_province AND h.subject_kind = p_kind AND h.subject_id = s.id)
     ORDER BY s.id ON CONFLICT (province_id, subject_kind, subject_id) DO NOTHING;
  SELECT min(l.subject_id) FILTER (WHERE p_at < l.at - interval '5 seconds') INTO v_late FROM (
    SELECT h.subject_id, h.at FROM common_journalhead h
     WHERE h.province_id = p_province AND h.subject_kind = p_kind AND h.subject_id = ANY(p_subjects)
     ORDER BY h.subject_id FOR UPDATE) AS l;
  IF v_late IS NOT NULL AND NOT p_data ? 'backdated' THEN
    RAISE EXCEPTION 'clock moved back: % is before the last entry of % %', p_at, p_kind, v_late USING ERRCODE = 'TS001';
  END IF;
  WITH link AS MATERIALIZED (
    SELECT h.subject_id, h.seq + 1 AS seq, h.hash AS prev,
      journal_hash(h.hash, p_province, p_kind, h.subject_id, h.seq + 1, p_verb, p_at, v_now, p_actor, p_unit, p_data) AS hash
    FROM common_journalhead h
    WHERE h.province_id = p_province AND h.subject_kind = p_kind AND h.subject_id = ANY(p_subjects)),
  head AS (
    UPDATE common_journalhead h SET seq = link.seq, hash = link.hash, at = greatest(p_at, h.at) FROM link
    WHERE h.province_id = p_province AND h.subject_kind = p_kind AND h.subject_id = link.subject_id)
  INSERT INTO common_journalentry (province_id, subject_kind, subject_id, seq, verb, at, recorded_at, actor_id, unit_id, data, prev_hash, hash)
    SELECT p_province, p_kind, subject_id, seq, p_verb, p_at, v_now, p_actor, p_unit, p_data, prev, hash FROM link ORDER BY subject_id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION journal_append_many(bigint, text, bigint[], text, timestamptz, bigint, bigint, jsonb)'
    ' SET search_path = %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0007_notices_by_several_channels")]
    operations = [
        migrations.CreateModel(
            name="SeriesEnd",
            fields=[
                ("owner", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("unit_id", models.BigIntegerField(help_text="đơn vị của sổ")),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("last", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={"indexes": [models.Index(fields=["unit_id"], name="common_seriesend_unit")]},
        ),
        migrations.RunSQL(NUMBER, NUMBER_BACK),
        migrations.RunSQL(APPEND_MANY, "DROP FUNCTION journal_append_many"),
    ]
