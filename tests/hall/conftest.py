"""The hall of Mai Phụ: four services, three counters, two clerks."""

from tests.factories.dossiers import office  # noqa: F401
from tests.factories.hall import centre  # noqa: F401
