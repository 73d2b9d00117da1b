"""Địa chỉ lạ dưới /api/: answered like every other refusal of the API."""

from django.http import HttpRequest, HttpResponse

from thongsuot.common.errors import NotFound
from thongsuot.common.problems import problem_response


def unknown_api_path(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any address below /api/ that no operation has; never a redirect to a path with a slash."""
    return problem_response(NotFound())
