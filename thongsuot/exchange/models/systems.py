"""Hệ thống bên ngoài."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class System(models.Model):
    """Hệ thống bên ngoài: names come from reference/systems.yaml, the address from the settings, never from here.

    `failures` and `rest_until` are the breaker that all sending processes share: a system that does not answer is left
    alone until then, and asked with one message first.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("ta gửi đi")
        IN = "in", _("ta nhận về")
        BOTH = "both", _("hai chiều")
        AXIS = "axis", _("trục văn bản")

    key = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=120)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    active = models.BooleanField(default=True, help_text=_("tạm ngừng trao đổi mà không mất gì: tin vẫn xếp hàng"))
    failures = models.IntegerField(default=0, help_text=_("số lần liền không trả lời"))
    rest_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text=_("lần trả lời gần nhất"))
    cause = models.CharField(max_length=30, blank=True, help_text=_("vì sao đang nghỉ"))

    def __str__(self):
        return self.key
