"""Có phải chữ tiếng Việt không: a page recognised in the wrong language, or from a picture, gives syllables nobody writes."""

import re

from thongsuot.common.text import bare

FEW = 8  # words; with fewer nothing is said about the page
ENOUGH = 0.5  # share of words that can be syllables
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(uye|uya|uoi|uou|ieu|yeu|oai|oay|oeo|uay|uyu|[iuy]e|uo|ua|ia|ya|oa|oe|uy|oo|ai|ao|au|ay|eo|eu|iu|oi|ui|uu|[aeiouy])"
    r"(ch|ng|nh|[cmnpt])?"
)


def doubtful(text: str) -> bool:
    """Whether most words of a page cannot be Vietnamese syllables; abbreviations and figures are left out."""
    words = [word for word in _WORD.findall(text) if len(word) > 1 and not (word.isupper() and len(word) < 5)]
    if len(words) < FEW:
        return False
    return sum(bool(_SYLLABLE.fullmatch(bare(word))) for word in words) < ENOUGH * len(words)
