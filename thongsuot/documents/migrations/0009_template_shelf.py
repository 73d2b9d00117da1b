"""The shelf of templates: Word files of a unit by type, each version kept, and which one a draft was made from."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0008_numbers_end_and_entries_for_many"),
        ("documents", "0008_mailboxes"),
        ("org", "0004_departments_health_agriculture"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("type", models.CharField(help_text="loại văn bản, theo reference/types.yaml", max_length=8)),
                ("name", models.CharField(max_length=200)),
                (
                    "shared",
                    models.BooleanField(
                        default=False, help_text="mẫu của tỉnh, các xã và cơ quan trong tỉnh cùng dùng"
                    ),
                ),
                ("version", models.SmallIntegerField(default=1, help_text="bản đang dùng")),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("blanks", models.JSONField(default=list, help_text="tên các ô {{ … }} của mẫu")),
                ("put_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.storedfile"
                    ),
                ),
                (
                    "put_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="documents.documenttemplate",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="draftversion",
            name="made_from",
            field=models.ForeignKey(
                db_index=False,
                help_text="bản của mẫu trong kho",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.templateversion",
            ),
        ),
        migrations.AddIndex(
            model_name="documenttemplate",
            index=models.Index(fields=["unit", "type"], name="documents_template_unit"),
        ),
        migrations.AddIndex(
            model_name="documenttemplate",
            index=models.Index(
                condition=models.Q(("shared", True)), fields=["province_id", "type"], name="documents_template_shared"
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("unit", "type", "name"),
                name="documents_template_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("type", ""), _negated=True)),
                name="documents_template_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("shared", False), ("unit_id", models.F("province_id")), _connector="OR"),
                name="documents_template_shared_above",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(fields=("template", "version"), name="documents_templateversion_once"),
        ),
    ]
