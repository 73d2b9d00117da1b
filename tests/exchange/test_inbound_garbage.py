"""Whatever stands in a message: never a fault of ours, never dropped in silence."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.inbound_samples import AT, CODE, enveloped, filed, kept, paper
from tests.factories.dossiers import Office
from thongsuot.common.now import frozen
from thongsuot.exchange.inbound import causes, understanding
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import envelope, told
from thongsuot.exchange.models import InMessage

pytestmark = pytest.mark.django_db
State = InMessage.State

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "MaHoSo", "MaTTHC", "KenhThucHien", "ChuHoSo", "LoaiDoiTuong", "DinhDanhCHS", "NgayNopHoSo", "DonViXuLy",
        "TaiLieuNop", "DanhSachTepDinhKemKhac", "DuLieuToKhai", "SoTien", "ThoiGianGD", "TrangThaiHoSo", "NgaySinh",
    ]
)  # fmt: skip
KIND_WORDS = st.sampled_from(["HO_SO_MOI", "BO_SUNG", "RUT_HO_SO", "THANH_TOAN", "TRANG_THAI", "HO_SO_PHAN_CHIEU"])
GARBAGE = st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode())


@given(GARBAGE)
@settings(max_examples=200, deadline=None)
def test_an_envelope_can_be_made_of_anything(raw: bytes) -> None:
    found = envelope(raw)
    assert 0 < len(found.external_id) <= 120
    with pytest.raises(NotUnderstood) as problem:  # nothing that is made by chance is a message
        told(raw, AT.date())
    assert problem.value.cause in causes.CAUSES


@given(kind=KIND_WORDS, changes=st.dictionaries(FIELDS, JSON, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_message_it_is_settled_or_waits_with_a_cause(
    linked: Office,
    kind: str,
    changes: dict[str, Any],
) -> None:
    body = filed()
    body |= {"Loai": kind, "MaTin": f"NP-{InMessage.objects.count()}-{kind}"}
    body["NoiDung"] |= changes
    with frozen(AT):
        message = kept(body)
        understanding.understand(message.pk, at=AT)
    message.refresh_from_db()
    assert message.state in (State.DONE, State.STUCK, State.WAITING)
    assert message.cause != "internal_fault", message.detail
    assert (message.state == State.DONE) == (message.cause == "")


@given(kind=KIND_WORDS, paths=st.lists(st.text(max_size=30), max_size=3))
@settings(max_examples=40, deadline=None)
def test_told_files_are_read_as_they_stand(kind: str, paths: list[str]) -> None:
    body = enveloped(kind, CODE, "1", {"TaiLieuNop": [paper(path) for path in paths]})
    assert [one.path for one in told(json.dumps(body).encode(), AT.date()).attached] == [path.strip() for path in paths]
