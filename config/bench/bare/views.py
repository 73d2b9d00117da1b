"""Ba trang: five rows by the ORM in one transaction; one row by its key; a list of twenty rows as a page."""

import json
import uuid
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from config.bench.bare.models import Dossier, Event, Outbox, Step, Task


@csrf_exempt
def create(request: HttpRequest) -> HttpResponse:
    """One dossier, one step, two events, one message to send."""
    body, now = json.loads(request.body), timezone.now()
    with transaction.atomic():
        dossier = Dossier.objects.create(
            code=f"P.{uuid.uuid4()}",
            procedure_id=body["procedure"],
            unit_id=body["unit"],
            status=1,
            assignee_id=body["unit"] * 20,
            received_at=now,
            due_at=now + timedelta(days=7),
            applicant_name=body["name"],
            applicant_doc=body["document"],
            form=body["form"],
        )
        Step.objects.create(
            dossier=dossier, seq=1, unit_id=dossier.unit_id, started_at=now, due_at=now + timedelta(days=1)
        )
        Event.objects.create(dossier=dossier, kind=1, actor_id=1, at=now, data={"hanh_dong": "tiep_nhan"})
        Event.objects.create(dossier=dossier, kind=2, actor_id=1, at=now, data={"hanh_dong": "phan_cong"})
        Outbox.objects.create(topic="dossier.received", payload={"id": dossier.pk}, created_at=now)
    return JsonResponse({"id": dossier.pk, "code": dossier.code}, status=201)


def one(request: HttpRequest) -> HttpResponse:
    """One task by its key, as JSON: one statement and nothing else."""
    row = Task.objects.values("id", "unit_id", "state", "what", "code", "title").get(pk=int(request.GET["id"]))
    return JsonResponse(row)


def listing(request: HttpRequest) -> HttpResponse:
    """Twenty open tasks of a unit, soonest due first."""
    rows = Task.objects.filter(unit_id=int(request.GET["unit"]), closed_at=None).order_by("due_at", "id")
    shown = {"rows": list(rows.select_related("assignee")[:20]), "unit": request.GET["unit"], "now": timezone.now()}
    return render(request, "list.html", shown)
