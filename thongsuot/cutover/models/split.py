"""Đơn vị bị chia: rules first, then people; what nobody decided is shown, never guessed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan, PlanUnit


class SplitRule(models.Model):
    """Quy tắc chia việc của một đơn vị cũ: for which fields, by what, to which new unit; the first that fits decides."""

    class By(models.TextChoices):
        VILLAGE = "village", _("theo thôn, tổ dân phố")
        PARCEL = "parcel", _("theo thửa đất, tờ bản đồ")
        ADDRESS = "address", _("theo địa chỉ người nộp")
        EVERYTHING = "everything", _("tất cả việc của các lĩnh vực này")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    old = models.ForeignKey(PlanUnit, models.CASCADE, related_name="split_rules")
    position = models.SmallIntegerField()
    fields = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, help_text=_("lĩnh vực; trống = mọi lĩnh vực")
    )
    by = models.CharField(max_length=10, choices=By.choices)
    values = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, help_text=_("tên thôn, số tờ/thửa, đoạn địa chỉ")
    )
    goes_to = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "position"], name="cutover_splitrule_order"),
            models.CheckConstraint(condition=Q(by="everything") | ~Q(values=[]), name="cutover_splitrule_has_values"),
        ]

    def __str__(self):
        return f"{self.old_id}.{self.position}"


class SplitCase(models.Model):
    """Một việc gốc của đơn vị bị chia, and where it goes once a rule or a person has decided."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    old = models.ForeignKey(PlanUnit, models.CASCADE, related_name="split_cases")
    kind = models.CharField(max_length=32, help_text=_("loại việc gốc: tên của cách chuyển"))
    subject_id = models.BigIntegerField()
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    goes_to = models.ForeignKey(PlanUnit, models.CASCADE, null=True, related_name="+")
    rule = models.ForeignKey(SplitRule, models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "subject_id", "old"], name="cutover_splitcase_once"),
            models.CheckConstraint(
                condition=Q(goes_to=None, decided_at=None) | Q(goes_to__isnull=False, decided_at__isnull=False),
                name="cutover_splitcase_decided_has_time",
            ),
        ]
        indexes = [models.Index(fields=["old", "goes_to", "id"], name="cutover_splitcase_open")]

    def __str__(self):
        return f"{self.kind} {self.code or self.subject_id}"
