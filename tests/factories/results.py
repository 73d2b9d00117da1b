"""Results already issued to people, and the databases of the State as a server beside the tests."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from simulators.population.server import Server
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import files
from thongsuot.dossiers import services
from thongsuot.dossiers.databases.http import forget_failures
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.services.closing import GivenResult

MARRIAGE, MARRIAGE_STATUS_PAPER = "KQ.G15.000032", "KQ.G15.000038"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def issued(
    office: Office,
    code: str = MARRIAGE,
    *,
    title: str = "Giấy chứng nhận kết hôn",
    number: str = "12/2025",
    at: datetime | None = None,
    **changes,
) -> Loaded:
    """A finished dossier (of Lan, unless `changes` say otherwise) whose result carries this result code."""
    at = at or moment(3, 9)
    dossier_code = submit(office, at=at, **changes).dossier.code
    chair = office.who("chutich", at)
    stored = files.store(PDF, "ket-qua.pdf", chair.user_id)
    given = GivenResult(file_id=str(stored.uid), title=title, number=number, code=code)
    services.assign(code=dossier_code, principal=office.who("vanphong", at), at=at, to="maiphu.hotich")
    return services.finish(code=dossier_code, principal=chair, at=at, outcome="granted", given=[given])


def result_uid(loaded: Loaded) -> str:
    """File of its newest result."""
    return [f["uid"] for f in loaded.files if f["purpose"] == "result"][-1]


@pytest.fixture
def population(settings) -> Iterator[Server]:
    """The population and civil status databases, connected; `population.fault` makes them fail."""
    server = Server("127.0.0.1", 0)
    server.daemon_threads = False  # closing waits for those that are slow on purpose
    thread = server.in_thread()
    settings.DATABASES_OF_THE_STATE = {"dan-cu": f"{server.address}/dan-cu", "ho-tich": f"{server.address}/ho-tich"}
    forget_failures()
    yield server
    forget_failures()
    server.shutdown()
    thread.join()
    server.server_close()
    server.people.close()
