"""Hồ sơ dùng thử: a few dossiers in different states for whoever looks at the platform for the first time.

They come in and move on through the services that everybody's dossiers go through, as the people of the demo roster, at
moments of the last working days; so journal, clock and task list hold for them too. All of them or none are made, once:
an installation in which a demo account has ever filed anything is left alone.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from thongsuot.accounts.demo_roster import SINCE
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import clock, files
from thongsuot.common.errors import Forbidden
from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import require_in_force
from thongsuot.procedures.selectors import missing_components, version_in_force
from thongsuot.tasks import services as tasks

LIVES = Path(__file__).parent / "reference" / "demo.yaml"
Report = Callable[[int, int], None]
Act = Callable[..., Any]


def load(report: Report) -> None:
    """Loader for the first start."""
    ensure_demo_dossiers(at=now(), report=report)


@in_vietnamese()
def ensure_demo_dossiers(*, at: datetime, report: Report = lambda done, total: None) -> int:
    """Bảo đảm có hồ sơ dùng thử; returns how many were made: none where demo accounts have filed before.

    None either where the last working days cannot be counted (no calendar for the year) or nobody had a post yet.
    """
    if not settings.DEMO:
        raise Forbidden(_("Hồ sơ dùng thử chỉ có ở bản dùng thử, không có ở bản vận hành thật."))
    people = dict(User.objects.filter(is_demo=True).values_list("username", "id"))
    if Dossier.objects.filter(submitted_by_id__in=people.values()).exists():
        return 0
    lives = yaml.safe_load(LIVES.read_text())
    try:
        played = sorted(((_moments(life, at), life) for life in lives), key=lambda pair: pair[0][0])
    except clock.CalendarUnknown:
        return 0
    if clock.local(played[0][0][0]).date() < SINCE:
        return 0
    with transaction.atomic():
        for done, (times, life) in enumerate(played):
            report(done, len(lives))
            _live(life, times, people)
    return len(lives)


def _moments(life: dict[str, Any], at: datetime) -> list[datetime]:
    """When each act happens: so many hours of work before `at`."""
    unit = require_in_force(life["unit"], clock.local(at).date())
    calendar = calendar_for(unit.province_id, clock.local(at).date())
    return [clock.subtract_minutes(calendar, at, int(act[0] * 60)) for act in life["acts"]]


def _live(life: dict[str, Any], times: list[datetime], people: dict[str, int]) -> None:
    code = ""
    for (_hours, username, verb, *rest), at in zip(life["acts"], times, strict=True):
        principal = principal_of(people[username], at)
        assert principal is not None, f"{username} có trong danh sách tài khoản dùng thử"
        if verb in ("counter", "online"):
            submission = _submission(life, "DIRECT" if verb == "counter" else "ONLINE", at, principal)
            code = services.submit(submission=submission, principal=principal, at=at).dossier.code
        else:
            ACTS[verb](code=code, principal=principal, at=at, **(rest[0] if rest else {}))


def _submission(life: dict[str, Any], channel: str, at: datetime, principal: Principal) -> Submission:
    version = version_in_force(life["procedure"], clock.local(at).date())
    assert version is not None, f"{life['procedure']} có trong danh mục"
    form = _dated(life["form"], at)
    asked = missing_components(version, "", frozenset(), form)
    applicant = Applicant(**life["applicant"])
    return Submission(
        procedure_code=life["procedure"],
        receiving_unit=life["unit"],
        competent_unit=life.get("competent_unit", ""),
        channel=channel,
        applicant=replace(applicant, address=_("%(place)s (hồ sơ dùng thử)") % {"place": applicant.address}),
        form=form,
        components=tuple(
            FiledComponent(c.code, "FILED", originals=1, file_ids=() if channel == "DIRECT" else (_scan(principal),))
            for c in asked
        ),
    )


def _scan(principal: Principal) -> str:
    """A blank page standing for the photo of a paper that a citizen would send."""
    page = BytesIO()
    Image.new("L", (600, 848), 255).save(page, "PNG")
    return str(files.store(page.getvalue(), "ban-chup-dung-thu.png", owner_id=principal.user_id).uid)


def _dated(value: Any, at: datetime) -> Any:
    """The declaration with days counted back from the submission: a child is a few weeks old whenever the start is."""
    if isinstance(value, list):
        return [_dated(inner, at) for inner in value]
    if not isinstance(value, dict):
        return value
    if "days_before" in value:
        return (clock.local(at).date() - timedelta(days=value["days_before"])).isoformat()
    return {key: _dated(inner, at) for key, inner in value.items()}


def _claim(*, code: str, principal: Principal, at: datetime) -> None:
    """The first open step is taken from the list."""
    step = dossier_for(principal, code).open_steps()[0]
    tasks.claim(task_id=step.task_id, principal=principal, at=at)


ACTS: dict[str, Act] = {
    "receive": services.receive,
    "claim": _claim,
    "assign": services.assign,
    "complete-step": services.complete_step,
    "request-supplement": services.request_supplement,
    "finish": services.finish,
    "return-result": services.return_result,
}
