"""Chữ để tìm: words with their marks too, units as words no text can have, and statistics of more words than usual."""

import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

# As `lexemes` makes them, but for the two ways of placing a mark, which are told apart until a text is read again.
AGAIN = r"""
UPDATE documents_documenttext SET words = array_to_tsvector(array(
  SELECT DISTINCT left(w, 64) FROM regexp_split_to_table(f_bare(body) || ' ' || lower(body), '[^[:alnum:]]+') w WHERE w <> ''
  UNION SELECT '_' || unit_id))
"""
# Beyond the hundred usual: whether a word is common is judged by them (selectors/frequency.py).
MORE_STATISTICS = "ALTER TABLE documents_documenttext ALTER COLUMN words SET STATISTICS {target}"


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_words_of_scans")]

    operations = [
        migrations.RemoveIndex("documenttext", "documents_text_words"),
        migrations.AlterField(
            "documenttext",
            "words",
            django.contrib.postgres.search.SearchVectorField(help_text="chữ để tìm, theo lexemes.py"),
        ),
        migrations.RunSQL([AGAIN, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.RunSQL(MORE_STATISTICS.format(target=300), MORE_STATISTICS.format(target=-1)),
        migrations.AddIndex(
            "documenttext", GinIndex(fields=["words"], name="documents_text_words", gin_pending_list_limit=256)
        ),
    ]
