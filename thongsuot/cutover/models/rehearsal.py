"""Diễn tập and what is decided on its ground: sign-off by a second person, waivers of red lines, the word "go"."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan


class Rehearsal(models.Model):
    """Một lần diễn tập. It tried one version of the plan; after the next change of the plan it says nothing any more."""

    class State(models.TextChoices):
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("đã chạy xong")
        FAILED = "failed", _("không chạy được")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rehearsals")
    plan_version = models.IntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None) | (Q(state="done") & Q(signed_at__isnull=False)),
                name="cutover_rehearsal_signed_when_done",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | Q(started_by=None) | ~Q(signed_by=F("started_by")),
                name="cutover_rehearsal_second_person",
            ),
        ]
        indexes = [models.Index(fields=["plan", "-id"], name="cutover_rehearsal_recent")]

    def __str__(self):
        return f"{self.plan_id} {self.started_at:%d/%m/%Y %H:%M}"


class Waiver(models.Model):
    """Miễn một vạch đỏ: who takes it upon himself, and why; for one version of the plan only."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="waivers")
    plan_version = models.IntegerField()
    line = models.SlugField(max_length=40)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "plan_version", "line"], name="cutover_waiver_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="cutover_waiver_has_reason"),
        ]

    def __str__(self):
        return f"{self.plan_id} {self.line}"
