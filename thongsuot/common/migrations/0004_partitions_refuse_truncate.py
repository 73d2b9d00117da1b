"""Triggers per statement are not inherited: each partition of the journal must refuse TRUNCATE for itself."""

from django.db import migrations

NO_TRUNCATE = """
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON common_journalentry_default
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0003_checkpoints_and_rate_hits")]
    operations = [
        migrations.RunSQL(NO_TRUNCATE, "DROP TRIGGER journal_no_truncate ON common_journalentry_default"),
    ]
