"""Làm một việc từ biểu mẫu: done and said, or back on the page with what was typed and what is wrong."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from thongsuot.common.errors import NotFound, Refused

Act = Callable[[HttpRequest], str]
Page = Callable[..., HttpResponse]


def carry_out(request: HttpRequest, acts: dict[str, Act], verb: str, *, page: Page, to: str) -> HttpResponse:
    """Run the act of this verb; `page(errors, typed, status)` shows a refusal, `to` is where one goes when it is done."""
    run = acts.get(verb)
    if run is None:
        raise NotFound()
    try:
        done = run(request)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        return page(errors=errors, typed=request.POST, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(to)
