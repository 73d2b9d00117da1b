"""What every page gets."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from thongsuot.ui import navigation, preferences
from thongsuot.ui.texts import vietnamese_text


def page(request: HttpRequest) -> dict[str, Any]:
    """Names used by the base pages."""
    principal, language = getattr(request, "principal", None), get_language() or "vi"
    texts = {"_": vietnamese_text} if language == settings.LANGUAGE_CODE else {}
    return texts | {
        "principal": principal,
        "preferences": preferences.of_request(request),
        "language": language,
        "office_navigation": SimpleLazyObject(lambda: navigation.office(principal, request.path)),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # once per page, not once per form
        "page_messages": SimpleLazyObject(lambda: get_messages(request)),
        "is_htmx": request.headers.get("HX-Request") == "true",
    }
