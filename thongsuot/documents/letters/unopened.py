"""Thư không mở được."""


class Unopened(Exception):
    """Không mở được thư; `code` is a stable name of the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
