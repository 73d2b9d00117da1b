"""Mã khác của hồ sơ: a number under which a dossier was known before it got its code, valid for look-up for ever."""

from django.db import models


class CodeAlias(models.Model):
    """Mã tạm còn tra được mãi: printed on a receipt while the line was down. Few rows: a plain table.

    `dossier_id` points into a partition. An alias is given once and never taken back.
    """

    alias = models.CharField(max_length=60, unique=True)
    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    code = models.CharField(max_length=60)
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier_id"], name="dossiers_alias_of")]

    def __str__(self):
        return self.alias
