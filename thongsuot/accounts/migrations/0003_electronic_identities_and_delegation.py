"""Danh tính điện tử, ủy quyền, and the view of who holds which role when: by appointment or by delegation."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A delegation reaches as far as the post does, and ends when it is revoked or its giver's account is closed.
HELD = """
CREATE VIEW accounts_held AS
  SELECT p.id AS post_id, p.user_id, p.unit_id, p.organ_id, p.role, p.title, p.valid, NULL::bigint AS delegation_id
    FROM accounts_post p
  UNION ALL
  SELECT p.id, d.delegate_id, p.unit_id, p.organ_id, p.role, p.title,
         p.valid * d.valid * tstzrange(NULL, d.revoked_at), d.id
    FROM accounts_delegation d
    JOIN accounts_post p ON p.id = d.post_id
    JOIN accounts_user g ON g.id = p.user_id AND g.is_active
"""


def person(name="+", **more):
    """Foreign key to an account."""
    return models.ForeignKey(
        to=settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.PROTECT, related_name=name, **more
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_pace_of_signing_in_and_temporary_passwords")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("id_number_hash", None), _negated=True),
                fields=("kind", "id_number_hash"),
                name="accounts_user_once_per_number",
            ),
        ),
        migrations.CreateModel(
            name="ElectronicIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("official", "cán bộ"), ("citizen", "công dân"), ("system", "hệ thống")], max_length=10
                    ),
                ),
                ("issuer", models.CharField(max_length=300)),
                ("subject", models.CharField(max_length=255)),
                ("provider", models.CharField(help_text="tên ngắn trong cấu hình", max_length=40)),
                (
                    "assurance",
                    models.CharField(
                        blank=True, help_text="mức độ xác thực nhà cung cấp báo lần gần nhất", max_length=40
                    ),
                ),
                ("linked_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["issuer", "subject", "kind"], name="accounts_identity_once"),
                    models.UniqueConstraint(fields=["user", "issuer"], name="accounts_identity_one_per_issuer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("TL", "thừa lệnh (TL.)"), ("TUQ", "thừa ủy quyền (TUQ.)")],
                        default="TUQ",
                        max_length=4,
                    ),
                ),
                ("number", models.CharField(help_text="số văn bản ủy quyền", max_length=60)),
                ("note", models.CharField(blank=True, help_text="phạm vi, căn cứ", max_length=300)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("created_by", person()),
                ("delegate", person("delegations_taken")),
                ("giver", person("delegations_given", help_text="người giữ chức vụ")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="accounts.post"
                    ),
                ),
                ("revoked_by", person(null=True)),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("revoked_at", None)),
                        expressions=[("post", "="), ("valid", "&&")],
                        name="accounts_delegation_once_at_a_time",
                        violation_error_message="Chức vụ này đã được ủy quyền trong khoảng thời gian đó.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("delegate")), _negated=True),
                        name="accounts_delegation_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__endswith__isnull", False), ("valid__startswith__isnull", False)),
                        name="accounts_delegation_has_both_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                (
                    "post_id",
                    models.BigIntegerField(
                        help_text="hai dòng khi đang được ủy quyền", primary_key=True, serialize=False
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("organ_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=24)),
                ("title", models.CharField(max_length=120)),
                ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("delegation_id", models.BigIntegerField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "accounts_held", "managed": False},
        ),
        migrations.RunSQL(HELD, "DROP VIEW accounts_held"),
    ]
