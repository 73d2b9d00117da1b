"""Các bảng như một người mới sẽ viết: a dossier, its steps, its events, an outbox; people and their tasks."""

from django.db import models


class Dossier(models.Model):
    """Hồ sơ."""

    code = models.TextField(unique=True)
    procedure_id = models.IntegerField()
    unit_id = models.IntegerField()
    status = models.SmallIntegerField()
    assignee_id = models.IntegerField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    applicant_name = models.TextField()
    applicant_doc = models.TextField(null=True)
    form = models.JSONField()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit_id", "status", "due_at", "id"], name="queue", condition=models.Q(closed_at__isnull=True)
            )
        ]


class Step(models.Model):
    """Bước."""

    dossier = models.ForeignKey(Dossier, models.CASCADE)
    seq = models.SmallIntegerField()
    unit_id = models.IntegerField()
    assignee_id = models.IntegerField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Event(models.Model):
    """Bút toán."""

    dossier = models.ForeignKey(Dossier, models.CASCADE)
    kind = models.SmallIntegerField()
    actor_id = models.IntegerField()
    at = models.DateTimeField()
    data = models.JSONField()


class Outbox(models.Model):
    """Tin chờ gửi."""

    topic = models.TextField()
    payload = models.JSONField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)


class Person(models.Model):
    """Người."""

    name = models.TextField()


class Task(models.Model):
    """Việc: what a line of the task list shows, in one table."""

    unit_id = models.IntegerField()
    state = models.SmallIntegerField()
    what = models.TextField()
    due_at = models.DateTimeField()
    result = models.TextField()
    accountable = models.TextField()
    code = models.TextField()
    title = models.TextField()
    page = models.TextField()
    note = models.TextField(blank=True)
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "due_at", "id"], name="waiting", condition=models.Q(closed_at__isnull=True))
        ]
