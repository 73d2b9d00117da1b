"""API của hồ sơ (contracts: `/dossiers`, its verbs, `/public/dossiers`). Thin: parses, calls a service, presents."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.api import answer, idempotent
from thongsuot.common.now import now
from thongsuot.dossiers import present
from thongsuot.dossiers.models import NATIONAL_STATUS
from thongsuot.dossiers.selectors import one

router = Router(tags=["Hồ sơ"])
public_router = Router(tags=["Tra cứu công khai"])
BY_NATIONAL = {number: status for status, number in NATIONAL_STATUS.items()}

FILING = needs(Role.COUNTER_CLERK, Role.INTEGRATION, or_citizen=True)


def _verb(request: HttpRequest, code: str, name: str, act: Callable[[datetime], one.Loaded]) -> HttpResponse:
    """Run a verb once per Idempotency-Key and answer with the dossier."""

    def work() -> Any:
        loaded = act(now())
        return answer(200, present.dossier_out(loaded, request.principal), subject_id=loaded.dossier.pk)

    return idempotent(request, f"{name}:{code}", required=False, work=work)
