"""Tìm trong chữ đã đọc, with and without marks: pages of batches that the asker sees."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery

from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare, clean_line, fold_marks
from thongsuot.records.digitising.permissions import visible_batches
from thongsuot.records.models import Page

MOST = 50
_AROUND = 70


@dataclass(frozen=True, slots=True)
class Hit:
    """Một trang tìm thấy: before, found and after, to be shown as text."""

    page: Page
    before: str
    found: str
    after: str


def find(principal: Principal, asked: str) -> list[Hit]:
    """Trang có cụm từ này; typed with marks the marks must agree, typed without they need not. One statement."""
    words = clean_line(asked, limit=200)
    if not words:
        return []
    marked = bare(words) != words.lower()
    column, query = ("marked", fold_marks(words)) if marked else ("bare", bare(words))
    rows = (
        Page.objects.filter(batch__in=visible_batches(principal))
        .filter(**{column: SearchQuery(query, config="simple", search_type="phrase")})
        .select_related("batch", "document__file")
        .order_by("-batch_id", "position")[:MOST]
    )
    return [_hit(page, words) for page in rows]


def _hit(page: Page, words: str) -> Hit:
    text = " ".join(page.text.split())
    flat = bare(text)
    if len(flat) != len(text):  # never with composed Vietnamese; then the beginning is shown
        return Hit(page, text[: 2 * _AROUND], "", "")
    pattern = r"\W+".join(map(re.escape, re.findall(r"\w+", bare(words)))) or re.escape(bare(words))
    found = re.search(pattern, flat)
    if found is None:
        return Hit(page, text[: 2 * _AROUND], "", "")
    start, end = found.span()
    return Hit(page, text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND])
