"""Guards at the door: bad input is refused before anybody works with it, and every refusal has one face."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from thongsuot.common import door
from thongsuot.common.errors import Refused
from thongsuot.common.problems import MEDIA_TYPE, is_for_program, refusal_response
from thongsuot.common.refusals import refusal_of_status

Answering = Callable[[HttpRequest], HttpResponse]


class BadInputMiddleware:
    """Cửa vào: refuses unreadable text and over-long bodies; below /api/ every answer of 400 and more is problem+json.

    Stands outside the other middleware of ours, so that what Django itself answers to an API call is seen too.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the address, let the request in, look at what comes out."""
        try:
            door.check_address(request)
            door.check_length(request)
        except Refused as refused:
            return refusal_response(request, refused)
        response = self.get_response(request)
        if is_for_program(request) and response.status_code >= 400:
            return _as_problem(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Look at the fields of a page's form before anybody else does; the API reads its own bodies."""
        if is_for_program(request):
            return None
        try:
            door.check_form(request)
        except Refused as refused:
            return refusal_response(request, refused)
        return None


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What Django itself answered to an API call (405, unknown path, 500), in the form of the API."""
    if response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    problem = refusal_response(request, refusal_of_status(response.status_code))
    for name in ("Allow", "Retry-After"):
        if name in response:
            problem[name] = response[name]
    return problem
