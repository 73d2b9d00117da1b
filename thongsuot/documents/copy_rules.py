"""Được sao thế nào (NĐ 30/2020, Điều 25–27): which kind comes of what, in which form, and which pages are meant."""

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.documents.models import CopyKind, Direction, Document, Held, Medium, State

MADE = (CopyKind.WHOLE, CopyKind.OF_COPY, CopyKind.PART)
# Document types that are themselves copies, by what may be made of them.
TRUE_COPY, OTHER_COPIES = CopyKind.WHOLE, (CopyKind.OF_COPY, CopyKind.PART, CopyKind.CERTIFIED)
NO_LONGER = (State.RECALLED, State.REPLACED)
LONGEST_PICK = 200  # characters of the pages as the copy names them
_IN_FORCE = {
    Direction.OUTGOING: (State.ISSUED, *NO_LONGER),
    Direction.INCOMING: (State.REGISTERED, State.PRESENTED, State.IN_HAND, State.DONE, *NO_LONGER),
}


def medium_of(document: Document) -> str:
    """Dạng của văn bản ở cơ quan này: what came on paper is paper, everything else is an electronic document."""
    return Medium.PAPER if document.way == "paper" else Medium.ELECTRONIC


def held_of(document: Document, told: str) -> str:
    """Cơ quan có bản gốc hay bản sao y: a document that says so itself, else what was told."""
    if document.type == TRUE_COPY:
        return Held.COPY
    return Held(told) if told in Held.values else Held.ORIGINAL


def refuse_source(document: Document) -> None:
    """Raises Invalid `source_not_final`, `source_is_copy` when nothing can be copied from this document."""
    if document.type in OTHER_COPIES:
        raise wrong(
            _("Đây là bản sao lục, trích sao hoặc chứng thực. Chỉ sao từ bản gốc, bản chính hoặc bản sao y (Điều 25)."),
            "source_is_copy",
        )
    if document.state not in _IN_FORCE[Direction(document.direction)]:
        raise wrong(
            _("Chỉ sao văn bản đã phát hành, hoặc văn bản đến đã vào sổ. Văn bản này đang ở trạng thái “%(state)s”.")
            % {"state": State(document.state).label},
            "source_not_final",
        )


def refuse_way(kind: str, held: str, source: str, to: str) -> None:
    """Raises Invalid `copy_of_original`, `copy_of_copy`, `way_not_allowed`, each saying what would be right."""
    if kind not in MADE:
        raise wrong(_("Hãy chọn sao y, sao lục hay trích sao."), "kind_unknown", "kind")
    if to not in Medium.values:
        raise wrong(_("Hãy chọn bản sao bằng giấy hay điện tử."), "medium_unknown", "to")
    if kind == CopyKind.OF_COPY and held == Held.ORIGINAL:
        raise wrong(
            _("Sao lục chỉ làm từ bản sao y. Cơ quan đang có bản gốc hoặc bản chính: hãy chọn “Sao y”."),
            "copy_of_original",
            "kind",
        )
    if kind != CopyKind.OF_COPY and held == Held.COPY:
        raise wrong(
            _("Sao y và trích sao chỉ làm từ bản gốc hoặc bản chính. Cơ quan đang có bản sao y: hãy chọn “Sao lục”."),
            "copy_of_copy",
            "kind",
        )
    if kind != CopyKind.PART and source == to == Medium.ELECTRONIC:
        raise wrong(
            _(
                "Văn bản điện tử không sao sang điện tử: chính tệp đã ký số là bản gốc, gửi đi bao nhiêu lần cũng được."
                " Cần bản giấy thì chọn “giấy”."
            ),
            "way_not_allowed",
            "to",
        )


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """Các trang được trích: `2-4, 7` → (2, 3, 4, 7), in order, each once. Raises Invalid `pages_wrong`, `pages_missing`."""
    found: set[int] = set()
    for part in text.replace(";", ",").replace("–", "-").split(","):
        if not part.strip():
            continue
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() and len(end) < 6 for end in ends):
            raise _pages_wrong(part.strip(), count)
        low, high = int(ends[0]), int(ends[1])
        if not 1 <= low <= high <= count:
            raise _pages_wrong(part.strip(), count)
        found.update(range(low, high + 1))
    if not found:
        raise wrong(_("Trích sao phải ghi trích những trang nào, ví dụ 2-3, 5."), "pages_missing", "picked")
    pages = tuple(sorted(found))
    if len(pages_text(pages)) > LONGEST_PICK:
        raise wrong(
            _(
                "Trích quá nhiều quãng trang rời nhau để ghi trên bản sao. Hãy trích ít quãng hơn, hoặc chia thành vài bản."
            ),
            "pages_too_many",
            "picked",
        )
    return pages


def pages_text(pages: tuple[int, ...]) -> str:
    """Viết gọn: (2, 3, 4, 7) → `2-4, 7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _pages_wrong(part: str, count: int) -> Invalid:
    return wrong(
        _("“%(part)s” không phải trang nào của văn bản này. Văn bản có %(count)d trang; ghi ví dụ 2-3, 5.")
        % {"part": part[:40], "count": count},
        "pages_wrong",
        "picked",
    )


def wrong(message: str, code: str, field: str = "") -> Invalid:
    """A refusal that stands at its field."""
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])
