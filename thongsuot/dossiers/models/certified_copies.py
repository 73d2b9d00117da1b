"""Bản sao chứng thực đã đối chiếu: which scan of the dossier becomes a certified copy when its result is signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.dossiers.models.dossier import Dossier


class CertifiedCopy(models.Model):
    """Một giấy tờ của tờ khai, đã quét và đối chiếu với bản chính. Partitioned by province.

    What it is, who gave it and how many copies are wanted are those of the declaration on that day; `pages` are those of
    the scan. The signed copy itself is a document (`PaperSigning`). Rows are never rewritten: who compares again drops them.
    """

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="certified_copies")
    position = models.SmallIntegerField(help_text=_("dòng của tờ khai, từ 1"))
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text=_("bản chụp, dạng PDF"))
    title = models.CharField(max_length=200)
    sign = models.CharField(max_length=90, blank=True)
    issuer = models.CharField(max_length=250, blank=True)
    issued_on = models.DateField(null=True)
    pages = models.SmallIntegerField()
    copies = models.SmallIntegerField(default=1, help_text=_("số bản sao đã yêu cầu ở tờ khai"))
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    dropped_at = models.DateTimeField(null=True, help_text=_("đã đối chiếu lại, hoặc thôi làm bản điện tử"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier", "position"],
                condition=models.Q(dropped_at=None),
                name="dossiers_certified_row_once",
            ),
        ]
