"""Chính sách nội dung: django-csp works the header out twice per answer; it is the same for nearly all of them."""

from typing import Any

from csp import middleware
from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

SPECIAL = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class CSPMiddleware(middleware.CSPMiddleware):
    """Puts the policy of the settings on an answer; one with wishes of its own goes through django-csp as ever."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.policy: Any = None
        self.usual = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the header unless the answer has one already."""
        if any(hasattr(response, name) for name in SPECIAL) or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        if self.policy is not settings.CONTENT_SECURITY_POLICY:  # once per process, and when a test changes it
            self.policy, self.usual = settings.CONTENT_SECURITY_POLICY, build_policy()
        response.headers.setdefault(HEADER, self.usual)
        return response
