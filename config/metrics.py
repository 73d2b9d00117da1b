"""Đếm và đo: how many requests each route gets and how long they take."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, Counter, Histogram

registry = REGISTRY
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("thongsuot_requests", "Số yêu cầu theo đường dẫn", ["method", "route", "status"])
SECONDS = Histogram("thongsuot_request_seconds", "Thời gian trả lời theo đường dẫn", ["route"], buckets=BUCKETS)


class MetricsMiddleware:
    """Counts every request under its route, never under its address: addresses hold dossier codes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the rest of the house."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = match.route if match else "(không có)"
        REQUESTS.labels(request.method, route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return response
