"""Đo ký số trong một tiến trình: ours and bare pyHanko in turns, one token, one trust centre. Prints JSON.

python -m config.bench.signing_inside ROUNDS DOCUMENTS   (run by the bench)
"""

import asyncio
import base64
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
import django

django.setup()

import typst  # noqa: E402  (Django must be ready first)
from asn1crypto import x509  # noqa: E402
from pyhanko.config.pkcs11 import TokenCriteria  # noqa: E402
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: E402
from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: E402
from pyhanko.sign import PdfSignatureMetadata, PdfSigner  # noqa: E402
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: E402
from pyhanko.sign.pkcs11 import PKCS11Signer as BareSigner  # noqa: E402
from pyhanko.sign.pkcs11 import open_pkcs11_session  # noqa: E402
from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: E402
from pyhanko.sign.validation import ades  # noqa: E402
from pyhanko_certvalidator import ValidationContext  # noqa: E402
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend  # noqa: E402

from config.run import token  # noqa: E402
from config.run.waiting import wait_for  # noqa: E402
from thongsuot.signatures.signing import Mark, Trust, sign_pdf, validate_pdf  # noqa: E402
from thongsuot.signatures.signing.fetching import Backend  # noqa: E402
from thongsuot.signatures.signing.tokens import PKCS11Signer, make_key  # noqa: E402
from thongsuot.signatures.signing.trust import certificates  # noqa: E402
from thongsuot.signatures.signing.validating import _spec  # noqa: E402

KEY, CHECKS = "do-ky", 10
MARK = Mark("person", name="Trần Văn Ký", x=110, y=200, width=55)


def main(rounds: int, documents: int) -> None:
    """In turns, each round both sides; medians."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as place, _centre(Path(place)) as (trust, certificate):
        letter = typst.compile('#set page(paper: "a4")\nCông văn thử, một trang'.encode())
        sides = {
            "ours": _ours(letter, trust, certificate, documents),
            "bare": _bare(letter, trust, certificate, documents),
        }
        signed = sides["ours"](1)[0]
        checks = {"ours": _check(signed, trust), "bare": _bare_check(signed, trust)}
        found = {"sign": _turns(sides, rounds, documents), "check": _turns(checks, rounds, CHECKS), "checks": CHECKS}
    print(json.dumps(found))


def _turns(sides: dict[str, Callable[[int], Any]], rounds: int, each: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side(1)  # whoever comes first would pay for the first answers
    for turn in range(rounds):
        for name in sorted(sides, reverse=bool(turn % 2)):
            began = time.perf_counter()
            sides[name](each)
            times[name].append(time.perf_counter() - began)
    return {name: median(found) for name, found in times.items()}


def _ours(letter: bytes, trust: Trust, certificate: x509.Certificate, _documents: int) -> Callable[[int], list[bytes]]:
    def act(count: int) -> list[bytes]:
        signer = PKCS11Signer(
            module=token.library(), token=token.LABEL, key=KEY, pin=token.PIN, certificate=certificate
        )
        with signer:
            return [
                sign_pdf(letter, signer=signer, mark=MARK, reason="Ban hành", at=datetime.now(UTC), trust=trust)
                for _n in range(count)
            ]

    return act


def _bare(letter: bytes, trust: Trust, certificate: x509.Certificate, _documents: int) -> Callable[[int], None]:
    """As the library's manual does it: one session, one validation context that remembers its answers, its own stamp."""
    stamper = HTTPTimeStamper(trust.tsa)
    known: list[ValidationContext] = []

    def act(count: int) -> None:
        if not known:  # made when it is first used: a list that came out later is "too recent" for it
            known.append(_context(trust))
        session = open_pkcs11_session(
            token.library(), token_criteria=TokenCriteria(label=token.LABEL), user_pin=token.PIN
        )
        try:
            signer = BareSigner(session, signing_cert=certificate, key_label=KEY, ca_chain=list(trust.issuers))
            for _n in range(count):
                meta = PdfSignatureMetadata(
                    field_name="Sig", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
                    embed_validation_info=True, use_pades_lta=True, validation_context=known[0],
                )  # fmt: skip
                place = SigFieldSpec("Sig", box=(300, 200, 460, 260))
                one = PdfSigner(meta, signer, timestamper=stamper, new_field_spec=place)
                asyncio.run(one.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(letter)), output=BytesIO()))
        finally:
            session.close()

    return act


def _context(trust: Trust) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.issuers),
        allow_fetching=True,
        revocation_mode="require",
        fetcher_backend=RequestsFetcherBackend(),
    )


def _check(signed: bytes, trust: Trust) -> Callable[[int], None]:
    def act(count: int) -> None:
        for _n in range(count):
            validate_pdf(signed, at=datetime.now(UTC), trust=trust)

    return act


def _bare_check(signed: bytes, trust: Trust) -> Callable[[int], None]:
    """The standard's long-term check by the library, answers about revocation kept between files as ours are."""

    def act(count: int) -> None:
        for _n in range(count):
            for one in PdfFileReader(BytesIO(signed)).embedded_regular_signatures:
                one.compute_integrity_info()
                asyncio.run(ades.ades_lta_validation(one, _spec(trust, Backend(trust.answers, datetime.now(UTC)))))

    return act


@contextmanager
def _centre(place: Path) -> Iterator[tuple[Trust, x509.Certificate]]:
    """A trust centre in a process of its own, an empty token, one certificate."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ[token.CONFIGURATION] = str(place / "token" / "softhsm2.conf")
    token.make(place / "token")
    public = make_key(module=token.library(), token=token.LABEL, pin=token.PIN, label=KEY).decode()
    words = [sys.executable, "-m", "simulators.trust_centre", "--port", str(port), "--data", str(place / "centre")]
    asked = json.dumps([{"name": "Trần Văn Ký", "public_key": public}])
    done = subprocess.run([*words, "--issue"], input=asked, capture_output=True, text=True, check=True)  # noqa: S603
    certificate = x509.Certificate.load(base64.b64decode(json.loads(done.stdout)[0]))
    found = certificates(place / "centre" / "roots.pem")
    running = subprocess.Popen(words)  # noqa: S603
    try:
        wait_for(lambda: _answers(port))
        yield Trust(found[:1], found[1:], f"http://127.0.0.1:{port}/tsa"), certificate
    finally:
        running.terminate()
        running.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
