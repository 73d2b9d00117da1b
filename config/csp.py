"""Chính sách nội dung: django-csp works the header out twice per answer; it is the same for nearly all of them."""

from typing import Any

from csp import middleware
from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

SPECIAL = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class CSPMiddleware(middleware.CSPMiddleware):
    """Puts the policy of the settings on an answer; one with wishes of its own goes through django-csp as ever."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the header unless the answer has one already."""
        if any(hasattr(response, name) for name in SPECIAL) or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        return response
