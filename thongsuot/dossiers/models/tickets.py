"""Số thứ tự và hồ sơ là một: which dossiers were received in which turn at the counter."""

from django.db import models


class TicketDossier(models.Model):
    """Hồ sơ nhận trong một lượt ở quầy; the ticket itself belongs to the hall."""

    province_id = models.BigIntegerField()
    ticket_uid = models.UUIDField()
    label = models.CharField(max_length=8)
    dossier_id = models.BigIntegerField()
    code = models.CharField(max_length=60, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket_uid"], name="dossiers_ticket")]
