"""Từng lần sửa một kế hoạch, and what a decision wrote: both kept so that they can be taken back exactly."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan


class PlanEdit(models.Model):
    """Một lần sửa: the rows it made, changed and removed; the last one can be taken back."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits")
    version = models.IntegerField(help_text=_("bản kế hoạch sau lần sửa này"))
    verb = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    steps = models.JSONField(
        default=list, encoder=DjangoJSONEncoder, help_text=_("[việc, bảng, khoá, trước, sau] theo thứ tự đã làm")
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "version"], name="cutover_planedit_once")]

    def __str__(self):
        return f"{self.plan_id} v{self.version} {self.verb}"


class Writing(models.Model):
    """Quyết định đã ghi gì vào các phòng khác: ids, and what stood there before where something was changed."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="writings")
    kind = models.CharField(max_length=24)
    ids = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="cutover_writing_once")]

    def __str__(self):
        return f"{self.plan_id} {self.kind}"


class PlanUpload(models.Model):
    """Tệp đang chờ nạp: kept between "xem khác biệt" and "nạp", one to a plan, gone as soon as it is used or dropped."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="upload")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    whole = models.BooleanField(default=False, help_text=_("tệp là toàn bộ: điều tệp không nêu thì bỏ khỏi kế hoạch"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self):
        return self.name
