"""Lần nạp danh mục quốc gia: what a file says against the catalogue, waiting for somebody to approve it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.models.decisions import Decision


class ImportRun(models.Model):
    """Một lần nạp: nothing of it is in the catalogue before it is approved, all at once or row by row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ duyệt")
        APPLIED = "applied", _("đã đưa vào danh mục")
        DISCARDED = "discarded", _("đã bỏ")

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    shape = models.CharField(max_length=20, help_text=_("dạng tệp: catalogue_csv, commune_csv, json"))
    whole = models.BooleanField(default=False, help_text=_("tệp là toàn bộ danh mục: mã không có trong tệp là đã mất"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    counts = models.JSONField(default=dict, help_text=_("số dòng theo kết quả so sánh"))
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.file_name


class ImportRow(models.Model):
    """Một dòng đã so sánh."""

    class Outcome(models.TextChoices):
        NEW = "new", _("mới")
        CHANGED = "changed", _("khác")
        SAME = "same", _("giống")
        GONE = "gone", _("không còn")
        UNREADABLE = "unreadable", _("không đọc được")

    class Choice(models.TextChoices):
        WAITING = "", _("chưa chọn")
        TAKE = "take", _("nhận")
        LEAVE = "leave", _("bỏ qua")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.IntegerField(help_text=_("dòng trong tệp; 0 = không có trong tệp"))
    code = models.CharField(max_length=60)
    name = models.TextField(blank=True)
    field = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder, help_text=_("[{field, old, new}]"))
    record = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text=_("phần bản ghi sẽ viết khi nhận"))
    version_id = models.BigIntegerField(null=True, help_text=_("phiên bản đã so sánh với"))
    faults = models.JSONField(default=list, help_text=_("lỗi của nguồn đã sửa hoặc phải chịu"))
    doubtful = models.BooleanField(default=False, help_text=_("không nhận khi duyệt tất cả"))
    choice = models.CharField(max_length=5, choices=Choice.choices, default=Choice.WAITING, blank=True)
    applied = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "outcome", "code"], name="procedures_import_rows")]

    def __str__(self):
        return self.code
