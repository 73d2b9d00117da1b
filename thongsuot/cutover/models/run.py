"""Lần chạy: what execution (or its undoing) did, batch by batch, so that a killed run goes on and an undoing knows."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan


class Run(models.Model):
    """Một lần chuyển (hay quay lại, kiểm tra) của một kế hoạch. One of a kind is open at a time; a killed one is continued."""

    class Kind(models.TextChoices):
        EXECUTE = "execute", _("chuyển")
        ROLLBACK = "rollback", _("quay lại")
        VERIFY = "verify", _("kiểm tra")

    class State(models.TextChoices):
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("đã xong")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text=_("lần cuối tiến trình còn làm"))
    ended_at = models.DateTimeField(null=True)
    starts = models.SmallIntegerField(default=1, help_text=_("mấy lần bắt đầu: hơn một là đã bị ngắt"))
    plan_version = models.IntegerField(default=1)
    books_before = models.JSONField(
        default=list, help_text=_("sổ trước khi chuyển: [[loại, đơn vị, trạng thái, số, mã băm]]")
    )
    books_after = models.JSONField(default=list)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"], name="cutover_run_one_at_a_time", condition=Q(state="running")
            ),
            models.CheckConstraint(
                condition=Q(state="done", ended_at__isnull=False) | (~Q(state="done") & Q(ended_at=None)),
                name="cutover_run_done_has_time",
            ),
        ]
        indexes = [models.Index(fields=["plan", "-id"], name="cutover_run_recent")]

    def __str__(self):
        return f"{self.plan_id} {self.kind} {self.started_at:%d/%m/%Y %H:%M}"


class Batch(models.Model):
    """Một đợt: what one transaction carried from one unit to another, with how it stood before and after.

    Written in the same transaction: it exists exactly when its rows have moved. `undone_at` once it went back.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="batches")
    province_id = models.BigIntegerField(help_text=_("khoá chia bảng của các dòng đã chuyển"))
    old_unit_id = models.BigIntegerField()
    new_unit_id = models.BigIntegerField()
    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    caretaking = models.BooleanField(default=False, help_text=_("tạm nhận việc chưa ai quyết"))
    undone_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text=_("lúc đã báo cho người dân và cổng về đợt này"))
    corrected_at = models.DateTimeField(null=True, help_text=_("lúc đã đính chính: đợt đã báo mà quay lại"))

    class Meta:
        indexes = [
            models.Index(fields=["run", "old_unit_id", "id"], name="cutover_batch_of_unit"),
            models.Index(fields=["run", "id"], name="cutover_batch_untold", condition=Q(told_at=None)),
            models.Index(
                fields=["id"],
                name="cutover_batch_uncorrected",
                condition=Q(corrected_at=None, undone_at__gt=F("told_at")),
            ),
        ]

    def __str__(self):
        return f"{self.old_unit_id} → {self.new_unit_id} ({self.pk})"


class BatchPart(models.Model):
    """Một loại việc trong một đợt: ids that moved, and what of them could not be derived again."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=32)
    ids = ArrayField(models.BigIntegerField())
    kept = models.JSONField(default=list)
    count = models.IntegerField()
    books = models.JSONField(default=list, help_text=_("[[trạng thái, số, mã băm]] trước và sau đợt, phải bằng nhau"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "kind"], name="cutover_batchpart_once")]

    def __str__(self):
        return f"{self.kind}: {self.count}"
