"""Độ chắc: how sure a fact is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """Độ chắc của một dữ kiện; what is not published never passes for law."""

    PUBLISHED = "published", _("đã công bố")
    PROPOSED = "proposed", _("đề xuất")
    UNVERIFIED = "unverified", _("chưa xác minh")
