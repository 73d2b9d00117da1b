"""Tiếng của văn bản: what the office keeps or issues is Vietnamese, whatever language somebody reads the pages in."""

from django.utils import translation

OFFICIAL = "vi"


def in_vietnamese() -> translation.override:
    """Decorator or context: texts made inside are in the language of the law (papers, results, tasks of the office)."""
    return translation.override(OFFICIAL)
