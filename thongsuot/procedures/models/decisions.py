"""Quyết định công bố danh mục, and the lines that say what becomes of each procedure."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.models.certainty import Certainty


class Decision(models.Model):
    """Quyết định công bố: publishes, amends or abolishes procedures from a day; known by number and issuer."""

    class Effect(models.TextChoices):
        PUBLISH = "publish", _("công bố mới")
        AMEND = "amend", _("sửa đổi, bổ sung, thay thế")
        ABOLISH = "abolish", _("bãi bỏ")

    class Rank(models.TextChoices):
        MINISTRY = "ministry", _("bộ, ngành")
        PROVINCE = "province", _("chủ tịch UBND tỉnh")

    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Effect.choices, default=Effect.PUBLISH)
    signed_on = models.DateField(null=True, help_text=_("NULL = chưa biết"))
    effective_on = models.DateField(null=True, help_text=_("NULL = chưa biết"))
    rank = models.CharField(max_length=8, choices=Rank.choices, default=Rank.MINISTRY)
    fast_track = models.BooleanField(default=False, help_text=_("văn bản ban hành theo trình tự rút gọn"))
    law_effective_on = models.DateField(null=True, help_text=_("ngày văn bản quy định thủ tục có hiệu lực"))
    entered_on = models.DateField(null=True, help_text=_("ngày nhập vào cơ sở dữ liệu quốc gia"))
    note = models.TextField(blank=True)
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PUBLISHED)
    applied_at = models.DateTimeField(null=True, help_text=_("NULL = dự thảo, chưa đổi danh mục"))
    applied_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "issuer", "kind"], name="procedures_decision_once")]

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed: not applied, and not one that came with the files of the catalogue."""
        return self.applied_at is None and self.created_at is not None

    def __str__(self):
        return self.number


class DecisionItem(models.Model):
    """Dòng của quyết định: one procedure and what the decision does to it."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    effect = models.CharField(max_length=8, choices=Decision.Effect.choices)
    record = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, help_text=_("nội dung mới: đủ khi công bố, phần đổi khi sửa")
    )
    replaced_by = models.JSONField(default=list, help_text=_("mã thủ tục thay thế khi bãi bỏ"))
    version_id = models.BigIntegerField(null=True, help_text=_("phiên bản bắt đầu hoặc kết thúc"))
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="procedures_decision_item_once")]

    def __str__(self):
        return self.code
