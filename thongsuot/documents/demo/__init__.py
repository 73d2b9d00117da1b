"""Văn bản dùng thử: outgoing and incoming documents, work files, so that nobody's first look meets empty lists.

They go through the verbs that everybody's documents go through, as the people of the demo roster, at moments of the last
working days. All of them or none are made, once: where a demo account has drafted or brought anything, nothing is touched.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from thongsuot.accounts.demo_cast import Cast
from thongsuot.common.language import in_vietnamese
from thongsuot.documents.demo import filing, incoming, outgoing
from thongsuot.documents.demo.outgoing import ToSign
from thongsuot.documents.models import Direction, Document, DraftVersion, FileList

__all__ = ["ToSign", "ensure_demo_documents"]

PLACE = Path(__file__).parent.parent / "reference" / "demo"


@in_vietnamese()
def ensure_demo_documents(*, at: datetime) -> list[ToSign]:
    """Bảo đảm có văn bản dùng thử; returns which of those just made are to be signed and sent on in the background.

    Nothing where somebody has been at work already, or where the last working days cannot be counted. Raises Forbidden
    outside a demonstration.
    """
    cast = Cast.gathered(at)
    letters, arrivals = _read("outgoing"), _read("incoming")
    hours = [one["began"] for one in letters] + [one["came"] for one in arrivals]
    if _somebody_has_worked(cast) or not cast.may_begin(hours):
        return []
    with transaction.atomic():
        came = incoming.bring(arrivals, cast)
        filing.keep(_read("files"), came, cast)
        return outgoing.draft(letters, cast)


def _somebody_has_worked(cast: Cast) -> bool:
    people = list(cast.ids.values())
    brought = Document.objects.filter(direction=Direction.INCOMING, created_by_id__in=people)
    drafted = DraftVersion.objects.filter(saved_by_id__in=people)
    return (
        not people or brought.exists() or drafted.exists() or FileList.objects.filter(approved_by__in=people).exists()
    )


def _read(name: str) -> Any:
    return yaml.safe_load((PLACE / f"{name}.yaml").read_text(encoding="utf-8"))
