"""Kho mẫu văn bản: Word files of a unit from which its officials begin a document, by type, every version kept."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class DocumentTemplate(models.Model):
    """Một mẫu văn bản của một đơn vị; the province's own may be offered to all units of the province (`shared`)."""

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=8, help_text=_("loại văn bản, theo reference/types.yaml"))
    name = models.CharField(max_length=200)
    shared = models.BooleanField(default=False, help_text=_("mẫu của tỉnh, các xã và cơ quan trong tỉnh cùng dùng"))
    version = models.SmallIntegerField(default=1, help_text=_("bản đang dùng"))
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "type", "name"], condition=Q(withdrawn_at=None), name="documents_template_name"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(type=""), name="documents_template_named"),
            # The identity of a province is its own: only what is the province's is everybody's.
            models.CheckConstraint(
                condition=Q(shared=False) | Q(unit_id=models.F("province_id")), name="documents_template_shared_above"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "type"], name="documents_template_unit"),
            models.Index(fields=["province_id", "type"], name="documents_template_shared", condition=Q(shared=True)),
        ]

    def __str__(self):
        return self.name


class TemplateVersion(models.Model):
    """Một bản của mẫu, never written again: drafts made from it still say from which one."""

    province_id = models.BigIntegerField()
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    blanks = models.JSONField(default=list, help_text=_("tên các ô {{ … }} của mẫu"))
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "version"], name="documents_templateversion_once")]

    def __str__(self):
        return f"{self.template_id}/{self.version}"
