"""Fixtures of the tests of money."""

from tests.factories.dossiers import office  # noqa: F401
from tests.payments.gateway_at_work import till  # noqa: F401
