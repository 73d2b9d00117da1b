"""Tìm kiếm: words of the name together with the units (full-text), and names received for other units (b-tree)."""

from django.db import migrations, models

# Exactly the expression of `selectors.search.WORDS_OF`: an index serves only the expression it was built over. A short
# pending list, because every search reads all of it.
WORDS = """
CREATE INDEX dossiers_dossier_words ON dossiers_dossier USING gin (
  to_tsvector('simple'::regconfig, 'u' || competent_unit_id::text || ' u' || receiving_unit_id::text || ' ' || applicant_bare)
) WITH (gin_pending_list_limit = 256)
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_origins_of_components_and_lookups")]

    operations = [
        migrations.RunSQL(WORDS, "DROP INDEX dossiers_dossier_words"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["receiving_unit", "applicant_bare"],
                name="dossiers_received_name",
                opclasses=["int8_ops", "text_pattern_ops"],
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(
                fields=["unit_id"], name="dossiers_holding_consulted", condition=models.Q(involvement="consulted")
            ),
        ),
    ]
