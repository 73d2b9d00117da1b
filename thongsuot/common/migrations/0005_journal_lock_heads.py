"""Locking the heads of several subjects at once, for a role that may not touch the heads itself."""

from django.db import migrations

LOCK_HEADS = """
CREATE FUNCTION journal_lock_heads(p_provinces bigint[], p_kinds text[], p_subjects bigint[])
  RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT count(*) FROM (
    SELECT h.id FROM common_journalhead h
     WHERE (h.province_id, h.subject_kind, h.subject_id) IN (
       SELECT * FROM unnest(p_provinces, p_kinds, p_subjects))
     ORDER BY h.province_id, h.subject_kind, h.subject_id FOR UPDATE) AS locked
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0004_partitions_refuse_truncate")]
    operations = [migrations.RunSQL(LOCK_HEADS, "DROP FUNCTION journal_lock_heads")]
