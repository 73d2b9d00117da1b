"""Checking: a signature outlives its certificate, one flipped byte is seen, and what is not known is never valid."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest

from thongsuot.signatures.signing import Mark, SigningRefused, State, Trust, sign_pdf, validate_pdf, validating

SEAL = Mark("seal", organisation="UBND xã Phù Lưu", x=90, y=195, width=36)


def now():
    return datetime.now(UTC)


def sign(pdf, signer, centre, mark=None):
    return sign_pdf(pdf, signer=signer, mark=mark, reason="", at=now(), trust=centre.trust())


@pytest.fixture(scope="session")
def both(shared_centre, letter):
    """A letter of a commune that will be dissolved: its chair and its seal."""
    chair = shared_centre.file_signer("Chủ tịch Phù Lưu", organisation="UBND xã Phù Lưu")
    seal = shared_centre.file_signer("Dấu xã Phù Lưu", organisation="UBND xã Phù Lưu")
    return sign(sign(letter, chair, shared_centre), seal, shared_centre, SEAL), seal.certificate


def test_a_file_with_more_signatures_than_are_looked_at_is_never_called_valid(both, centre, monkeypatch):
    monkeypatch.setattr(validating, "MOST_SIGNATURES", 1)
    report = validate_pdf(both[0], at=now(), trust=centre.trust())
    assert [one.state for one in report.signatures] == [State.VALID, State.UNCHECKED]
    assert report.state == State.UNCHECKED


def test_holds_a_year_after_the_seal_was_revoked(both, centre):
    pdf, certificate = both
    centre.revoke(certificate, now() + timedelta(minutes=1))
    at = centre.later(365)
    report = validate_pdf(pdf, at=at, trust=centre.trust())
    assert [one.state for one in report.signatures] == [State.VALID, State.VALID], report
    assert report.signatures[1].revoked_since is not None
    assert report.signatures[0].revoked_since is None


def test_holds_after_the_certificate_is_over(both, centre):
    pdf, _certificate = both
    report = validate_pdf(pdf, at=centre.later(800), trust=centre.trust())
    assert report.state == State.VALID, report


def test_holds_while_the_authority_does_not_answer(both, centre):
    pdf, _certificate = both
    centre.server.failing = {"ocsp", "crl"}
    assert validate_pdf(pdf, at=now(), trust=centre.trust()).state == State.VALID


@pytest.mark.parametrize("where", [0.02, 0.5])
def test_one_flipped_byte_is_altered(both, centre, where):
    pdf = bytearray(both[0])
    place = pdf.find(b"/MediaBox") + 11 if where < 0.1 else pdf.find(b"stream", 200) + 20
    pdf[place] ^= 1
    assert _judged(bytes(pdf), centre) in ("pdf_broken", State.INVALID)


def _judged(pdf, centre):
    try:
        return validate_pdf(pdf, at=now(), trust=centre.trust()).state
    except SigningRefused as refused:
        return refused.code


def test_page_added_after_signing_is_seen(both, centre):
    out = BytesIO()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import PageObject

    writer = IncrementalPdfFileWriter(BytesIO(both[0]))
    stream = writer.add_object(__import__("pyhanko.pdf_utils.generic", fromlist=["x"]).StreamObject(stream_data=b"q Q"))
    writer.insert_page(PageObject(contents=stream, media_box=(0, 0, 595, 842)))
    writer.write(out)
    report = validate_pdf(out.getvalue(), at=now(), trust=centre.trust())
    assert report.state == State.INVALID
    assert not any(one.covers_whole_file for one in report.signatures)


def test_unknown_issuer_is_unchecked_never_valid(both, centre):
    report = validate_pdf(both[0], at=now(), trust=Trust(()))
    assert report.state == State.UNCHECKED
    assert all(one.content.state == State.VALID and one.chain.state == State.UNCHECKED for one in report.signatures)
    assert report.notes


def test_signed_plainly_with_a_revoked_certificate_is_not_valid(centre, letter):
    """Somebody else's program signed without time stamp or proof, and the certificate is revoked since."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata
    from pyhanko.sign import sign_pdf as plainly

    from thongsuot.signatures.signing.pades import _Hand

    signer = centre.file_signer("Ký trơn")
    hand = _Hand(signer, centre.trust())
    out = plainly(IncrementalPdfFileWriter(BytesIO(letter)), PdfSignatureMetadata(field_name="A"), hand).getvalue()
    before = validate_pdf(out, at=now(), trust=centre.trust())
    assert before.state == State.VALID, before
    assert not before.signatures[0].stamped
    centre.server.failing = {"ocsp", "sub.crl", "root.crl", "crl"}
    assert validate_pdf(out, at=now(), trust=centre.trust()).state == State.UNCHECKED
    centre.server.failing = set()
    centre.revoke(signer.certificate, now() - timedelta(hours=1))
    assert validate_pdf(out, at=now(), trust=centre.trust()).state == State.INVALID


def test_file_without_signature_is_not_valid(letter, centre):
    report = validate_pdf(letter, at=now(), trust=centre.trust())
    assert report.state == State.UNCHECKED
    assert len(report.notes) == 1


def test_answers_are_asked_once_for_many_files(both, centre, monkeypatch):
    from thongsuot.signatures.signing import fetching

    asked = []
    real = fetching.over_http
    monkeypatch.setattr(fetching, "over_http", lambda *words: asked.append(words[0]) or real(*words))
    trust = centre.trust()
    for _turn in range(3):
        validate_pdf(both[0], at=now(), trust=trust)
    assert 0 < len(asked) <= 5, asked


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_only_web_addresses_are_asked(address):
    from thongsuot.signatures.signing.answers import over_http

    with pytest.raises(OSError):
        over_http(address, None, "")


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"x" * 900])
def test_broken_file_says_so(pdf, centre):
    with pytest.raises(SigningRefused) as refused:
        validate_pdf(pdf, at=now(), trust=centre.trust())
    assert refused.value.code == "pdf_broken"


def test_locked_file_says_so(letter, centre):
    out = BytesIO()
    with pikepdf.open(BytesIO(letter)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(SigningRefused) as refused:
        validate_pdf(out.getvalue(), at=now(), trust=centre.trust())
    assert refused.value.code == "pdf_locked"
