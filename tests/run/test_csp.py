"""The content policy stands on every answer; an answer with wishes of its own has its own."""

from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_update
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.csp import CSPMiddleware


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def policy(view) -> str | None:  # type: ignore[no-untyped-def]
    return CSPMiddleware(view)(RequestFactory().get("/")).get(HEADER)


def test_a_plain_answer_has_the_policy_of_the_settings() -> None:
    assert policy(plain) == build_policy()
    assert "default-src 'none'" in build_policy()


def test_an_answer_may_ask_for_more_or_for_nothing() -> None:
    assert "blob:" in (policy(csp_update({"img-src": ["blob:"]})(plain)) or "")
    assert policy(csp_exempt()(plain)) is None


def test_a_header_that_is_there_stays() -> None:
    def own(request: HttpRequest) -> HttpResponse:
        response = plain(request)
        response[HEADER] = "sandbox"
        return response

    assert policy(own) == "sandbox"
