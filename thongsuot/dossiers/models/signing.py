"""Giấy tờ của hồ sơ và văn bản ký số của nó: one row for each paper that is, or should be, signed digitally."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaperSigning(models.Model):
    """Ký số một giấy tờ: by which document, or why by none yet. Partitioned by province.

    The document is joined to its file by this row alone: titles and numbers repeat. `unit_id` is the unit that signs;
    a row that is blocked goes with its work to the successor.
    """

    class Kind(models.TextChoices):
        RESULT = "result", _("kết quả")
        APOLOGY = "apology", _("văn bản xin lỗi, hẹn lại (mẫu 04)")

    class Made(models.TextChoices):
        TEMPLATE = "template", _("lập từ mẫu của thủ tục")
        REFUSAL = "refusal", _("phiếu từ chối (mẫu 03)")
        UPLOADED = "uploaded", _("tệp đã tải lên")
        COPY = "copy", _("bản sao chứng thực điện tử")
        APOLOGY = "apology", _("văn bản xin lỗi (mẫu 04)")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made = models.CharField(max_length=8, choices=Made.choices)
    file_id = models.BigIntegerField(null=True, help_text=_("DossierFile; trống: thư có tệp khi đã ký"))
    document_id = models.BigIntegerField(null=True, help_text=_("văn bản đi đang hoặc đã ký số giấy tờ này"))
    blocked_by = models.CharField(max_length=300, blank=True, help_text=_("vì sao chưa trình ký số được"))
    words = models.JSONField(default=dict, help_text=_("lý do và dòng ký in trên giấy"))
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text=_("đã ký và đóng dấu, hoặc không cần ký nữa"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document_id=None) | Q(blocked_by=""), name="dossiers_signing_blocked_or_asked"
            ),
            models.CheckConstraint(
                condition=~Q(document_id=None) | ~Q(blocked_by="") | Q(settled_at__isnull=False),
                name="dossiers_signing_says_why",
            ),
            models.UniqueConstraint(
                fields=["province_id", "document_id"],
                condition=~Q(document_id=None),
                name="dossiers_signing_document_once",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier_id"], name="dossiers_signing_dossier"),
            models.Index(
                fields=["unit_id", "made_at"],
                name="dossiers_signing_blocked",
                condition=Q(document_id=None, settled_at=None),
            ),
        ]
