"""Language of the pages, and refusals raised by views turned into pages."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from thongsuot.common.errors import Refused, translate_database_error
from thongsuot.common.problems import is_for_program
from thongsuot.ui import errors

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Ngôn ngữ: Vietnamese unless the visitor chose otherwise.

    The browser's wish (Accept-Language) is not followed: the platform is Vietnamese government software, and many
    office PCs run an English browser. The API always speaks Vietnamese.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES) and not is_for_program(request)
        language = chosen if known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if chosen:
            patch_vary_headers(response, ("Cookie",))
        return response


class RefusedMiddleware:
    """Lời từ chối thành trang: services raise `Refused`, the visitor reads a page. The API answers for itself."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals are shown by `process_exception`, here only Django's own blank 405 becomes a page."""
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and not is_for_program(request):
            return errors.only_by_button(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal; a database that does not answer becomes 503; other faults stay 500."""
        if is_for_program(request):
            return None
        refused = exception if isinstance(exception, Refused) else translate_database_error(exception)
        if refused is None:
            return None
        if refused.status >= 500:
            logger.exception("không phục vụ được", exc_info=exception)
            return errors.unavailable_page(getattr(refused, "retry_after", 5))
        return errors.refused_page(request, refused)
