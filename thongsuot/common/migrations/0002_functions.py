"""SQL functions of the ground floor: folding of text, numbers, the one way into the journal."""

from django.db import migrations

FOLD = """
CREATE FUNCTION f_bare(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, NFC)))
$$;
"""

# Row-locked counter; the caller's transaction holds the row until it ends, so a rolled-back number is given again.
NUMBER = """
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

HASH = """
CREATE FUNCTION journal_hash(p_prev bytea, p_province bigint, p_kind text, p_subject bigint, p_seq integer, p_verb text,
    p_at timestamptz, p_recorded timestamptz, p_actor bigint, p_unit bigint, p_data jsonb)
  RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(p_prev || convert_to(jsonb_build_array(p_province, p_kind, p_subject, p_seq, p_verb,
    (extract(epoch FROM p_at) * 1000000)::bigint, (extract(epoch FROM p_recorded) * 1000000)::bigint,
    p_actor, p_unit, p_data)::text, 'UTF8'))
$$;
"""

# SECURITY DEFINER: the role of the web process owns nothing here and may only come in by this door.
APPEND = """
CREATE FUNCTION journal_append(p_province bigint, p_kind text, p_subject bigint, p_verb text, p_at timestamptz,
    p_actor bigint, p_unit bigint, p_data jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE v_seq integer; v_prev bytea; v_last timestamptz; v_hash bytea; v_id bigint; v_now timestamptz := clock_timestamp();
BEGIN
  LOOP
    SELECT seq, hash, at INTO v_seq, v_prev, v_last FROM common_journalhead
      WHERE province_id = p_province AND subject_kind = p_kind AND subject_id = p_subject FOR UPDATE;
    IF FOUND THEN
      IF p_at < v_last - interval '5 seconds' AND NOT p_data ? 'backdated' THEN
        RAISE EXCEPTION 'clock moved back: % is before the last entry of % % at %', p_at, p_kind, p_subject, v_last
          USING ERRCODE = 'TS001';
      END IF;
      v_seq := v_seq + 1;
      v_hash := journal_hash(v_prev, p_province, p_kind, p_subject, v_seq, p_verb, p_at, v_now, p_actor, p_unit, p_data);
      UPDATE common_journalhead SET seq = v_seq, hash = v_hash, at = greatest(p_at, v_last)
        WHERE province_id = p_province AND subject_kind = p_kind AND subject_id = p_subject;
      EXIT;
    END IF;
    v_seq := 1; v_prev := ''::bytea;
    v_hash := journal_hash(v_prev, p_province, p_kind, p_subject, v_seq, p_verb, p_at, v_now, p_actor, p_unit, p_data);
    INSERT INTO common_journalhead (province_id, subject_kind, subject_id, seq, hash, at)
      VALUES (p_province, p_kind, p_subject, 1, v_hash, p_at)
      ON CONFLICT (province_id, subject_kind, subject_id) DO NOTHING;
    EXIT WHEN FOUND;
  END LOOP;
  INSERT INTO common_journalentry (province_id, subject_kind, subject_id, seq, verb, at, recorded_at, actor_id, unit_id, data, prev_hash, hash)
    VALUES (p_province, p_kind, p_subject, v_seq, p_verb, p_at, v_now, p_actor, p_unit, p_data, v_prev, v_hash)
    RETURNING id INTO v_id;
  RETURN v_id;
END $$;
"""

IMMUTABLE = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'journal entries are never changed or removed' USING ERRCODE = 'TS003';
END $$;
CREATE TRIGGER journal_immutable BEFORE UPDATE OR DELETE ON common_journalentry
  FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON common_journalentry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]
    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION f_bare(text)"),
        migrations.RunSQL(NUMBER, "DROP FUNCTION next_number(text, text)"),
        migrations.RunSQL(HASH, "DROP FUNCTION journal_hash"),
        migrations.RunSQL(APPEND, "DROP FUNCTION journal_append"),
        migrations.RunSQL(
            IMMUTABLE,
            "DROP TRIGGER journal_no_truncate ON common_journalentry; DROP TRIGGER journal_immutable ON common_journalentry;"
            " DROP FUNCTION journal_refuse_change()",
        ),
    ]
