"""Điều khiển: tests and demonstrators tell the simulator how to behave. No system under test calls these."""

from collections.abc import Mapping
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Refused, Route, ok


def show(call: Call) -> Mapping[str, Any]:
    """Các lỗi đang đặt."""
    return ok(faults=call.faults.shown(), struck=call.faults.struck)


def put(call: Call) -> Mapping[str, Any]:
    """Đặt một lỗi."""
    try:
        return ok(fault=call.faults.put(call.body).shown())
    except (TypeError, ValueError) as problem:
        raise Refused(400, "bad_fault", str(problem)) from problem


def clear(call: Call) -> Mapping[str, Any]:
    """Bỏ lỗi `mode`, hay mọi lỗi."""
    call.faults.clear(call.query.get("mode", ""))
    return ok(faults=call.faults.shown())


ROUTES = [
    Route("GET", "/dieu-khien/loi", CONTROL, show),
    Route("PUT", "/dieu-khien/loi", CONTROL, put),
    Route("DELETE", "/dieu-khien/loi", CONTROL, clear),
]
