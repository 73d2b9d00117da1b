"""Bản thể thức của văn bản đi: the one layout of NĐ 30/2020, Phụ lục I, that every type is set in."""

from thongsuot.documents.papers.letter import Letter, SignPlace, letter, sign_places
from thongsuot.documents.papers.markup import words_of

__all__ = ["Letter", "SignPlace", "letter", "sign_places", "words_of"]
