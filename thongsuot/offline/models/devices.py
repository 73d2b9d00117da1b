"""Máy quầy, dải số tạm, két của từng người."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Device(models.Model):
    """Máy quầy: one browser of one counter PC that may receive while the line is down; its number stands in its numbers."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=80)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    waiting = models.IntegerField(default=0)  # what the PC said it still holds, when it was last seen
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="offline_device_number")]

    def __str__(self):
        return self.name


class Block(models.Model):
    """Dải số tạm reserved for one PC; numbers of one unit are one series, so that blocks can never overlap."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="blocks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    numbers = IntegerRangeField()
    reserved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="offline_blocks_never_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("numbers", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self):
        return f"{self.numbers.lower}–{self.numbers.upper - 1}"


class Vault(models.Model):
    """Két của một người trên một máy: the data key, kept encrypted so that a forgotten passphrase loses nothing."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="vaults")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key_cipher = models.BinaryField()
    made_at = models.DateTimeField()
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "user"], name="offline_vault_once")]

    def __str__(self):
        return f"{self.device_id}:{self.user_id}"

    @property
    def aad(self) -> bytes:
        """What ties the cipher to its row."""
        return f"vault:{self.device_id}:{self.user_id}".encode()
