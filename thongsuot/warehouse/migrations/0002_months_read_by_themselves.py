from functools import partial

from django.db import migrations, models

STOCKS = ("open", "open_late", "paused", "paused_late", "open_766", "open_766_late", "open_766_without_due")
NEW = (
    "done_timed",
    "synced",
    "ended_rated",
    "procedures_used",
    "procedures_used_online",
    "procedures_done",
    "procedures_in_mean",
)
OLD = (
    "received",
    "received_direct",
    "received_online",
    "received_postal",
    "received_kiosk",
    "received_elsewhere",
    "digitised",
    "reused",
    "database_used",
    "fee_dossiers",
    "fee_paid",
    "fee_paid_online",
    "refused",
    "done",
    "done_early",
    "done_on_time",
    "done_late",
    "done_without_due",
    "withdrawn",
    "granted",
    "rejected",
    "returned",
    "ended",
    "ended_in_time",
    "ended_late",
    "ended_online",
    "ended_unhappy",
    "results_due",
    "results_electronic",
    "results_digitised",
)
OLD_OF_PROCEDURES = ("received", "received_online", "fee_dossiers", "fee_paid_online")
SAFE_BECAUSE = """All tables of the warehouse are made from the dossiers and are emptied here, so nothing big is rewritten; every
new column has a default of the database. A running version of before loses its pages of figures until it is replaced,
and nothing else: the renamed columns hold other numbers now, so it must not read them as what they were."""
# Facts and sums are made from the dossiers: emptied here, they come back at night or by `thongsuot warehouse rebuild`.
EMPTY = "TRUNCATE warehouse_dossierfact, warehouse_unitmonth, warehouse_proceduremonth"
Count = partial(models.IntegerField, default=0, db_default=0)
Minutes = partial(models.BigIntegerField, default=0, db_default=0)


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0001_facts_and_sums")]

    operations = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("province_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
            ],
        ),
        *(migrations.RenameField("unitmonth", f"{name}_change", name) for name in STOCKS),
        *(migrations.AlterField("unitmonth", name, Count()) for name in (*OLD, *STOCKS)),
        *(migrations.AddField("unitmonth", name, Count()) for name in NEW),
        *(migrations.AlterField("proceduremonth", name, Count()) for name in OLD_OF_PROCEDURES),
        migrations.AddField("proceduremonth", "done_timed", Count()),
        migrations.AddField("proceduremonth", "minutes_taken", Minutes()),
        migrations.AddField("proceduremonth", "minutes_allowed", Minutes()),
        migrations.AddField(
            "dossierfact", "rated", models.BooleanField(default=False, help_text="có đánh giá được tính")
        ),
        migrations.AddField(
            "dossierfact",
            "synced",
            models.BooleanField(default=False, help_text="cổng quốc gia đã nhận hoặc đã biết hồ sơ"),
        ),
    ]
