"""Văn bản: incoming and outgoing documents of a unit, their registers, files of work, copies (NĐ 30/2020/NĐ-CP)."""
