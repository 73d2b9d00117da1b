"""What the catalogue says decides what comes in: no process no reception, abolition stops intake and not open dossiers."""

import pytest

from tests.factories.dossiers import Office, submit
from tests.factories.procedures import BIRTH
from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.dossiers.models import Dossier
from thongsuot.procedures.models import StepRule

pytestmark = pytest.mark.django_db


def test_a_procedure_without_internal_process_is_not_received(office: Office) -> None:
    StepRule.objects.filter(version__procedure__code=BIRTH).delete()
    stamps.bump(stamps.CATALOGUE)
    with pytest.raises(Invalid, match="chưa có quy trình nội bộ") as refused:
        submit(office)
    assert refused.value.code == "procedure_without_process"
    assert not Dossier.objects.exists()
