"""Checkpoints come in by one door too; counters of rate limits; a small index that finds recent entries."""

import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models

# SECURITY DEFINER: the jobs process runs under the web role and owns nothing. It may add a checkpoint that continues
# the last one; it can neither change nor remove one.
ADD_CHECKPOINT = """
CREATE FUNCTION journal_add_checkpoint(p_made_at timestamptz, p_upto bigint, p_entries bigint, p_heads bigint,
    p_root bytea, p_prev_root bytea, p_key_id text, p_signature bytea)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE v_last bytea; v_id bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('journal_add_checkpoint'));
  SELECT root INTO v_last FROM common_journalcheckpoint ORDER BY id DESC LIMIT 1;
  IF coalesce(v_last, ''::bytea) <> p_prev_root THEN
    RAISE EXCEPTION 'a checkpoint must continue the last one' USING ERRCODE = 'TS003';
  END IF;
  INSERT INTO common_journalcheckpoint (made_at, upto_id, entries, heads, root, prev_root, key_id, signature)
    VALUES (p_made_at, p_upto, p_entries, p_heads, p_root, p_prev_root, p_key_id, p_signature) RETURNING id INTO v_id;
  RETURN v_id;
END $$;
"""

# Whoever may make temporary tables could slip a false head under the function: pg_temp is searched last.
CLOSED_PATH = """
DO $$
DECLARE door regprocedure;
BEGIN
  FOR door IN SELECT oid FROM pg_proc
    WHERE proname IN ('journal_append', 'journal_add_checkpoint') AND pronamespace = current_schema()::regnamespace
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', door, current_schema());
  END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0002_functions")]
    operations = [
        migrations.CreateModel(
            name="RateHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bucket", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=100)),
                ("window_no", models.BigIntegerField()),
                ("hits", models.IntegerField()),
                ("before", models.IntegerField()),
                ("seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("bucket", "key"), name="common_ratehit_bucket_key"),
                ],
            },
        ),
        migrations.RunSQL("ALTER TABLE common_ratehit SET UNLOGGED", "ALTER TABLE common_ratehit SET LOGGED"),
        migrations.AddIndex(
            model_name="journalentry",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["recorded_at"], name="common_journal_recorded", autosummarize=True
            ),
        ),
        migrations.RunSQL(ADD_CHECKPOINT, "DROP FUNCTION journal_add_checkpoint"),
        migrations.RunSQL(CLOSED_PATH, migrations.RunSQL.noop),
    ]
