"""Feeds of the journal and notices to citizens; `journal_append` notes each new entry for the feeds of its kind."""

from django.db import migrations, models
from django.db.models import Q

from thongsuot.common.partitions import CreatePartitioned

APPEND = """
CREATE OR REPLACE FUNCTION journal_append(p_province bigint, p_kind text, p_subject bigint, p_verb text, p_at timestamptz,
    p_actor bigint, p_unit bigint, p_data jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
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
{noting}  RETURN v_id;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION journal_append(bigint, text, bigint, text, timestamptz, bigint, bigint, jsonb)'
    ' SET search_path = %I, pg_temp', current_schema());
END $$;
"""
NOTING = """  INSERT INTO common_feednote (feed, entry_id, province_id)
    SELECT name, v_id, p_province FROM common_feed WHERE subject_kind = p_kind;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0005_journal_lock_heads")]
    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("subject_kind", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="FeedNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feed", models.CharField(max_length=30)),
                ("entry_id", models.BigIntegerField()),
                ("province_id", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["feed", "id"], name="common_feednote_order")]},
        ),
        CreatePartitioned(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField(help_text="bút toán mà thông báo nói tới")),
                ("event", models.CharField(max_length=40)),
                ("channel", models.CharField(help_text="mail, file", max_length=10)),
                ("address", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=300)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "chờ gửi"), ("sent", "đã gửi"), ("failed", "không gửi được")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.SmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("proof", models.CharField(blank=True, help_text="mã thư, hoặc tên tệp", max_length=300)),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["province_id", "entry_id", "channel"], name="common_notice_once"),
                    models.CheckConstraint(
                        condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                        name="common_notice_sent_has_time",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["next_try_at"], name="common_notice_due", condition=Q(state="waiting")),
                    models.Index(fields=["subject_kind", "subject_id"], name="common_notice_subject"),
                ],
            },
        ),
        migrations.RunSQL(APPEND.replace("{noting}", NOTING), APPEND.replace("{noting}", "")),
    ]
