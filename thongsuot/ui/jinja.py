"""Jinja2 environment of all our pages: strict about missing names, translated, escaping on."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined


def url(name, *args, **kwargs):
    """Address of a named view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options):
    """Build the environment; Django presets `undefined`, so it is overwritten, not defaulted."""
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    options["extensions"] = ["jinja2.ext.i18n"]
    env = Environment(**options)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)
    env.globals |= {"static": staticfiles_storage.url, "url": url}
    return env
