"""Chữ hay gặp hay hiếm: how many texts have a word, as the database's own statistics say; kept for a while.

Whoever searches for words that stand in nearly every text is answered from the newest documents in a moment; going through
the index for them would bring up all. For rare words it is the other way round. Statistics are only used to choose the
way: both give the same answer.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from math import prod

from django.db import connection

from thongsuot.documents.lexemes import unit_mark

KEPT_FOR = 600.0  # seconds
# Of the partitions, not of their parent: nobody gathers statistics of a parent unless told to.
_STATISTICS = """
SELECT c.reltuples, s.most_common_elems::text::text[], s.most_common_elem_freqs
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname AND s.attname = 'words'
 WHERE i.inhparent = 'documents_documenttext'::regclass AND c.reltuples > 0
"""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Số văn bản có một chữ, about; `least` for a word that is not among the common ones."""

    texts: float = 0.0
    counted: dict[str, float] = field(default_factory=dict)
    least: float = 0.0

    def share(self, words: Collection[str]) -> float:
        """Share of texts that have all these words, if words came independently; a little of a text has rare ones."""
        if not self.texts:
            return 0.0
        return prod(self.counted.get(word, self.least / 2) / self.texts for word in words)

    def of(self, unit_ids: Collection[int]) -> float:
        """Texts of these units together."""
        return sum(self.counted.get(unit_mark(one), self.least / 2) for one in unit_ids)


_known: dict[str, tuple[float, Frequencies]] = {}


def frequencies() -> Frequencies:
    """Of this database; read anew every ten minutes, for words do not change faster."""
    at, found = _known.get(connection.settings_dict["NAME"], (0.0, Frequencies()))
    if not at or time.monotonic() - at > KEPT_FOR:
        found = _read()
        _known[connection.settings_dict["NAME"]] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Read them anew at the next question (tests, and whoever has just loaded many documents)."""
    _known.clear()


def _read() -> Frequencies:
    counted: dict[str, float] = {}
    texts = least = 0.0
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        for rows, words, shares in cursor.fetchall():
            texts += rows
            if not words:
                continue
            for word, share in zip(words, shares, strict=False):  # behind the shares stand their least and greatest
                counted[word] = counted.get(word, 0.0) + share * rows
            least += min(shares[: len(words)]) * rows
    return Frequencies(texts, counted, least)
