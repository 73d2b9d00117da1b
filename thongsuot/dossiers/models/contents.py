"""What belongs to a dossier: components, files, steps, the one request for a supplement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.dossiers.models.dossier import Dossier


class DossierComponent(models.Model):
    """Thành phần của hồ sơ: what was filed, shown, reused or taken from a database."""

    class Source(models.TextChoices):
        FILED = "FILED", _("nộp")
        SHOWN = "SHOWN", _("xuất trình")
        REUSED = "REUSED", _("dùng lại")
        FROM_DATABASE = "FROM_DATABASE", _("từ cơ sở dữ liệu")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="components")
    code = models.CharField(max_length=60)
    name = models.TextField()
    source = models.CharField(max_length=14, choices=Source.choices)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    files = models.JSONField(
        default=list, help_text=_("[{uid, name, sha256, size}] theo thứ tự trang; xem DossierFile")
    )
    added_by_supplement = models.BooleanField(default=False)
    origin = models.JSONField(null=True, help_text=_("kết quả cũ hay lần tra cứu mà thành phần lấy từ đó"))
    originals_returned_at = models.DateTimeField(null=True)


class DossierFile(models.Model):
    """Tệp của hồ sơ: the link that keeps a stored file (PROTECT) and says what it is in the dossier."""

    class Purpose(models.TextChoices):
        COMPONENT = "component", _("thành phần hồ sơ")
        RESULT = "result", _("kết quả")
        PAPER = "paper", _("giấy tờ của quy trình (mẫu 01–07)")
        OPINION = "opinion", _("ý kiến trả lời của đơn vị được hỏi")
        MANDATE = "mandate", _("ủy quyền, đồng ý của chủ hồ sơ")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    code = models.CharField(max_length=60, blank=True, help_text=_("mã thành phần, mã kết quả hoặc số mẫu"))
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True, help_text=_("số của kết quả"))
    signed = models.BooleanField(default=False, help_text=_("đã ký số chưa"))
    replaced_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "dossier", "file"], name="dossiers_file_once")]


class DossierStep(models.Model):
    """Bước của quy trình nội bộ trên một hồ sơ, nối với việc trong danh sách (task lives downstairs)."""

    class State(models.TextChoices):
        OPEN = "open", _("đang làm")
        DONE = "done", _("đạt")
        SENT_BACK = "sent_back", _("trả lại")
        CANCELLED = "cancelled", _("huỷ")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="steps")
    key = models.CharField(max_length=30)
    round = models.SmallIntegerField(default=1, help_text=_("lần thứ mấy làm bước này"))
    task_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    product = models.JSONField(null=True, help_text=_("kết quả của bước"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier", "key", "round"], name="dossiers_step_round")
        ]


class SupplementRequest(models.Model):
    """Yêu cầu bổ sung (mẫu 02): một lần duy nhất trong đời hồ sơ."""

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="supplements")
    items = models.JSONField()
    reason = models.TextField()
    contact = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "dossier"], name="dossiers_supplement_once")]
