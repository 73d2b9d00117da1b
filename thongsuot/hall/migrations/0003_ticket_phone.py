"""Số di động của một lượt, để nhắn khi gần tới lượt; mất khi lượt kết thúc."""

from django.db import migrations, models

OPEN = ("booked", "waiting", "called", "serving")


def _ended(**gone: None) -> models.CheckConstraint:
    is_open = models.Q(("state__in", OPEN))
    return models.CheckConstraint(
        name="hall_ticket_ended_has_time",
        condition=models.Q(("ended_at", None), ("state__in", OPEN))
        | (~is_open & models.Q(("ended_at__isnull", False), *sorted(gone.items())))
        | models.Q(("ended_at__isnull", False), ("state", "no_show")),
    )


class Migration(migrations.Migration):
    dependencies = [("hall", "0002_stamp_of_halls")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="phone",
            field=models.BinaryField(null=True, help_text="số di động để nhắn khi gần tới lượt, mã hoá; xoá sau ngày"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="near_told_at",
            field=models.DateTimeField(null=True, help_text="đã nhắn sắp tới lượt"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="reminded_at",
            field=models.DateTimeField(null=True, help_text="đã nhắc lượt hẹn"),
        ),
        migrations.RemoveConstraint(model_name="ticket", name="hall_ticket_ended_has_time"),
        migrations.AddConstraint(model_name="ticket", constraint=_ended(prefill=None, phone=None)),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["day", "unit"], name="hall_ticket_to_tell", condition=models.Q(("phone", None), _negated=True)
            ),
        ),
    ]
