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
# Posts somebody holds by delegation at a moment, as the principal is built from them: in the order of the delegations,
# each with for whom and by which paper. A delegate who holds no post of his own in the unit has left it.
DELEGATED = """
CREATE FUNCTION accounts_delegated(p_user bigint, p_at timestamptz, p_on date)
  RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM accounts_delegation d WHERE d.delegate_id = p_user AND d.valid @> p_at) THEN
    RETURN NULL;
  END IF;
  RETURN (
    SELECT json_agg(json_build_array(h.post_id, h.unit_id, h.organ_id, h.role, h.title,
             coalesce(v.province_id, CASE WHEN v.level = 'province' THEN v.unit_id END, 0),
             json_build_array(d.id, d.giver_id, g.full_name, d.number, d.mode)) ORDER BY d.id)
      FROM accounts_held h
      JOIN accounts_delegation d ON d.id = h.delegation_id
      JOIN accounts_user g ON g.id = d.giver_id
      JOIN org_unitversion v ON v.unit_id = h.unit_id AND v.valid @> p_on
     WHERE h.user_id = p_user AND h.valid @> p_at AND EXISTS (
       SELECT FROM accounts_post own
        WHERE own.user_id = p_user AND own.unit_id = h.unit_id AND own.valid @> p_at));
END $$;
"""
# Whether somebody has a role in a unit by delegation: asked inside hot statements, so with a plan that is kept.
ACTS_AS = """
CREATE FUNCTION accounts_acts_as(p_user bigint, p_unit bigint, p_role text, p_at timestamptz)
  RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM accounts_held h
    WHERE h.user_id = p_user AND h.unit_id = p_unit AND h.role = p_role AND h.valid @> p_at
      AND h.delegation_id IS NOT NULL);
END $$;
"""


def person(name="+", **more):
    """Foreign key to an account."""
    return models.ForeignKey(
        to=settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.PROTECT, related_name=name, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_pace_of_signing_in_and_temporary_passwords"),
        ("org", "0003_special_day_provisional"),
    ]

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
        migrations.RunSQL(DELEGATED, "DROP FUNCTION accounts_delegated"),
        migrations.RunSQL(ACTS_AS, "DROP FUNCTION accounts_acts_as"),
    ]
