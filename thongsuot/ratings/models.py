"""One rating per act of one official; its answer; and for thirty days the trace of the device it came from."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.dossiers.act_tokens import Act

SUBJECT = "rating"


class Doubt(models.TextChoices):
    """Vì sao một lượt đánh giá không được tính."""

    NONE = "", _("được tính")
    SAME_DEVICE = "same_device", _("quá nhiều lượt từ một thiết bị cho một đơn vị")
    SAME_NETWORK = "same_network", _("quá nhiều lượt từ một trình duyệt, một địa chỉ cho một đơn vị")


class Rating(models.Model):
    """Lượt đánh giá: once per dossier and act, never changed (a trigger of the database refuses). Partitioned by province.

    `official` did the act; he never learns whose rating it is unless the citizen wanted to be named. `levels` by the
    items of the scale (`scale`), `level` is the one of the whole.
    """

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    dossier_id = models.BigIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    unit_id = models.BigIntegerField(help_text=_("đơn vị của việc được đánh giá"))
    official = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    scale = models.CharField(max_length=30)
    level = models.SmallIntegerField()
    levels = models.JSONField(default=dict)
    unhappy = models.BooleanField()
    comment = models.TextField(blank=True)
    named = models.BooleanField(default=False, help_text=_("người dân muốn ghi tên"))
    at_kiosk = models.BooleanField(default=False)
    doubt = models.CharField(max_length=14, choices=Doubt.choices, blank=True, default=Doubt.NONE)
    counted = models.BooleanField()
    rated_at = models.DateTimeField()
    month = models.DateField(help_text=_("ngày đầu của tháng đánh giá"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id", "act"], name="ratings_rating_once"),
            models.CheckConstraint(
                condition=models.Q(counted=True, doubt="") | models.Q(counted=False) & ~models.Q(doubt=""),
                name="ratings_rating_doubt_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_id", "month"], name="ratings_rating_unit"),
            models.Index(fields=["official", "month"], name="ratings_rating_official"),
            models.Index(fields=["uid"], name="ratings_rating_uid"),
            models.Index(
                fields=["month", "unit_id"],
                name="ratings_rating_to_answer",
                condition=models.Q(unhappy=True) & ~models.Q(comment=""),
            ),
        ]


class RatingAnswer(models.Model):
    """Câu trả lời của lãnh đạo cho một lượt chưa hài lòng; the citizen reads it where he rated. One, never changed."""

    rating_id = models.BigIntegerField(unique=True)
    province_id = models.BigIntegerField()
    task_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text="", answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(text=""),
                name="ratings_answer_whole",
            )
        ]


class RatingTrace(models.Model):
    """Dấu thiết bị của một lượt: keyed hashes only, kept thirty days, to find many ratings from one hand."""

    rating_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    device = models.BinaryField()
    network = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["device", "made_at"], name="ratings_trace_device"),
            models.Index(fields=["network", "made_at"], name="ratings_trace_network"),
            models.Index(fields=["made_at"], name="ratings_trace_age"),
        ]
