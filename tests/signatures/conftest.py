"""One trust centre, one token, one letter to sign for all tests of this folder."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import typst

from tests.signatures import centre as centres


@pytest.fixture(scope="session")
def shared_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[centres.Centre]:
    """Started once; skipped where the machine lacks a program."""
    if missing := centres.lacking():
        pytest.skip(f"không có {', '.join(missing)}: cài gói softhsm2, openssl, poppler-utils để thử chữ ký số")
    folder = tmp_path_factory.mktemp("trust")
    centres.make_token(folder)
    running = centres.start(folder)
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def centre(shared_centre: centres.Centre) -> Iterator[centres.Centre]:
    """The same, its clock right and nothing failing."""
    yield shared_centre
    shared_centre.authority.ahead = timedelta(0)
    shared_centre.server.failing = set()


@pytest.fixture(scope="session")
def letter() -> bytes:
    """A letter of two pages."""
    body = '#set page(paper: "a4")\n#json(bytes(sys.inputs.d)).text\n#pagebreak()\nTrang hai'
    return typst.compile(body.encode(), sys_inputs={"d": json.dumps({"text": "Công văn thử, có dấu tiếng Việt"})})


@pytest.fixture
def chair(centre: centres.Centre) -> Any:
    """A person who signs."""
    return centre.file_signer("Trần Văn Ký", organisation="UBND xã Mai Phụ", title="Chủ tịch", number="CCCD:0420")


@pytest.fixture
def seal(centre: centres.Centre) -> Any:
    """The agency's."""
    return centre.file_signer("UBND xã Mai Phụ", organisation="UBND xã Mai Phụ", number="MST:000.42.27.H27")


@pytest.fixture
def desk(world: Any, centre: centres.Centre, letter: bytes, settings: Any, tmp_path: Any) -> Any:
    """Mai Phụ with its certificates; the platform trusts the centre."""
    from tests.signatures.desk import make_desk

    roots = centre.folder / "roots.pem"
    roots.write_bytes(b"".join((centre.authority.folder / f"{name}.crt").read_bytes() for name in ("root", "sub")))
    settings.SIGNING = {
        "module": centres.MODULE,
        "roots": str(roots),
        "tsa": f"{centre.authority.address}/tsa",
        "keys": tmp_path,
    }
    from thongsuot.signatures.signing.trust import configured

    configured().answers.forget()
    return make_desk(world, centre, letter)
