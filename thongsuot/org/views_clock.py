"""Trang công khai /tinh-han/: anybody may count a due moment and read why it is that day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from thongsuot.common.clock import DurationUnit
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.org.due_days import answer
from thongsuot.org.forms import FIELD_OF, DueForm
from thongsuot.org.why import Explanation, explain


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Tính hạn: the question stands in the address, so that an answer can be sent to somebody as a link."""
    here = timezone.localtime(now())
    asked = bool(set(request.GET) & set(DueForm.base_fields))
    if asked:
        form = DueForm(request.GET, today=here.date())
    else:
        start = {"ngay": here.date(), "gio": f"{here:%H:%M}", "don_vi_tinh": DurationUnit.WORKING_DAY}
        form = DueForm(initial=start, today=here.date())
    explanation = _explanation(form) if asked and form.is_valid() else None
    status = 422 if form.errors else 200
    return render(request, "org/due.html", {"form": form, "explanation": explanation}, status=status)


def _explanation(form: DueForm) -> Explanation | None:
    """The answer; what the clock refuses is put onto the form."""
    try:
        found = answer(form.received_at, form.duration, form.cleaned_data["tinh"])
    except Refused as refused:
        for error in refused.errors or [{"field": "", "message": str(refused.detail)}]:
            form.add_error(FIELD_OF.get(error["field"]), error["message"])
        return None
    return explain(found.due, calendar=found.calendar, duration=found.duration)
