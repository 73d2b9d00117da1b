"""Thanh toán qua cổng: INIT, CONFIRM, GET_BILL (message version 1.0.6). Nothing is answered yet."""

from simulators.national_portal.routes import Route

GROUP = "payment"
SCHEMA = ""
ROUTES: list[Route] = []
