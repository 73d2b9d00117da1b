import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned, composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_initial"),
        ("dossiers", "0014_archived_dossiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreatePartitioned(
            name="CertifiedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("position", models.SmallIntegerField(help_text="dòng của tờ khai, từ 1")),
                ("title", models.CharField(max_length=200)),
                ("sign", models.CharField(blank=True, max_length=90)),
                ("issuer", models.CharField(blank=True, max_length=250)),
                ("issued_on", models.DateField(null=True)),
                ("pages", models.SmallIntegerField()),
                ("copies", models.SmallIntegerField(default=1, help_text="số bản sao đã yêu cầu ở tờ khai")),
                ("compared_at", models.DateTimeField()),
                (
                    "dropped_at",
                    models.DateTimeField(help_text="đã đối chiếu lại, hoặc thôi làm bản điện tử", null=True),
                ),
                (
                    "compared_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certified_copies",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        help_text="bản chụp, dạng PDF",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at", None)),
                        fields=("province_id", "dossier", "position"),
                        name="dossiers_certified_row_once",
                    ),
                ],
            },
        ),
        composite_foreign_key("dossiers_certifiedcopy", "dossier_id", "dossiers_dossier"),
        migrations.AlterField(
            model_name="papersigning",
            name="made",
            field=models.CharField(
                choices=[
                    ("template", "lập từ mẫu của thủ tục"),
                    ("refusal", "phiếu từ chối (mẫu 03)"),
                    ("uploaded", "tệp đã tải lên"),
                    ("copy", "bản sao chứng thực điện tử"),
                    ("apology", "văn bản xin lỗi (mẫu 04)"),
                ],
                max_length=8,
            ),
        ),
    ]
