"""Giấy tờ của lưu trữ: list and minutes of a hand-in (two copies), list and minutes of a disposal. Typst."""
