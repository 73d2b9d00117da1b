"""Đơn vị bị chia: which of its successors a closed dossier belongs to, as whoever planned the reorganisation says.

The room of the plans registers its answer; without one nobody guesses.
"""

from collections.abc import Callable, Collection

Answer = Callable[[int, int], int | None]  # (dossier, split unit) → the unit chosen for it
_answers: dict[str, Answer] = {}


def answered_by(name: str, answer: Answer) -> None:
    """Đăng ký nơi biết quyết định chia."""
    _answers[name] = answer


def split_heir(dossier_id: int, unit_id: int, heirs: Collection[int]) -> int | None:
    """Đơn vị kế thừa đã chọn cho hồ sơ này; None when nobody has chosen, or chose what is no successor."""
    for name in sorted(_answers):
        chosen = _answers[name](dossier_id, unit_id)
        if chosen in heirs:
            return chosen
    return None
