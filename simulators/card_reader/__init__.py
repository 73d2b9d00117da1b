"""Đầu đọc thẻ căn cước mô phỏng: the local service of a kiosk or counter PC, with cards that nobody owns; can be told to fail."""
