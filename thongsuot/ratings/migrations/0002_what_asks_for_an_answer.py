from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_ratings")]

    operations = [
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                condition=models.Q(("unhappy", True), models.Q(("comment", ""), _negated=True)),
                fields=["month", "unit_id"],
                name="ratings_rating_to_answer",
            ),
        ),
    ]
