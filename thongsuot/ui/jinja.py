"""Jinja2 environment of all our pages: strict about missing names, translated, escaping on."""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_urlconf, reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import ngettext
from jinja2 import Environment, StrictUndefined

from thongsuot.common import qr
from thongsuot.ui import due, formats, forms, shell, slots
from thongsuot.ui.assets import address_of
from thongsuot.ui.icons import icon
from thongsuot.ui.texts import page_text, quick_text

# Same colour for the same thing everywhere; states of dossiers and tasks by their English values.
STATUS_TONES = {
    "DRAFT": "neutral",
    "SUBMITTED": "info",
    "RECEIVED": "info",
    "REFUSED": "danger",
    "PROCESSING": "progress",
    "AWAITING_SUPPLEMENT": "warning",
    "AWAITING_PAYMENT": "warning",
    "WITHDRAWN": "neutral",
    "STOPPED": "warning",
    "FINISHED": "success",
    "RETURNED": "success",
}


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a named view; one without parameters is worked out once."""
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _plain_url(get_urlconf() or settings.ROOT_URLCONF, name)


@cache
def _plain_url(urlconf: Any, name: str) -> str:
    return reverse(name, urlconf=urlconf)


def status_tone(state: str) -> str:
    """Colour family of a state."""
    return STATUS_TONES.get(str(state), "neutral")


def environment(**options: Any) -> Environment:
    """Build the environment; Django presets `undefined`, so it is overwritten, not defaulted."""
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    options["extensions"] = ["jinja2.ext.i18n"]
    env = Environment(**options)  # noqa: S701  (Django sets autoescape)
    env.install_gettext_callables(page_text, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "_": quick_text,
        "gettext": quick_text,
        "static": address_of,
        "url": url,
        "icon_svg": icon,
        "keyboard_help": shell.keyboard_help,
        "script_words": shell.script_words,
        "sidebar": shell.sidebar,
        "slot": slots.slot,
        "display_settings": shell.display_settings,
        "status_tone": status_tone,
        "due_words": due.words,
        "errors_of": forms.errors_of,
    }
    env.filters |= {
        "vi_date": formats.vi_date,
        "vi_time": formats.vi_time,
        "vi_datetime": formats.vi_datetime,
        "vi_day": formats.vi_day,
        "vi_money": formats.vi_money,
        "vi_number": formats.vi_number,
        "vi_size": formats.vi_size,
        "vi_date_or_text": formats.vi_date_or_text,
        "date_parts": formats.date_parts,
        "by_given_name": by_given_name,
        "field_id": formats.field_id,
        "slug": slugify,
        "query": urlencode,
        "widget_kind": forms.widget_kind,
        "qr_data": qr.data_uri,
    }
    return env


def by_given_name(people: Any, attribute: str = "name") -> list[Any]:
    """People in the order of their given names."""
    return sorted(people, key=lambda person: formats.given_name_key(str(getattr(person, attribute))))
