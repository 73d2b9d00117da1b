"""Người nộp hộ có tên: registered helpers, every filing for another, agreement by a code."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("staff", "cán bộ, nhân viên trung tâm"),
    ("digital_team", "tổ công nghệ số cộng đồng"),
    ("post", "nhân viên bưu chính công ích"),
]


def key() -> models.BigAutoField:
    """Primary key."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(**options: object) -> models.ForeignKey:
    """An account."""
    options.setdefault("on_delete", django.db.models.deletion.PROTECT)
    return models.ForeignKey(related_name="+", to=settings.AUTH_USER_MODEL, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0010_payments_confirmed_by_a_gateway"),
        ("accounts", "0003_electronic_identities_and_delegation"),
    ]
    operations = [
        migrations.CreateModel(
            name="RegisteredHelper",
            fields=[
                ("id", key()),
                ("province_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=14)),
                ("valid", DateTimeRangeField()),
                ("decision", models.CharField(blank=True, help_text="văn bản giao việc", max_length=120)),
                ("appointed_at", models.DateTimeField()),
                ("appointed_by", person()),
                ("user", person()),
            ],
            options={
                "constraints": [
                    ExclusionConstraint(
                        expressions=[
                            ("unit_id", RangeOperators.EQUAL),
                            ("user", RangeOperators.EQUAL),
                            ("valid", RangeOperators.OVERLAPS),
                        ],
                        name="dossiers_helper_once_at_a_time",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="HelperFiling",
            fields=[
                ("id", key()),
                ("province_id", models.BigIntegerField()),
                ("dossier_id", models.BigIntegerField()),
                ("dossier_code", models.CharField(max_length=60)),
                ("unit_id", models.BigIntegerField(help_text="nơi nhận hồ sơ")),
                ("helper_key", models.BinaryField()),
                ("helper_name", models.CharField(max_length=200)),
                ("helper_user_id", models.BigIntegerField(help_text="tài khoản đã nộp", null=True)),
                ("kind", models.CharField(blank=True, choices=KINDS, max_length=14)),
                ("applicant_key", models.BinaryField(help_text="băm của chủ hồ sơ, để đếm bao nhiêu người")),
                ("applicant_masked", models.CharField(max_length=200)),
                ("consent", models.CharField(blank=True, max_length=12)),
                ("filed_at", models.DateTimeField()),
                ("objected_at", models.DateTimeField(null=True)),
                ("objection", models.CharField(blank=True, max_length=500)),
                ("task_id", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settlement", models.CharField(blank=True, max_length=500)),
                ("settled_by", person(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["dossier_id"], name="dossiers_helperfiling_once"),
                    models.CheckConstraint(
                        condition=Q(settled_at=None) | Q(objected_at__isnull=False),
                        name="dossiers_helperfiling_settled_after_objection",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["unit_id", "filed_at"], name="dossiers_helperfiling_unit"),
                    models.Index(fields=["helper_key", "filed_at"], name="dossiers_helperfiling_who"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentCode",
            fields=[
                ("id", key()),
                ("applicant_key", models.BinaryField()),
                ("channel", models.CharField(max_length=10)),
                ("address_masked", models.CharField(max_length=120)),
                ("code_hash", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("user", person(on_delete=django.db.models.deletion.CASCADE)),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="dossiers_consentcode_user")]},
        ),
    ]
