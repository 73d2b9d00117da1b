"""A small set of dossiers whose figures are worked out by hand in the tests.

Mai Phụ in July 2025, birth registrations (due the same or the next working day): A early or on time, B late, C open, D withdrawn.
"""

from datetime import timedelta

from tests.factories.dossiers import Office, in_processing, moment, submit
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Dossier
from thongsuot.warehouse import handlers

WITHDRAWN_AT = moment(8, 9)


def follow() -> None:
    """Read all news."""
    while handlers.follow():
        pass


def finish(office: Office, code: str, at) -> None:
    """Verify and sign at one moment."""
    dossiers.complete_step(code=code, principal=office.who("hotich", at), at=at, step="verify", decision="pass")
    dossiers.finish(code=code, principal=office.who("chutich", at), at=at, outcome="granted")


def tell(office: Office) -> dict[str, str]:
    """The four dossiers; codes by letter."""
    codes = {letter: in_processing(office, at=moment(7, 9)) for letter in "AB"}
    finish(office, codes["A"], moment(7, 10))
    late = Dossier.objects.get(code=codes["B"]).due_at + timedelta(days=3)
    finish(office, codes["B"], late)
    codes["C"] = submit(office, at=moment(7, 9)).dossier.code
    codes["D"] = submit(office, at=moment(7, 9)).dossier.code
    dossiers.withdraw(code=codes["D"], principal=office.who("motcua1", WITHDRAWN_AT), at=moment(7, 11))
    follow()
    return codes
