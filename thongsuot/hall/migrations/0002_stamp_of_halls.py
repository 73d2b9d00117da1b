"""The stamp under which each process keeps the set-up of halls; without a first value nothing would be kept."""

from django.db import migrations

FIRST = """
INSERT INTO common_stamp (name, value) VALUES ('hall', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
  ON CONFLICT (name) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0006_feeds_and_notices"), ("hall", "0001_initial")]

    operations = [migrations.RunSQL(FIRST, "DELETE FROM common_stamp WHERE name = 'hall'")]
