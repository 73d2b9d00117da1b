"""Signing: what comes out is B-LTA, readable by others, and nothing is signed half."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from time import sleep

import pikepdf
import pypdf
import pytest

from tests.signatures.centre import MODULE, PIN, TOKEN
from thongsuot.signatures.signing import (
    Mark,
    RemoteSigner,
    SigningRefused,
    State,
    fetching,
    pdfs,
    sign_pdf,
    validate_pdf,
)
from thongsuot.signatures.signing.tokens import PKCS11Signer

PERSON = Mark("person", name="Trần Văn Ký", x=110, y=200, width=55)
SEAL = Mark("seal", organisation="UBND xã Mai Phụ", x=90, y=195, width=36)


def now():
    return datetime.now(UTC)


def sign(pdf, signer, centre, mark=PERSON, **more):
    return sign_pdf(pdf, signer=signer, mark=mark, reason="Ban hành", at=now(), trust=more.pop("trust", centre.trust()))


def signed_twice(letter, centre, chair, seal):
    return sign(sign(letter, chair, centre), seal, centre, SEAL)


def pdfsig(pdf, folder, centre):
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    return re.sub(r"\s+", " ", said)


def test_person_then_seal_are_both_valid_and_pdfsig_agrees(letter, centre, chair, seal, tmp_path):
    pdf = signed_twice(letter, centre, chair, seal)
    report = validate_pdf(pdf, at=now(), trust=centre.trust())
    assert [one.state for one in report.signatures] == [State.VALID, State.VALID], report
    assert [one.name for one in report.signatures] == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    assert all(one.stamped and one.lasting and one.covers_whole_file for one in report.signatures)
    said = pdfsig(pdf, tmp_path, centre)
    assert said.count("Signature is Valid.") >= 2
    assert "Signature Type: ETSI.CAdES.detached" in said


def test_token_signs_without_giving_its_key(letter, centre):
    signer = centre.token_signer("Lê Thị Thiết Bị", "khoa-mot")
    report = validate_pdf(sign(letter, signer, centre), at=now(), trust=centre.trust())
    assert report.state == State.VALID


def test_openssl_verifies_what_the_token_signed(letter, centre, tmp_path):
    signer = centre.token_signer("Lê Thị Thiết Bị", "khoa-mot")
    pdf = sign(letter, signer, centre)
    reader = pypdf.PdfReader(__import__("io").BytesIO(pdf))
    value = next(f["/V"].get_object() for f in reader.get_fields().values() if f.get("/V", {}).get("/Type") == "/Sig")
    start, length, again, rest = value["/ByteRange"]
    contents = bytes(value["/Contents"])
    (tmp_path / "content").write_bytes(pdf[start : start + length] + pdf[again : again + rest])
    (tmp_path / "cms").write_bytes(contents)
    folder = centre.authority.folder
    (tmp_path / "roots").write_bytes((folder / "root.crt").read_bytes() + (folder / "sub.crt").read_bytes())
    command = (
        f"openssl cms -verify -binary -cades -inform DER -in {tmp_path}/cms -content {tmp_path}/content"
        f" -CAfile {tmp_path}/roots -purpose any -out /dev/null"
    )
    done = subprocess.run(command.split(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_mark_shows_the_name_in_vietnamese_and_the_hour(letter, centre, chair):
    at = datetime(2026, 11, 26, 2, 3, 4, tzinfo=UTC)
    pdf = sign_pdf(letter, signer=chair, mark=PERSON, reason="", at=at, trust=centre.trust())
    with pikepdf.open(__import__("io").BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
        (field,) = opened.pages[1].Annots
        left, bottom, right, top = (float(n) * 25.4 / 72 for n in field.Rect)
    assert (left, right - left) == pytest.approx((110, 55), abs=0.5)
    assert 297 - top == pytest.approx(200, abs=0.5)
    assert top > bottom


def test_seal_waits_for_a_person(letter, centre, seal):
    with pytest.raises(SigningRefused) as refused:
        sign(letter, seal, centre, SEAL)
    assert refused.value.code == "person_first"


def test_mark_outside_the_page_is_refused(letter, centre, chair):
    for mark in (Mark("person", name="A", x=190, y=10, width=60), Mark("person", name="A", page=9)):
        with pytest.raises(SigningRefused) as refused:
            sign(letter, chair, centre, mark)
        assert refused.value.code == "mark_outside"


def test_revoked_certificate_signs_nothing(letter, centre):
    signer = centre.file_signer("Người đã bị thu hồi")
    centre.revoke(signer.certificate)
    with pytest.raises(SigningRefused) as refused:
        sign(letter, signer, centre)
    assert refused.value.code == "certificate_revoked"
    assert refused.value.pauses


@pytest.mark.parametrize(
    ("said", "code"),
    [({"starts_in_days": -3, "days": 1}, "certificate_expired"), ({"starts_in_days": 3}, "certificate_not_yet_valid")],
)
def test_certificate_out_of_its_days_signs_nothing(letter, centre, said, code):
    with pytest.raises(SigningRefused) as refused:
        sign(letter, centre.file_signer(code, **said), centre)
    assert refused.value.code == code


def test_unknown_issuer_signs_nothing(letter, centre, chair):
    trust = centre.trust()
    with pytest.raises(SigningRefused) as refused:
        sign(letter, chair, centre, trust=type(trust)((), (), trust.tsa))
    assert refused.value.code == "chain_unknown"


@pytest.mark.parametrize(("away", "code"), [("tsa", "tsa_unreachable"), ("ocsp crl root.crl", "revocation_unchecked")])
def test_without_stamp_or_revocation_answer_nothing_is_signed(letter, centre, chair, away, code):
    centre.server.failing = set(away.split())
    trust = centre.trust(clock=lambda: datetime.now(UTC))  # a clock of its own: no stamp is remembered
    with pytest.raises(SigningRefused) as refused:
        sign(letter, chair, centre, trust=trust)
    assert refused.value.code == code


def test_clock_that_is_off_signs_nothing(letter, centre, chair):
    with pytest.raises(SigningRefused) as refused:
        sign(letter, chair, centre, trust=centre.trust(clock=lambda: datetime.now(UTC) + timedelta(minutes=9)))
    assert refused.value.code == "clock_off"


def test_an_answer_made_long_after_it_was_asked_for_is_taken(letter, centre, chair, seal, monkeypatch):
    monkeypatch.setattr("simulators.trust_centre.answers._BACK", timedelta(0))
    in_time, slow = fetching.over_http, []

    def slowly(address, body, kind):
        if kind == "application/ocsp-request" and not slow:
            slow.append(address)
            sleep(1.5)  # more than the library forgives
        return in_time(address, body, kind)

    monkeypatch.setattr(fetching, "over_http", slowly)
    signed = sign(letter, chair, centre)
    assert slow
    slow.clear()  # the seal also has the time stamp of the first signature checked
    sealed = sign(signed, seal, centre, SEAL)
    assert validate_pdf(sealed, at=now(), trust=centre.trust()).state == State.VALID


def test_wrong_pin_and_missing_token_say_so(letter, centre):
    right = centre.token_signer("Lê Thị Thiết Bị", "khoa-mot")
    wrong = centre.token_signer("Lê Thị Thiết Bị", "khoa-mot", pin="000000")
    gone = PKCS11Signer(module=MODULE, token="khong-co", key="x", pin=PIN, certificate=right.certificate)
    other = PKCS11Signer(module=MODULE, token=TOKEN, key="la", pin=PIN, certificate=right.certificate)
    for signer, code in ((wrong, "pin_wrong"), (gone, "token_gone"), (other, "key_missing")):
        with pytest.raises(SigningRefused) as refused:
            sign(letter, signer, centre)
        assert refused.value.code == code
    assert validate_pdf(sign(letter, right, centre), at=now(), trust=centre.trust()).state == State.VALID


def test_file_key_is_refused_outside_the_demonstration(centre, settings):
    centre.file_signer("Khoá trong tệp")
    settings.DEMO = False
    with pytest.raises(SigningRefused) as refused:
        centre.file_signer("Khoá trong tệp")
    assert refused.value.code == "file_key_refused"


def test_remote_signer_pretends_nothing(letter, centre, chair):
    with pytest.raises(SigningRefused) as refused:
        sign(letter, RemoteSigner(chair.certificate), centre)
    assert refused.value.code == "remote_not_there"


def changed(letter, how, **saved):
    out = __import__("io").BytesIO()
    with pikepdf.open(__import__("io").BytesIO(letter)) as opened:
        how(opened)
        opened.save(out, **saved)
    return out.getvalue()


def _scripted(opened):
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _attached(opened):
    opened.attachments["an.txt"] = b"giau ben trong"


def _hidden(where):
    """What acts or hides a file deeper in: at a page, at a note on it, in a form that draws itself, as a note."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    square = {"Type": pikepdf.Name.Annot, "Rect": [0, 0, 9, 9]}

    def put(opened):
        page, form = opened.pages[-1], pikepdf.Dictionary(Fields=[], XFA=opened.make_stream(b"<xdp/>"))
        if where == "page":
            page.AA = pikepdf.Dictionary(O=script)
        elif where == "note":
            page.Annots = opened.make_indirect([pikepdf.Dictionary(**square, Subtype=pikepdf.Name.Link, A=script)])
        elif where == "form":
            opened.Root.AcroForm = form
        else:
            page.Annots = [opened.make_indirect(pikepdf.Dictionary(**square, Subtype=pikepdf.Name.FileAttachment))]

    return put


@pytest.mark.parametrize(
    ("where", "code"),
    [("page", "pdf_scripts"), ("note", "pdf_scripts"), ("form", "pdf_scripts"), ("file", "pdf_attachments")],
)
def test_what_acts_or_hides_deeper_in_the_file_is_found_too(letter, where, code):
    with pytest.raises(SigningRefused) as refused:
        pdfs.to_sign(changed(letter, _hidden(where)))
    assert refused.value.code == code


def test_a_link_to_an_address_is_no_script(letter):
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://vidu.vn")

    def put(opened):
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link)
        opened.pages[0].Annots = [opened.make_indirect(note)]

    assert pdfs.to_sign(changed(letter, put))


@pytest.mark.parametrize("code", ["pdf_locked", "pdf_broken", "pdf_scripts", "pdf_attachments"])
def test_files_that_cannot_be_signed_say_why(letter, centre, chair, code):
    made = {
        "pdf_locked": lambda: changed(letter, lambda _o: None, encryption=pikepdf.Encryption(owner="a", user="b")),
        "pdf_broken": lambda: letter[: len(letter) // 3],
        "pdf_scripts": lambda: changed(letter, _scripted),
        "pdf_attachments": lambda: changed(letter, _attached),
    }[code]()
    with pytest.raises(SigningRefused) as refused:
        sign(made, chair, centre)
    assert refused.value.code == code
    assert not refused.value.pauses
