"""Vì sao chưa hiểu được: what stops a message, with a stable cause (`causes.CAUSES`) and words without personal data."""


class NotUnderstood(Exception):
    """Một thông điệp phải chờ hay phải có người xem."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause)
        self.cause, self.detail = cause, detail
