"""The stamp under which each process keeps the saved filters; without a first value nothing would be kept."""

from django.db import migrations

FIRST = """
INSERT INTO common_stamp (name, value) VALUES ('saved_filters', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
  ON CONFLICT (name) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0006_feeds_and_notices"), ("tasks", "0003_saved_filters")]

    operations = [migrations.RunSQL(FIRST, "DELETE FROM common_stamp WHERE name = 'saved_filters'")]
